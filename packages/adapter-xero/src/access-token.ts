import { type Platform, PlatformError, requestToken, type Token } from '@conduit/core'
import type { Settings } from './settings.ts'

/** Where access tokens are renewed. */
export const identityHost = 'identity.xero.com'

/**
 * An access token: that of the settings first, then renewed ones.
 * @throws `PlatformError` `auth_failed` if there is no other token to be had
 * @see https://developer.xero.com/documentation/guides/oauth2/auth-flow/
 */
export async function obtainToken(previous: Token | null, settings: Settings, platform: Platform) {
  const { accessToken, refreshToken } = settings
  if (accessToken !== undefined && accessToken !== previous?.value && !previous?.refresh) {
    return { value: accessToken, ...(refreshToken !== undefined && { refresh: refreshToken }) }
  }
  // The kept one is the newest, unless somebody has connected anew.
  for (const refresh of new Set([previous?.refresh, refreshToken])) {
    const token = refresh === undefined ? null : await renew(refresh, settings, platform)
    if (token !== null) return token
  }
  throw new PlatformError('auth_failed', 'the access token is used up and cannot be renewed')
}

/** A used refresh token works for 30 minutes more, so that a lost answer can be asked for again. */
async function renew(refresh: string, settings: Settings, platform: Platform) {
  const { clientId = '', clientSecret = '' } = settings
  const token = await requestToken(platform, {
    url: `https://${identityHost}/connect/token`,
    basic: { user: clientId, password: clientSecret },
    form: { grant_type: 'refresh_token', refresh_token: refresh },
  })
  return token && { refresh, ...token }
}
