import { type Connection, type Fetched, type Platform, valueAt, type Wanted } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { identityHost, obtainToken } from './access-token.ts'
import type { Settings } from './settings.ts'

const host = 'api.xero.com'

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
  const disconnected = new Set<unknown>()
  for (const want of wanted) {
    const { account, document } = want.ref
    if (disconnected.has(account)) continue
    const [folder = ''] = String(document).split('/')
    // Without `accept` the answer is XML.
    const headers = { 'xero-tenant-id': String(account), accept: 'application/json' }
    const { json, status } = await platform.authorized(
      previous => obtainToken(previous, settings, platform),
      token => ({
        url: `https://${host}/api.xro/2.0/${document}`,
        headers: { ...headers, authorization: `Bearer ${token}` },
        json: Type.Object({ [folder]: Type.Array(Type.Unknown()) }),
      }),
    )
    if (status === 403) {
      disconnected.add(account)
      yield { events: [], rejected: [{ path: '', reason: 'the organisation is disconnected' }] }
    }
    if (status === 404) yield { for: want, events: [] }
    if (status !== 200) continue
    // That a person asked to be erased stands in the contact, and not in its notification.
    const isErasure = valueAt(json, '/Contacts/0/ContactStatus') === 'GDPRREQUEST'
    const meaning = isErasure ? 'request.erasure' : want.event.meaning
    yield { for: want, events: [{ ...want.event, meaning, id: null, path: '', data: json }] }
  }
}
