import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { callWithToken, completed, valueAt } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import type { Settings } from './settings.ts'

const host = 'api.xero.com'
/** Where access tokens are renewed. */
const identityHost = 'identity.xero.com'

/** Nothing can be read without a token. */
export function hosts({ accessToken, refreshToken }: Settings): readonly string[] {
  if (refreshToken !== undefined) return [host, identityHost]
  return accessToken === undefined ? [] : [host]
}

/**
 * Reads what notifications name. A document that is gone, or merged into another, holds no personal
 * data; those of an organisation that has disconnected cannot be read, now or later.
 * @see https://developer.xero.com/documentation/api/accounting/overview
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  const { clientId = '', clientSecret = '' } = settings
  // A used refresh token works for 30 minutes more, so that a lost answer can be asked for again.
  const basic = { user: clientId, password: clientSecret }
  const client = { url: `https://${identityHost}/connect/token`, basic }
  const disconnected = new Set<unknown>()
  for (const want of wanted) {
    const { account, document } = want.ref
    if (disconnected.has(account)) continue
    const [folder = ''] = String(document).split('/')
    const answer = await callWithToken(platform, settings, client, {
      url: `https://${host}/api.xro/2.0/${document}`,
      headers: { 'xero-tenant-id': String(account) },
      json: Type.Object({ [folder]: Type.Array(Type.Unknown()) }),
    })
    if (answer.status === 403) {
      disconnected.add(account)
      yield { events: [], rejected: [{ path: '', reason: 'the organisation is disconnected' }] }
      continue
    }
    // That a person asked to be erased stands in the contact, and not in its notification.
    const isErasure = valueAt(answer.json, '/Contacts/0/ContactStatus') === 'GDPRREQUEST'
    yield* completed(want, answer, isErasure ? { meaning: 'request.erasure' } : {})
  }
}
