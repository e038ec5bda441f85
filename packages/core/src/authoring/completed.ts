import type { PlatformEvent } from '../contract/event.ts'
import { type Answer, PlatformError } from '../contract/platform.ts'
import type { Read, Want } from '../contract/reading.ts'

/**
 * What one answer brings to the event that wanted it: with status 200 its document, with 404 that
 * there is nothing any more. With 403 the credential may not read it: it waits until somebody has
 * allowed that. With any other status it could not be read, which is counted.
 *
 * @param changes what is known better now that the document was read
 * @throws `PlatformError` `auth_failed` with status 403
 * @example return completed(want, await platform.request(apiCall(settings, path, shape)))
 */
export function completed(
  want: Want,
  { status, json }: Pick<Answer, 'status' | 'json'>,
  changes: Partial<Pick<PlatformEvent, 'meaning' | 'occurredAt' | 'consents'>> = {},
): Read {
  if (status === 403) {
    throw new PlatformError('auth_failed', 'the credential may not read this', { status })
  }
  if (status === 404) return { event: null }
  if (status !== 200) return { rejected: [{ path: '', reason: `status ${status}` }] }
  return { event: { ...want.event, ...changes, id: null, path: '', data: json } }
}
