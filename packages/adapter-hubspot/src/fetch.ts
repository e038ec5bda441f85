import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { PlatformError } from '@conduit/core'
import { host, obtainToken } from './access-token.ts'
import type { Settings } from './settings.ts'

/** Without a list HubSpot sends hardly more than the name. */
const properties =
  'email,firstname,lastname,phone,mobilephone,jobtitle,company,address,city,state,zip,country,' +
  'date_of_birth,hs_email_optout,hs_legal_basis'

/** Nothing can be read without a token. */
export function hosts({ accessToken, refreshToken }: Settings): readonly string[] {
  return accessToken === undefined && refreshToken === undefined ? [] : [host]
}

/**
 * Reads the contacts that events name. One that was deleted meanwhile holds no personal data. What
 * the token may not read (403: a scope is missing) waits until somebody has allowed it.
 * @see https://developers.hubspot.com/docs/api/crm/contacts
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    const path = `/crm/v3/objects/contacts/${want.ref.contact}`
    const { json, status } = await platform.authorized(
      previous => obtainToken(previous, settings, platform),
      token => ({
        url: `https://${host}${path}?properties=${properties}&archived=false`,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        json: true,
      }),
    )
    if (status === 403) {
      throw new PlatformError('auth_failed', 'the token may not read contacts', { status })
    }
    if (status === 404) yield { for: want, events: [] }
    else if (status === 200) {
      yield { for: want, events: [{ ...want.event, id: null, path: '', data: json }] }
    }
  }
}
