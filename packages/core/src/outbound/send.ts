import { Value } from '@sinclair/typebox/value'
import type { Dispatcher } from 'undici'
import { isConduitError } from '../contract/errors.ts'
import { type Answer, type Call, PlatformError } from '../contract/platform.ts'
import { decodeJson } from '../formats/json.ts'
import { failureReason } from './failure-reason.ts'
import { readBody } from './read-body.ts'
import { retryAfterSeconds } from './retry-after.ts'
import { undici } from './undici.ts'

/** What sending a call once came to. */
export type Outcome =
  | { readonly answer: Answer }
  | { readonly error: PlatformError; readonly passing: boolean }

/** The same, with the bytes of the answer; null: none came, or they were not read. */
interface Sent {
  readonly outcome: Outcome
  readonly body: Uint8Array | null
}

/** What a call is sent with. */
export interface SendContext {
  readonly dispatcher: Dispatcher
  readonly now: () => Date
  /** Ends the call, its body included. */
  readonly signal: AbortSignal
}

const maxBytes = 10 * 1_024 * 1_024
const jsonLimits = { depth: 64, nodes: 1_000_000 }

/**
 * Sends a call once, to a URL that was checked. Never throws: what is no answer comes as an error
 * that holds nothing of the call or the answer, and whether another try may help.
 */
export async function send(call: Call, url: URL, context: SendContext): Promise<Sent> {
  try {
    const response = await undici().request(url, {
      dispatcher: context.dispatcher,
      method: call.method ?? 'GET',
      headers: headersOf(call),
      body: call.body ?? null,
      signal: context.signal,
    })
    const header = (name: string) => headerOf(response.headers, name)
    const refused = refusalOf(response.statusCode, header, context.now())
    if (refused !== null) {
      // Read away in the background, so that the connection can be used again.
      response.body.dump().catch(() => undefined)
      return { outcome: refused, body: null }
    }
    const encoding = header('content-encoding')?.trim().toLowerCase() ?? ''
    const bytes = await readBody(response.body, encoding, maxBytes)
    return { outcome: answerOf(call, response.statusCode, header, bytes), body: bytes }
  } catch (error) {
    if (context.signal.aborted) return { outcome: failed('timeout', false), body: null }
    const { reason, passing } = failureReason(error)
    return { outcome: failed(reason, passing), body: null }
  }
}

function headersOf(call: Call): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'conduit' }
  for (const [name, value] of Object.entries(call.headers ?? {}))
    headers[name.toLowerCase()] = value
  // The certificate is checked against this name: it is the URL's and no other.
  delete headers.host
  headers['accept-encoding'] = 'gzip'
  return headers
}

function headerOf(
  headers: { readonly [name: string]: string | string[] | undefined },
  name: string,
): string | undefined {
  const value = headers[name.toLowerCase()]
  return Array.isArray(value) ? value.join(', ') : value
}

/** Statuses that are no answer to what was asked. */
function refusalOf(status: number, header: Answer['header'], now: Date): Outcome | null {
  const seconds = retryAfterSeconds(header, now)
  if (status === 429) return failed('too many calls', false, status, seconds, 'rate_limited')
  if (status === 401) return failed('credentials refused', false, status, undefined, 'auth_failed')
  if (status >= 500) return failed('server error', seconds === undefined, status, seconds)
  if (status >= 300 && status < 400) return failed('redirect', false, status)
  return null
}

function answerOf(call: Call, status: number, header: Answer['header'], bytes: Buffer): Outcome {
  const text = new TextDecoder().decode(bytes)
  const noContent = status === 204 || status === 205
  if (!call.json || noContent) return { answer: { status, header, text, json: null } }
  try {
    const json = decodeJson(bytes, jsonLimits)
    const isOther = status < 300 && typeof call.json === 'object' && !Value.Check(call.json, json)
    // Well-formed, and no accident: asking at once again would not help.
    if (isOther) return failed('answer of another form', false, status)
    return { answer: { status, header, text, json } }
  } catch (error) {
    if (status >= 300) return { answer: { status, header, text, json: null } }
    const why = isConduitError(error) ? error.reason : 'not JSON'
    return failed(`answer that cannot be read: ${why}`, true, status)
  }
}

function failed(
  reason: string,
  passing: boolean,
  status?: number,
  retryAfter?: number,
  code: PlatformError['code'] = 'upstream_error',
): Outcome {
  const error = new PlatformError(code, reason, {
    ...(status !== undefined && { status }),
    ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }),
  })
  return { error, passing }
}
