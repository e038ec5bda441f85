import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** A person, known by keyed hashes only. */
export interface Subject {
  readonly id: string
  readonly did: string
  readonly state: string
  readonly firstSeen: string
  readonly lastSeen: string
  readonly activities: number
  readonly identifiers: readonly {
    readonly category: string
    readonly token: string
    readonly integration: { readonly adapter: string }
  }[]
}

/** What a person is looked up by. The value is hashed by the server and not kept. */
export interface Identifier {
  readonly category: 'email' | 'phone' | 'account_id'
  readonly value: string
  /** Whose account id it is. */
  readonly integrationId?: string
}

/** The people whom an identifier leads to. */
export async function findSubjects(
  api: Api,
  controller: string,
  { category, value, integrationId }: Identifier,
): Promise<readonly Subject[]> {
  return await allPages(async after => {
    const { dataSubjects } = await api.run<{ dataSubjects: Page<Subject> }>(
      `query ($controller: ID!, $category: PiiCategory!, $value: String!, $integration: ID, $after: String) {
        dataSubjects(
          filter: {
            dataControllerId: $controller
            identifier: { category: $category, value: $value, integrationId: $integration }
          }
          first: 100
          after: $after
        ) {
          nodes {
            id did state firstSeen lastSeen activities
            identifiers { category token integration { adapter } }
          }
          ${pageInfo}
        }
      }`,
      { controller, category, value, integration: integrationId, after },
    )
    return dataSubjects
  })
}
