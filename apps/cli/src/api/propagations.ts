import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** What a platform is told of a decision. */
export interface Propagation {
  readonly id: string
  readonly dataSubjectId: string
  readonly integration: { readonly id: string; readonly adapter: string }
  readonly object: string
  readonly channel: string
  readonly purpose: string
  readonly platformPurpose: string
  readonly state: string
  readonly decidedAt: string
  readonly outcome: string
  readonly found: string | null
  readonly confirmedAt: string | null
  readonly tries: number
  /** Null: it is closed. */
  readonly nextAt: string | null
  readonly reason: string | null
  readonly createdAt: string
}

/** What telling would do, or does, to one object. */
export interface PropagationLine {
  readonly integration: { readonly id: string; readonly adapter: string }
  readonly object: string | null
  readonly platformPurpose: string | null
  readonly outcome: string
  readonly propagation: { readonly id: string } | null
}

/** What is to be told, and to whom. */
export interface NewPropagation {
  readonly dataControllerId: string
  readonly dataSubjectId: string
  readonly channel: string
  readonly purpose: string
  /** Undefined: wherever something is known of the person. */
  readonly integrationIds: readonly string[] | undefined
  readonly isDryRun: boolean
}

/** Has platforms told what holds, or says what that would do. */
export async function propagateConsent(
  api: Api,
  input: NewPropagation,
): Promise<{ readonly state: string; readonly lines: readonly PropagationLine[] }> {
  const { propagateConsent: answer } = await api.run<{
    propagateConsent: {
      readonly consent: { readonly state: string }
      readonly lines: readonly PropagationLine[]
    }
  }>(
    `mutation ($input: PropagateConsentInput!) {
      propagateConsent(input: $input) {
        consent { state }
        lines { integration { id adapter } object platformPurpose outcome propagation { id } }
      }
    }`,
    { input },
  )
  return { state: answer.consent.state, lines: answer.lines }
}

/** Which propagations. */
export interface PropagationFilter {
  readonly dataControllerId: string
  readonly dataSubjectId: string | undefined
  readonly integrationId: string | undefined
  readonly isOpen: boolean | undefined
}

/** What platforms are told, what was asked for last first. */
export async function listPropagations(
  api: Api,
  filter: PropagationFilter,
): Promise<readonly Propagation[]> {
  return await allPages(async after => {
    const { consentPropagations } = await api.run<{ consentPropagations: Page<Propagation> }>(
      `query ($filter: ConsentPropagationFilter!, $after: String) {
        consentPropagations(filter: $filter, first: 100, after: $after) {
          nodes {
            id dataSubjectId integration { id adapter } object channel purpose platformPurpose state
            decidedAt outcome found confirmedAt tries nextAt reason createdAt
          }
          ${pageInfo}
        }
      }`,
      { filter, after },
    )
    return consentPropagations
  })
}
