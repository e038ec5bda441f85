import { type Connection, completed, type Fetched, type Platform, type Wanted } from '@conduit/core'
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
    yield* completed(want, await platform.request(apiCall(settings, String(url), account)))
  }
}
