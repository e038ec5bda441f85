import type { Answer, Platform } from '@conduit/core'
import { callWithToken, jsonCall, PlatformError } from '@conduit/core'
import { apiHost, tokenHost } from './hosts.ts'
import type { Settings } from './settings.ts'

/** A call below `/drive/v3`; with a body it is a POST, and a deletion is answered by nothing. */
export interface DriveCall {
  /** Each part is escaped. */
  readonly path: readonly string[]
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, string>>
  readonly isDeletion?: boolean
}

const tooMany = ['userRateLimitExceeded', 'rateLimitExceeded']
const ofOneFile = ['insufficientFilePermissions', 'appNotAuthorizedToFile']

/**
 * Calls Drive's API. Too many calls come as 403 too, and so does a token of too small a scope.
 * @throws `PlatformError` as `platform.authorized`, and for a 403 that is not about one file
 * @see https://developers.google.com/workspace/drive/api/guides/handle-errors
 */
export async function callDrive(
  { path, query = {}, body, isDeletion = false }: DriveCall,
  settings: Settings,
  platform: Platform,
): Promise<Answer> {
  const url = new URL(`https://${apiHost}/drive/v3/${path.map(encodeURIComponent).join('/')}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const { clientId = '', clientSecret = '' } = settings
  const form = { client_id: clientId, client_secret: clientSecret }
  const client = { url: `https://${tokenHost}/token`, form }
  const deletion = { url, method: 'DELETE', idempotent: true, json: false } as const
  const sent = body === undefined ? { url } : jsonCall({ url }, 'POST', body)
  const call = isDeletion ? deletion : sent
  const answer = await callWithToken(platform, settings, client, call)
  const { status, text } = answer
  const [, reason = ''] = /"reason"\s*:\s*"(\w{1,100})"/.exec(text) ?? []
  if (status !== 403 || ofOneFile.includes(reason)) return answer
  if (tooMany.includes(reason))
    throw new PlatformError('rate_limited', 'too many calls', { status })
  throw new PlatformError('auth_failed', 'the account may not do this', { status })
}
