import type { Platform, Token } from '@conduit/core'
import { obtainToken, PlatformError, requestToken } from '@conduit/core'
import { SignJWT } from 'jose/jwt/sign'
import { importPKCS8 } from 'jose/key/import'
import type { Settings } from './settings.ts'

const assertionSeconds = 300

/** Where an account's REST services are. */
export function hostOf(settings: Settings): string {
  return `${subdomainOf(settings)}.suitetalk.api.netsuite.com`
}

/** Where an account's own scripts are called. */
export function restletHostOf(settings: Settings): string {
  return `${subdomainOf(settings)}.restlets.api.netsuite.com`
}

function subdomainOf({ accountId }: Settings): string {
  return accountId.toLowerCase().replaceAll('_', '-')
}

/**
 * An access token: by client credentials, else that of the settings.
 * @throws `PlatformError` `auth_failed` if none is to be had
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_162755359851.html
 */
export async function accessToken(
  previous: Token | null,
  settings: Settings,
  platform: Platform,
): Promise<Token> {
  const url = `https://${hostOf(settings)}/services/rest/auth/oauth2/v1/token`
  const { privateKey } = settings
  if (privateKey === undefined) return await obtainToken(platform, previous, settings, { url })
  return await requestToken(platform, {
    url,
    form: {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(privateKey, url, settings, platform.now),
    },
  })
}

async function assertion(privateKey: string, audience: string, settings: Settings, now: Date) {
  const { clientId = '', certificateId = '', eraseScript } = settings
  // An integration record without RESTlets gives no token for them.
  const scope = [...(eraseScript === undefined ? [] : ['restlets']), 'rest_webservices']
  const key = await importPKCS8(privateKey, 'PS256').catch(() => {
    throw new PlatformError('auth_failed', 'the private key cannot be read')
  })
  return await new SignJWT({ scope })
    .setProtectedHeader({ typ: 'JWT', alg: 'PS256', kid: certificateId })
    .setIssuer(clientId)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(new Date(now.getTime() + assertionSeconds * 1_000))
    .sign(key)
}
