import { type Connection, completed, type Fetched, type Platform, type Wanted } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

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
    const call = { ...apiCall(settings, String(url), account), json: shape }
    yield* completed(want, await platform.request(call))
  }
}
