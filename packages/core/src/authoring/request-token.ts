import { type Platform, PlatformError, type Token } from '../contract/platform.ts'
import { valueAt } from '../tables/pointer.ts'
import { textOf } from '../tables/text-of.ts'
import { basicAuth } from './basic-auth.ts'

/** The part of `platform` that it takes. */
export type TokenCaller = Pick<Platform, 'request' | 'now'>

/** A call to a token endpoint. */
export interface TokenRequest {
  readonly url: string | URL
  /** How the client shows who it is; most platforms want it as HTTP Basic. */
  readonly basic?: { readonly user: string; readonly password: string }
  /** `grant_type` and what belongs to it. */
  readonly form: Readonly<Record<string, string>>
}

/**
 * Asks for an access token by OAuth 2.0, for use in `platform.authorized`.
 *
 * @returns the token with its expiry and its refresh token, where the answer has them
 * @throws `PlatformError` `auth_failed` if it was refused; else as `platform.request`;
 *   `upstream_error` also for an answer that says neither
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5
 * @example
 * const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
 * await requestToken(platform, { url, form })
 */
export async function requestToken(platform: TokenCaller, request: TokenRequest): Promise<Token> {
  const token = await askForToken(platform, request)
  if (token === null) throw new PlatformError('auth_failed', 'no access token was given')
  return token
}

/** The same; null if it was refused. */
export async function askForToken(
  platform: TokenCaller,
  { url, basic, form }: TokenRequest,
): Promise<Token | null> {
  const { json, status } = await platform.request({
    method: 'POST',
    url,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(basic !== undefined && { authorization: basicAuth(basic.user, basic.password) }),
    },
    body: `${new URLSearchParams(form)}`,
    json: true,
    idempotent: true,
  })
  const value = valueAt(json, '/access_token')
  const seconds = Number(textOf(valueAt(json, '/expires_in')) ?? Number.NaN)
  const refresh = valueAt(json, '/refresh_token')
  if (status >= 400) return null
  if (status !== 200 || typeof value !== 'string' || value === '') {
    throw new PlatformError('upstream_error', 'an answer without a token', { status })
  }
  return {
    value,
    // Beyond a few decades it is no time that a date could hold.
    ...(seconds > 0 &&
      seconds < 1e9 && { expiresAt: new Date(platform.now.getTime() + seconds * 1000) }),
    ...(typeof refresh === 'string' && { refresh }),
  }
}
