import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { PlatformError } from '@conduit/core'
import type { Settings } from './settings.ts'

const host = 'api.stripe.com'
/** Pinned: another version may name the fields of our tables otherwise. */
const version = '2026-10-28.endive'

/** Nothing can be read without a key. */
export function hosts({ apiKey }: Settings): readonly string[] {
  return apiKey === undefined ? [] : [host]
}

/**
 * Reads the objects that thin events name. A deleted or unknown one (404) holds no personal data.
 * What the key may not read (403) waits until somebody has allowed it, and keeps nothing else waiting.
 * @see https://docs.stripe.com/api/v2/core/events
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  let isClosed = false
  for (const want of wanted) {
    const { url, context } = want.ref
    const answer = await platform.request({
      url: `https://${host}${url}`,
      headers: {
        authorization: `Bearer ${settings.apiKey}`,
        'stripe-version': version,
        ...(typeof context === 'string' && { 'stripe-context': context }),
      },
      json: true,
    })
    const { status, json } = answer
    if (status === 403) isClosed = true
    if (status === 404) yield { for: want, events: [] }
    if (status !== 200) continue
    yield { for: want, events: [{ ...want.event, id: null, path: '', data: json }] }
  }
  if (isClosed) throw new PlatformError('auth_failed', 'the key may not read all of them')
}
