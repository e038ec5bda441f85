import type { Fetched, Wanted } from '../adapter.ts'
import type { PlatformEvent } from '../delivery.ts'
import type { Answer } from '../platform/platform.ts'

/**
 * What one answer brings to the event that wanted it: with status 200 its document, with 404 that
 * there is nothing any more. With any other the document could not be read, which is counted.
 *
 * @param changes what is known better now that the document was read
 * @example yield* completed(want, await platform.request({ url, headers, json: true }))
 */
export function completed(
  want: Wanted,
  { status, json }: Pick<Answer, 'status' | 'json'>,
  changes: Partial<Pick<PlatformEvent, 'meaning' | 'occurredAt'>> = {},
): readonly Fetched[] {
  if (status === 404) return [{ for: want, events: [] }]
  if (status !== 200) return [{ events: [], rejected: [{ path: '', reason: `status ${status}` }] }]
  return [{ for: want, events: [{ ...want.event, ...changes, id: null, path: '', data: json }] }]
}
