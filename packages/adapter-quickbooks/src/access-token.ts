import { type Platform, PlatformError, requestToken, type Token } from '@conduit/core'
import type { Settings } from './settings.ts'

/** Where access tokens are renewed. */
export const identityHost = 'oauth.platform.intuit.com'

/**
 * An access token: that of the settings at first, later renewed ones.
 * @throws `PlatformError` `auth_failed` if none is to be had: the company has disconnected
 */
export async function obtainToken(previous: Token | null, settings: Settings, platform: Platform) {
  const { accessToken, refreshToken, clientId = '', clientSecret = '' } = settings
  const isUsed = previous?.refresh !== undefined || previous?.value === accessToken
  if (accessToken !== undefined && !isUsed) {
    return { value: accessToken, ...(refreshToken !== undefined && { refresh: refreshToken }) }
  }
  // Each answer may bring a newer one; that of the settings is newer still after connecting again.
  for (const refresh of new Set([previous?.refresh, refreshToken])) {
    if (refresh === undefined) continue
    const token = await requestToken(platform, {
      url: `https://${identityHost}/oauth2/v1/tokens/bearer`,
      basic: { user: clientId, password: clientSecret },
      form: { grant_type: 'refresh_token', refresh_token: refresh },
    })
    if (token !== null) return { refresh, ...token }
  }
  throw new PlatformError('auth_failed', 'no access token: the company has disconnected')
}
