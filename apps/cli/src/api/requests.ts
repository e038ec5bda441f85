import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'
import type { ShownExport } from './exports.ts'

/** A request as lists show it. */
export interface ListedRequest {
  readonly id: string
  readonly type: string
  readonly status: string
  readonly stage: string
  readonly dueAt: string
  /** Days at the controller. */
  readonly clock: { readonly end: string; readonly timezone: string }
  readonly receivedAt: string
  readonly channel: string
  readonly dataSubject: { readonly id: string } | null
  readonly integration: { readonly id: string; readonly adapter: string } | null
}

/** A request with how it is due and what happened to it. */
export interface ShownRequest extends ListedRequest {
  readonly regulation: string
  readonly scope: string
  readonly acknowledgeBy: string | null
  readonly acknowledgedAt: string | null
  readonly personConfirmedAt: string | null
  /** What names the person can be shown. */
  readonly hasIdentities: boolean
  readonly closedAt: string | null
  readonly justification: string | null
  readonly responseRef: string | null
  readonly clock: ListedRequest['clock'] & {
    readonly law: string
    readonly extendedAt: string | null
    readonly source: string
    readonly received: string
    readonly period: string
    readonly nominal: string
    readonly stoppedDays: number
  }
  readonly verification: {
    readonly method: string
    readonly level: string
    readonly at: string
  } | null
  readonly possiblePeople: readonly { readonly id: string }[]
  readonly possibleDuplicates: readonly { readonly id: string }[]
  readonly duplicateOf: { readonly id: string } | null
  /** The erasure that was planned last for it. */
  readonly redactions: readonly { readonly id: string; readonly state: string }[]
  /** The copy that was made last for it. */
  readonly dataExports: readonly Pick<ShownExport, 'id' | 'status' | 'reason' | 'expiresAt'>[]
  readonly history: readonly {
    readonly at: string
    readonly kind: string
    readonly actorType: string
  }[]
}

/** The fields of `ListedRequest`. */
const listed = `id type status stage dueAt clock { end timezone } receivedAt channel dataSubject { id } integration { id adapter }`

/** The fields of `ShownRequest`. */
export const shownRequest = `${listed} regulation scope acknowledgeBy acknowledgedAt personConfirmedAt
  hasIdentities closedAt justification responseRef
  clock { law extendedAt source received period nominal stoppedDays }
  dataExports(first: 1) { id status reason expiresAt } redactions(first: 1) { id state }
  verification { method level at } possiblePeople { id } possibleDuplicates { id } duplicateOf { id }
  history(first: 100) { at kind actorType }`

/** Which requests. */
export interface RequestFilter {
  readonly dataControllerId: string
  readonly isClosed?: boolean
  readonly type?: readonly string[]
  readonly dataSubjectId?: string | undefined
  readonly needs?: string | undefined
}

/** The requests of a controller, those that are due first before the others. */
export async function listRequests(
  api: Api,
  filter: RequestFilter,
): Promise<readonly ListedRequest[]> {
  return await allPages(async after => {
    const { dataSubjectRequests } = await api.run<{ dataSubjectRequests: Page<ListedRequest> }>(
      `query ($filter: DataSubjectRequestFilter!, $after: String) {
        dataSubjectRequests(filter: $filter, first: 100, after: $after) {
          nodes { ${listed} } ${pageInfo}
        }
      }`,
      { filter, after },
    )
    return dataSubjectRequests
  })
}

/** One request, and whether the key may take it on; null: there is none of this id. */
export async function showRequest(
  api: Api,
  id: string,
): Promise<{ readonly request: ShownRequest; readonly isOfficer: boolean } | null> {
  const { dataSubjectRequest, me } = await api.run<{
    dataSubjectRequest: ShownRequest | null
    me: { readonly role: string }
  }>(
    `query ($id: ID!) {
      dataSubjectRequest(id: $id) { ${shownRequest} }
      me { role }
    }`,
    { id },
  )
  if (dataSubjectRequest === null) return null
  return { request: dataSubjectRequest, isOfficer: me.role === 'owner' || me.role === 'dpo' }
}

/** What names a person. The server seals it. */
export interface RequestIdentifier {
  readonly category: 'email' | 'phone' | 'account_id'
  readonly value: string
  readonly integrationId?: string
}

/** A request to be opened. */
export interface GivenRequest {
  readonly type: string
  readonly identifiers: readonly RequestIdentifier[]
  readonly channel?: string
  /** ISO 8601. */
  readonly receivedAt?: string
  /** A day at the controller, ISO 8601, where the moment is not known. */
  readonly receivedOn?: string
  readonly regulation?: string
}

/** What became of it. */
export interface CreatedRequest {
  /** Null in a dry run. */
  readonly dataSubjectRequest: { readonly id: string } | null
  readonly dueAt: string
  /** The last day, at the controller. */
  readonly dueOn: string
  readonly acknowledgeBy: string | null
}

/** Opens a request. */
export async function createRequest(
  api: Api,
  input: GivenRequest & { readonly dataControllerId: string; readonly isDryRun: boolean },
): Promise<CreatedRequest> {
  const { createDataSubjectRequest } = await api.run<{ createDataSubjectRequest: CreatedRequest }>(
    `mutation ($input: CreateDataSubjectRequestInput!) {
      createDataSubjectRequest(input: $input) { dataSubjectRequest { id } dueAt dueOn acknowledgeBy }
    }`,
    { input },
  )
  return createDataSubjectRequest
}

/** What became of one of many. */
export interface RequestImportResult {
  readonly outcome: 'opened' | 'invalid'
  readonly detail: string | null
}

/** How many the server takes at once. */
export const mostImported = 250

/** Opens many requests; results in their order. */
export async function importRequests(
  api: Api,
  dataControllerId: string,
  requests: readonly GivenRequest[],
  isDryRun: boolean,
): Promise<readonly RequestImportResult[]> {
  const { importDataSubjectRequests: answer } = await api.run<{
    importDataSubjectRequests: { readonly results: readonly RequestImportResult[] }
  }>(
    `mutation ($input: ImportDataSubjectRequestsInput!) {
      importDataSubjectRequests(input: $input) { results { outcome detail } }
    }`,
    { input: { dataControllerId, isDryRun, requests } },
  )
  return answer.results
}
