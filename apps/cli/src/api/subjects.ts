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

/** A person by name. */
export interface NamedSubject {
  readonly id: string
  readonly shortName: string
  readonly state: string
}

/** All that is known of a person. */
export interface KnownSubject extends Omit<Subject, 'identifiers'>, NamedSubject {
  readonly isShortNameShared: boolean
  readonly identifiers: readonly (Subject['identifiers'][number] & {
    readonly isVerified: boolean
  })[]
  readonly categories: readonly {
    readonly category: string
    readonly integration: { readonly id: string; readonly adapter: string }
    readonly count: number
    readonly lastAt: string
  }[]
  readonly consents: readonly {
    readonly purpose: string
    readonly channel: string
    readonly state: string
    readonly occurredAt: string | null
  }[]
  readonly restrictions: readonly {
    readonly reason: string
    readonly restrictedAt: string
    readonly liftedAt: string | null
  }[]
  readonly linkSuggestions: readonly LinkSuggestion[]
  readonly merged: readonly {
    readonly id: string
    readonly shortName: string
    readonly mergedAt: string
  }[]
}

/** What is known of a person; of who was merged into another one, what is known of that one. */
export async function showSubject(api: Api, id: string): Promise<KnownSubject> {
  const { dataSubject } = await api.run<{ dataSubject: KnownSubject }>(
    `query ($id: ID!) { dataSubject(id: $id) {
      id did shortName isShortNameShared state firstSeen lastSeen activities
      identifiers { category token isVerified integration { adapter } }
      categories { category integration { id adapter } count lastAt }
      consents(first: 100) { purpose channel state occurredAt }
      restrictions(first: 100) { reason restrictedAt liftedAt }
      linkSuggestions(first: 100) { evidence suggestedAt dataSubjects { id shortName state } }
      merged(first: 100) { id shortName mergedAt }
    } }`,
    { id },
  )
  return dataSubject
}

/** Says that two data subjects are one; who stands for both. */
export async function mergeSubjects(api: Api, id: string, into: string): Promise<NamedSubject> {
  const { mergeDataSubjects } = await api.run<{
    mergeDataSubjects: { dataSubject: NamedSubject }
  }>(
    `mutation ($input: MergeDataSubjectsInput!) {
      mergeDataSubjects(input: $input) { dataSubject { id shortName state } }
    }`,
    { input: { dataSubjectId: id, intoId: into } },
  )
  return mergeDataSubjects.dataSubject
}

/** Ends a merge; the two that they are now. */
export async function separateSubjects(api: Api, id: string): Promise<readonly NamedSubject[]> {
  const { separateDataSubjects } = await api.run<{
    separateDataSubjects: { dataSubjects: readonly NamedSubject[] }
  }>(
    `mutation ($id: ID!) {
      separateDataSubjects(dataSubjectId: $id) { dataSubjects { id shortName state } }
    }`,
    { id },
  )
  return separateDataSubjects.dataSubjects
}

/** Says that the data of a person may only be kept. */
export async function restrictSubject(api: Api, id: string, reason: string): Promise<NamedSubject> {
  const { restrictDataSubject } = await api.run<{
    restrictDataSubject: { readonly dataSubject: NamedSubject }
  }>(
    `mutation ($input: RestrictDataSubjectInput!) {
      restrictDataSubject(input: $input) { dataSubject { id shortName state } }
    }`,
    { input: { dataSubjectId: id, reason } },
  )
  return restrictDataSubject.dataSubject
}

/** Lifts that. */
export async function unrestrictSubject(api: Api, id: string): Promise<NamedSubject> {
  const { unrestrictDataSubject } = await api.run<{
    unrestrictDataSubject: { readonly dataSubject: NamedSubject }
  }>(
    `mutation ($id: ID!) {
      unrestrictDataSubject(dataSubjectId: $id) { dataSubject { id shortName state } }
    }`,
    { id },
  )
  return unrestrictDataSubject.dataSubject
}

/** Two people that may be one. */
export interface LinkSuggestion {
  readonly evidence: string
  readonly suggestedAt: string
  readonly dataSubjects: readonly NamedSubject[]
}

/** The people of a controller that may be one, the newest first. */
export async function listLinks(
  api: Api,
  dataControllerId: string,
): Promise<readonly LinkSuggestion[]> {
  return await allPages(async after => {
    const { linkSuggestions } = await api.run<{ linkSuggestions: Page<LinkSuggestion> }>(
      `query ($dataControllerId: ID!, $after: String) {
        linkSuggestions(dataControllerId: $dataControllerId, first: 100, after: $after) {
          nodes { evidence suggestedAt dataSubjects { id shortName state } } ${pageInfo}
        }
      }`,
      { dataControllerId, after },
    )
    return linkSuggestions
  })
}

/** Says that two people are not one. */
export async function dismissLink(
  api: Api,
  id: string,
  otherId: string,
): Promise<readonly NamedSubject[]> {
  const { dismissLink: dismissed } = await api.run<{
    dismissLink: { readonly dataSubjects: readonly NamedSubject[] }
  }>(
    `mutation ($input: DismissLinkInput!) {
      dismissLink(input: $input) { dataSubjects { id shortName state } }
    }`,
    { input: { dataSubjectId: id, otherId } },
  )
  return dismissed.dataSubjects
}
