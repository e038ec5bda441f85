import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** What a person allowed or withdrew, for one purpose on one channel. */
export interface Consent {
  readonly id: string
  readonly dataSubject: { readonly id: string }
  readonly purpose: string
  readonly channel: string
  readonly state: string
  readonly occurredAt: string | null
  readonly verification: string
  readonly conflict: boolean
  /** It is a conflict, and a platform can be told. */
  readonly canBeTold: boolean
  readonly sources: readonly {
    readonly state: string
    readonly integration: { readonly id: string; readonly adapter: string } | null
  }[]
}

/** Whose consents. */
export interface ConsentFilter {
  readonly dataControllerId: string
  readonly dataSubjectId?: string | undefined
  readonly integrationId?: string | undefined
}

const shown = `id dataSubject { id } purpose channel state occurredAt verification conflict canBeTold
  sources { state integration { id adapter } }`

/** The consents of a controller's people. */
export async function listConsents(api: Api, filter: ConsentFilter): Promise<readonly Consent[]> {
  return await allPages(async after => {
    const { consents } = await api.run<{ consents: Page<Consent> }>(
      `query ($filter: ConsentFilter!, $after: String) {
        consents(filter: $filter, first: 100, after: $after) {
          nodes { ${shown} } ${pageInfo}
        }
      }`,
      { filter, after },
    )
    return consents
  })
}

/** What a person said elsewhere than at a platform. */
export interface GivenConsent {
  readonly dataSubjectId: string
  readonly purposeId: string
  readonly channel: string
  readonly state: string
  readonly method: string
  /** ISO 8601. */
  readonly at: string
  readonly givenThrough?: string | undefined
}

/** Records it; the consent as it holds now. */
export async function recordConsent(api: Api, input: GivenConsent): Promise<Consent> {
  const { recordConsent: recorded } = await api.run<{
    recordConsent: { readonly consent: Consent }
  }>(
    `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { consent { ${shown} } } }`,
    { input },
  )
  return recorded.consent
}

/** What a person said, who is named by an identifier. The server hashes it and does not keep it. */
export interface ImportedConsent {
  readonly category: 'email' | 'phone' | 'account_id'
  readonly value: string
  readonly integrationId?: string
  readonly purpose: string
  readonly channel: string
  readonly state: 'granted' | 'withdrawn'
  /** ISO 8601. */
  readonly at: string
  readonly givenThrough?: string
}

/** What became of one of them. */
export interface ImportResult {
  readonly outcome: 'recorded' | 'unknown_person' | 'unclear_person' | 'unknown_purpose' | 'invalid'
  readonly detail: string | null
}

/** How many the server takes at once. */
export const mostImported = 250

/** Records what people said; results in their order. */
export async function importConsents(
  api: Api,
  dataControllerId: string,
  consents: readonly ImportedConsent[],
  isDryRun: boolean,
): Promise<readonly ImportResult[]> {
  const { importConsents: answer } = await api.run<{
    importConsents: { readonly results: readonly ImportResult[] }
  }>(
    `mutation ($input: ImportConsentsInput!) {
      importConsents(input: $input) { results { outcome detail } }
    }`,
    { input: { dataControllerId, isDryRun, consents } },
  )
  return answer.results
}
