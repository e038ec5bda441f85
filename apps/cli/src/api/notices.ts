import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** Somebody who had the data, and is to be told what became of it. */
export interface RecipientNotice {
  readonly id: string
  readonly recipient: string
  readonly kind: string
  /** Of the record of processing, by which the data was disclosed. */
  readonly entries: readonly string[]
  /** What somebody has to do. */
  readonly instructions: string
  readonly createdAt: string
  /** Null: it is still to be done. */
  readonly outcome: string | null
  readonly doneAt: string | null
  readonly proof: string | null
  readonly reason: string | null
}

/** A notice with the request that it comes from. */
export interface ListedNotice extends RecipientNotice {
  readonly request: string
}

/** What somebody did about a notice. */
export interface NoticeEnd {
  readonly id: string
  readonly outcome: string
  /** What shows it, or why not. */
  readonly note: string
}

interface NotifyingRequest {
  readonly id: string
  readonly notices: readonly RecipientNotice[]
}

const shown = 'id recipient kind entries instructions createdAt outcome doneAt proof reason'

/** The notices of a controller's requests. @param isAll with those that are done */
export async function listNotices(
  api: Api,
  dataControllerId: string,
  isAll: boolean,
): Promise<readonly ListedNotice[]> {
  const filter = isAll ? { dataControllerId } : { dataControllerId, needs: 'recipients' }
  const requests = await allPages(async after => {
    const { dataSubjectRequests } = await api.run<{ dataSubjectRequests: Page<NotifyingRequest> }>(
      `query ($filter: DataSubjectRequestFilter!, $after: String) {
        dataSubjectRequests(filter: $filter, first: 100, after: $after) {
          nodes { id notices { ${shown} } } ${pageInfo}
        }
      }`,
      { filter, after },
    )
    return dataSubjectRequests
  })
  return requests.flatMap(({ id: request, notices }) =>
    notices.map(notice => ({ ...notice, request })),
  )
}

/** Notes that a recipient was told, or why it is not. */
export async function completeNotice(api: Api, input: NoticeEnd): Promise<RecipientNotice> {
  const { completeRecipientNotice } = await api.run<{
    completeRecipientNotice: { readonly notice: RecipientNotice }
  }>(
    `mutation ($input: CompleteRecipientNoticeInput!) {
      completeRecipientNotice(input: $input) { notice { ${shown} } } }`,
    { input },
  )
  return completeRecipientNotice.notice
}
