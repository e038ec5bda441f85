import type { ScriptedCall } from '../recording/recording.ts'

/** What can go wrong at a platform. */
export type PlatformFault =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'rate_limited'
  /** Called too often, and not a word about when to come back. */
  | 'throttled'
  | 'server_error'
  | 'redirect'
  /** A page of HTML with status 200, as proxies and maintenance pages send it. */
  | 'html'
  /** The head and half of the body, then the line is cut. */
  | 'truncated'
  /** The first half of the body, as if it were all. */
  | 'partial'
  /** No answer until the caller's patience ends, which it does at once here. */
  | 'silence'

/** A scripted call whose answer may be spoilt in a way that no status says. */
export interface FakeCall extends ScriptedCall {
  readonly spoil?: 'truncated' | 'silence'
  /** It answers every time: a fault that trying again does not cure. */
  readonly repeats?: boolean
}

const page = '<!doctype html><title>Back soon</title>'

const answers: Record<
  Exclude<PlatformFault, 'truncated' | 'partial' | 'silence'>,
  ScriptedCall['response']
> = {
  unauthorized: { status: 401, body: '' },
  forbidden: { status: 403, body: '' },
  not_found: { status: 404, body: '' },
  rate_limited: { status: 429, headers: { 'retry-after': '30' }, body: '' },
  throttled: { status: 429, body: '' },
  server_error: { status: 500, body: 'Internal Server Error' },
  redirect: { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' },
  html: { status: 200, headers: { 'content-type': 'text/html' }, body: page },
}

/**
 * A script whose n-th answer is a fault, however often it is asked for; the rest of it stays.
 * @param at index of the call, from 0
 * @example fakePlatform(withFault(recording.fetchback, 'rate_limited'))
 */
export function withFault(
  script: readonly FakeCall[],
  fault: PlatformFault,
  at = 0,
): readonly FakeCall[] {
  return script.map((call, index) =>
    index === at ? { ...call, ...faultyAnswer(fault, call.response), repeats: true } : call,
  )
}

/** How a platform answers that has a fault. @param sound what it would answer otherwise */
export function faultyAnswer(
  fault: PlatformFault,
  sound: ScriptedCall['response'],
): Pick<FakeCall, 'response' | 'spoil'> {
  if (fault === 'truncated' || fault === 'silence') return { response: sound, spoil: fault }
  if (fault === 'partial') {
    const { body = '' } = sound
    return { response: { ...sound, body: body.slice(0, Math.floor(body.length / 2)) } }
  }
  return { response: answers[fault] }
}
