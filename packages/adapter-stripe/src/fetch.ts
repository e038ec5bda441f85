import { type Connection, completed, type Fetched, type Platform, type Wanted } from '@conduit/core'
import type { Settings } from './settings.ts'

const host = 'api.stripe.com'
/** Pinned: another version may name the fields of our tables otherwise. */
const version = '2026-10-28.endive'

/** Nothing can be read without a key. */
export function hosts({ apiKey }: Settings): readonly string[] {
  return apiKey === undefined ? [] : [host]
}

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
    const answer = await platform.request({
      url: `https://${host}${url}`,
      headers: {
        authorization: `Bearer ${settings.apiKey}`,
        'stripe-version': version,
        ...(typeof context === 'string' && { 'stripe-context': context }),
      },
      json: true,
    })
    yield* completed(want, answer)
  }
}
