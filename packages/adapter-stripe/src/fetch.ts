import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

/**
 * Reads the objects that thin events name. A deleted or unknown one answers without personal data.
 * @see https://docs.stripe.com/api/v2/core/events
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    const { url, context } = want.ref
    const account = typeof context === 'string' ? context : undefined
    const { status, json } = await platform.request(apiCall(settings, String(url), account))
    const read = { ...want.event, id: null, path: '', data: json }
    yield { for: want, events: status === 200 ? [read] : [] }
  }
}
