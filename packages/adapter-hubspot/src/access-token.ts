import { type Platform, PlatformError, requestToken, type Token } from '@conduit/core'
import type { Settings } from './settings.ts'

/** The only host of HubSpot's API, tokens included. */
export const host = 'api.hubapi.com'

/**
 * An access token: that of the settings, or a new one for the refresh token, which never changes.
 * @throws `PlatformError` `auth_failed` if there is none to be had
 */
export async function obtainToken(
  previous: Token | null,
  settings: Settings,
  platform: Platform,
): Promise<Token> {
  const { accessToken, refreshToken, clientId = '', signingSecret } = settings
  const isUsed = refreshToken === undefined ? previous?.value === accessToken : previous !== null
  if (accessToken !== undefined && !isUsed) return { value: accessToken }
  const form = { grant_type: 'refresh_token', client_id: clientId, client_secret: signingSecret }
  const url = `https://${host}/oauth/v1/token`
  const token =
    refreshToken === undefined
      ? null
      : await requestToken(platform, { url, form: { ...form, refresh_token: refreshToken } })
  if (token === null) throw new PlatformError('auth_failed', 'no access token: nothing to renew it')
  return token
}
