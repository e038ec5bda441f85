import type { JsonValue } from '../contract/event.ts'
import {
  type Answer,
  type Call,
  isPlatformError,
  type Platform,
  PlatformError,
} from '../contract/platform.ts'
import type { ExportedDocument } from '../contract/rights.ts'
import { successOf } from './request-json.ts'

/** A list that is longer is none of one person's. */
const mostPages = 1_000

/**
 * Reads one object by its id. A list that comes in one piece is read by `requestJson`: of that a 404 does
 * not say that nothing is in it.
 * @returns null: there is no such object (404, 410)
 * @throws `PlatformError` as `requestJson`
 * @example const customer = await readDocument(platform, apiCall(settings, `/customers/${id}`))
 */
export async function readDocument(
  platform: Pick<Platform, 'request'>,
  call: Call,
): Promise<JsonValue | null> {
  const answer = await platform.request({ ...call, json: call.json ?? true, idempotent: true })
  return isGone(answer) ? null : (successOf(answer).json as JsonValue)
}

/**
 * Reads a list or a search to its end, page by page. A page that is refused is never the end, and of the
 * first one a 404 is no empty list: whoever believed it would call somebody erased who is still there.
 * @param next the call for the page behind an answer; null: it was the last
 * @throws `PlatformError` as `requestJson`, for 404 as well; `upstream_error` if the list does not end
 * @example
 * for await (const page of readPages(platform, first, ({ json }) => nextOf(json))) yield page
 */
export async function* readPages(
  platform: Pick<Platform, 'request'>,
  first: Call,
  next: (answer: Answer) => Call | null,
): AsyncGenerator<JsonValue> {
  const read = new Set<string>()
  let call: Call | null = first
  while (call !== null) {
    const place = `${call.url} ${call.body ?? ''}`
    if (read.size === mostPages || read.has(place))
      throw new PlatformError('upstream_error', 'a list without an end')
    read.add(place)
    const answer = await platform.request({ ...call, json: call.json ?? true, idempotent: true })
    yield successOf(answer).json as JsonValue
    call = next(answer)
  }
}

/**
 * Reads parts for a copy of which each may want a scope of its own: what may not be read (403) is told
 * when all else is read.
 * @throws `PlatformError` the first of those, and at once any other
 * @example yield* readAllowed(lists.map(list => documentsOf(list, platform)))
 */
export async function* readAllowed(
  parts: readonly AsyncIterable<ExportedDocument>[],
): AsyncGenerator<ExportedDocument> {
  const refusals: unknown[] = []
  for (const part of parts) {
    try {
      yield* part
    } catch (error) {
      if (!isPlatformError(error) || error.status !== 403) throw error
      refusals.push(error)
    }
  }
  if (refusals.length > 0) throw refusals[0]
}

function isGone({ status }: Answer): boolean {
  return status === 404 || status === 410
}
