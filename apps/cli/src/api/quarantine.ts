import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** A genuine delivery that the server failed on. */
export interface Quarantined {
  readonly id: string
  readonly adapter: string
  readonly step: string
  readonly reason: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly replays: number
  readonly lastReplayReason: string | null
  readonly integration: { readonly id: string; readonly label: string }
}

/** What waits to be replayed, of one controller or of all. */
export async function listQuarantine(
  api: Api,
  dataControllerId: string | undefined,
): Promise<readonly Quarantined[]> {
  return await allPages(async after => {
    const { quarantine } = await api.run<{ quarantine: Page<Quarantined> }>(
      `query ($filter: QuarantineFilter, $after: String) {
        quarantine(filter: $filter, first: 100, after: $after) {
          nodes {
            id adapter step reason createdAt expiresAt replays lastReplayReason
            integration { id label }
          }
          ${pageInfo}
        }
      }`,
      { filter: { dataControllerId }, after },
    )
    return quarantine
  })
}

/** What became of trying one again. */
export interface Replayed {
  readonly id: string
  readonly isRecorded: boolean
  /** Why it failed again. */
  readonly reason: string | null
}

const mostAtOnce = 100

/** Processes deliveries from quarantine again, in this order. */
export async function replayQuarantined(
  api: Api,
  ids: readonly string[],
): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = []
  for (let start = 0; start < ids.length; start += mostAtOnce) {
    const { replayQuarantined } = await api.run<{
      replayQuarantined: { results: readonly Replayed[] }
    }>(
      `mutation ($ids: [ID!]!) { replayQuarantined(ids: $ids) { results { id isRecorded reason } } }`,
      { ids: ids.slice(start, start + mostAtOnce) },
    )
    replayed.push(...replayQuarantined.results)
  }
  return replayed
}
