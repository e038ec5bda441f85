import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { PlatformError } from '@conduit/core'
import { consentsOf, meaningOfConsents } from './preferences.ts'
import type { Settings } from './settings.ts'

const hostOf = { us: 'api.customer.io', eu: 'api-eu.customer.io' } as const

/** Nothing can be read without a key. */
export function hosts({ appApiKey, region }: Settings): readonly string[] {
  return appApiKey === undefined ? [] : [hostOf[region]]
}

/**
 * Reads the preferences of people of whom a webhook said only that they changed. Nobody found means
 * deleted since: nothing to add. What the key may not read (403) waits until somebody has allowed it.
 * @see https://docs.customer.io/integrations/api/app/tag/customers/getPersonSubscriptionPreferences/
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    const { id, idType } = want.ref
    const person = `https://${hostOf[settings.region]}/v1/customers/${encodeURIComponent(String(id))}`
    const { json, status } = await platform.request({
      url: `${person}/subscription_preferences?id_type=${idType}`,
      headers: { authorization: `Bearer ${settings.appApiKey}` },
      json: true,
    })
    if (status === 403) throw new PlatformError('auth_failed', 'the key may not read', { status })
    if (status === 404) yield { for: want, events: [] }
    if (status !== 200) continue
    const meaning = meaningOfConsents(consentsOf(json)) ?? want.event.meaning
    yield { for: want, events: [{ ...want.event, meaning, id: null, path: '', data: json }] }
  }
}
