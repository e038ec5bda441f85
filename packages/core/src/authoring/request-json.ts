import type { JsonValue } from '../contract/event.ts'
import { type Answer, type Call, type Platform, PlatformError } from '../contract/platform.ts'
import { valueAt } from '../tables/pointer.ts'

/**
 * A call whose answer must be a success in JSON, as those are that set a webhook up.
 *
 * @returns the decoded body
 * @throws `PlatformError` as `platform.request`; `auth_failed` for 403, `upstream_error` for every
 *   other status that is no success
 * @example
 * const made = await requestJson(platform, { method: 'POST', url, headers, body })
 */
export async function requestJson(
  platform: Pick<Platform, 'request'>,
  call: Call,
): Promise<unknown> {
  return successOf(await platform.request({ ...call, json: true })).json
}

/**
 * A call that brings a document in JSON, and is answered in it.
 * @param call its address and headers; a content type of its own stays
 * @example await requestJson(platform, jsonCall(callOf(settings, '/hooks'), 'POST', { url }))
 */
export function jsonCall(call: Call, method: NonNullable<Call['method']>, document: unknown): Call {
  const headers = { 'content-type': 'application/json', ...call.headers }
  return { ...call, method, headers, body: JSON.stringify(document), json: true }
}

/**
 * Makes something of a document by POST, or replaces it by PUT, which may be tried twice.
 * @returns the decoded answer
 * @throws `PlatformError` as `requestJson`
 * @example const made = await sendJson(platform, 'POST', apiCall(settings, 'hooks'), { url })
 */
export async function sendJson(
  platform: Pick<Platform, 'request'>,
  method: 'POST' | 'PUT',
  call: Call,
  document: unknown,
): Promise<unknown> {
  const sent = jsonCall(call, method, document)
  return await requestJson(platform, { ...sent, idempotent: method === 'PUT' })
}

/** The answer, which must be a success. @throws `PlatformError` as `requestJson` */
export function successOf(answer: Answer): Answer {
  const { status } = answer
  if (status >= 200 && status < 300) return answer
  if (status === 403) throw new PlatformError('auth_failed', 'the key may not do this', { status })
  throw new PlatformError('upstream_error', 'the platform refused', { status })
}

/**
 * The text, or number as text, at a pointer of what a platform answered.
 * @throws `PlatformError` `upstream_error` if there is none
 */
export function textAt(document: unknown, pointer: string): string {
  const value = valueAt(document, pointer)
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string' && value !== '') return value
  throw new PlatformError('upstream_error', 'an answer without what was asked for')
}

/**
 * The list at a pointer of what a platform answered. An answer without it tells nothing: it is no empty one.
 * @throws `PlatformError` `upstream_error` if there is none
 * @example for (const each of listAt(page, '/results')) yield textAt(each, '/id')
 */
export function listAt(document: unknown, pointer: string): readonly JsonValue[] {
  const list = valueAt(document, pointer)
  if (Array.isArray(list)) return list
  throw new PlatformError('upstream_error', 'an answer without the list that was asked for')
}
