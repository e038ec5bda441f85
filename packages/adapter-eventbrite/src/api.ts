import { type Answer, type Call, PlatformError, valueAt } from '@conduit/core'
import type { Settings } from './settings.ts'

/** Nothing can be called without a token. */
export function hosts({ privateToken, apiBaseUrl }: Settings): readonly string[] {
  return privateToken === undefined ? [] : [new URL(apiBaseUrl).host]
}

/** A GET of a path that was checked. */
export function apiCall({ apiBaseUrl, privateToken }: Settings, path: string): Call {
  return {
    url: `${apiBaseUrl}/${path}`,
    headers: { authorization: `Bearer ${privateToken}`, accept: 'application/json' },
    json: true,
  }
}

/**
 * The answer, unless it says with status 400 that the token is not valid any more.
 * @throws `PlatformError` `auth_failed`
 */
export function withToken(answer: Answer): Answer {
  if (valueAt(answer.json, '/error') !== 'INVALID_AUTH') return answer
  throw new PlatformError('auth_failed', 'the token is not valid', { status: answer.status })
}
