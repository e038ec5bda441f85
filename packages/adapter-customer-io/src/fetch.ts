import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import { consentsOf, meaningOfConsents } from './preferences.ts'
import type { Settings } from './settings.ts'

const answer = Type.Object({ customer: Type.Object({}) })

/**
 * Reads the preferences of people of whom a webhook said only that they changed. Nobody found means
 * deleted since: nothing to add.
 * @see https://docs.customer.io/integrations/api/app/tag/customers/getPersonSubscriptionPreferences/
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    const { id, idType } = want.ref
    const path = `customers/${encodeURIComponent(String(id))}/subscription_preferences?id_type=${idType}`
    const { json, status } = await platform.request({ ...apiCall(settings, path), json: answer })
    if (status === 404) yield { for: want, events: [] }
    if (status !== 200) continue
    const meaning = meaningOfConsents(consentsOf(json)) ?? want.event.meaning
    yield { for: want, events: [{ ...want.event, meaning, id: null, path: '', data: json }] }
  }
}
