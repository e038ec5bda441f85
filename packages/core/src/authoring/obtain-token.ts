import {
  type Answer,
  type Call,
  type Platform,
  PlatformError,
  type Token,
} from '../contract/platform.ts'
import { askForToken, type TokenCaller, type TokenRequest } from './request-token.ts'

/** Tokens that a person has handed over with the settings. */
export interface HandedOver {
  readonly accessToken?: string | undefined
  readonly refreshToken?: string | undefined
}

/** The token endpoint, and how the client shows there who it is: `basic`, or in `form`. */
export type TokenClient = Pick<TokenRequest, 'url' | 'basic'> & Partial<Pick<TokenRequest, 'form'>>

/**
 * An access token for `platform.authorized`, where the settings hold tokens: the one that was handed
 * over until it is used up, then those that the refresh token brings (RFC 6749, section 6). An answer
 * may bring a newer refresh token, which is tried first; that of the settings may be newer still,
 * after somebody has connected anew.
 *
 * @param previous the last token, as `platform.authorized` gives it
 * @throws `PlatformError` `auth_failed` if none is to be had; else as `platform.request`
 * @example
 * const client = { url, basic: { user: settings.clientId, password: settings.clientSecret } }
 * await platform.authorized(previous => obtainToken(platform, previous, settings, client), call)
 */
export async function obtainToken(
  platform: TokenCaller,
  previous: Token | null,
  { accessToken, refreshToken }: HandedOver,
  client: TokenClient,
): Promise<Token> {
  const isUsed = previous?.refresh !== undefined || previous?.value === accessToken
  if (accessToken !== undefined && !isUsed) {
    return { value: accessToken, ...(refreshToken !== undefined && { refresh: refreshToken }) }
  }
  for (const refresh of new Set([previous?.refresh, refreshToken])) {
    if (refresh === undefined) continue
    const form = { grant_type: 'refresh_token', ...client.form, refresh_token: refresh }
    const token = await askForToken(platform, { ...client, form })
    if (token !== null) return { refresh, ...token }
  }
  throw new PlatformError('auth_failed', 'the access token is used up and cannot be renewed')
}

/**
 * A call in JSON by a token of `obtainToken()`.
 * @param tokens the settings
 * @throws `PlatformError` as `platform.authorized`
 * @example const answer = await callWithToken(platform, settings, client, { url })
 */
export async function callWithToken(
  platform: Pick<Platform, 'authorized'> & TokenCaller,
  tokens: HandedOver,
  client: TokenClient,
  call: Call,
): Promise<Answer> {
  // Some platforms answer XML unless told otherwise.
  const headers = { accept: 'application/json', ...call.headers }
  const { json = true } = call
  return await platform.authorized(
    previous => obtainToken(platform, previous, tokens, client),
    token => ({ ...call, headers: { ...headers, authorization: `Bearer ${token}` }, json }),
  )
}
