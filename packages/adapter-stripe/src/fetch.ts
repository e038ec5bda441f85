import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const answer = Type.Object({ id: Type.String() })

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
    const call = { ...apiCall(settings, String(url), account), json: answer }
    const { status, json } = await platform.request(call)
    if (status === 404) yield { for: want, events: [] }
    if (status !== 200) continue
    yield { for: want, events: [{ ...want.event, id: null, path: '', data: json }] }
  }
}
