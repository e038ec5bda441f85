import type { Answer, Call, Integration, Platform, Read, Want } from '@conduit/core'
import { callWithToken, completed, valueAt } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import type { Settings } from './settings.ts'

/** Where documents and connections are read. */
export const host = 'api.xero.com'
/** Where access tokens are renewed. */
const identityHost = 'identity.xero.com'

/** Nothing can be read without a token. */
export function hosts({ accessToken, refreshToken }: Settings): readonly string[] {
  if (refreshToken !== undefined) return [host, identityHost]
  return accessToken === undefined ? [] : [host]
}

/**
 * Reads what a notification names. A document that is gone, or merged into another, holds no personal
 * data; those of an organisation that has disconnected (403) wait until it is connected again.
 * @see https://developer.xero.com/documentation/api/accounting/overview
 */
export async function read(
  want: Want,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<Read> {
  const { account, document } = want.ref
  const [folder = ''] = String(document).split('/')
  const answer = await askXero(settings, platform, {
    url: `https://${host}/api.xro/2.0/${document}`,
    headers: { 'xero-tenant-id': String(account) },
    json: Type.Object({ [folder]: Type.Array(Type.Unknown()) }),
  })
  // That a person asked to be erased stands in the contact, and not in its notification.
  const isErasure = valueAt(answer.json, '/Contacts/0/ContactStatus') === 'GDPRREQUEST'
  return completed(want, answer, isErasure ? { meaning: 'request.erasure' } : {})
}

/** A call with the integration's own token. @throws `PlatformError` */
export async function askXero(settings: Settings, platform: Platform, call: Call): Promise<Answer> {
  const { clientId = '', clientSecret = '' } = settings
  // A used refresh token works for 30 minutes more, so that a lost answer can be asked for again.
  const basic = { user: clientId, password: clientSecret }
  const client = { url: `https://${identityHost}/connect/token`, basic }
  return await callWithToken(platform, settings, client, call)
}
