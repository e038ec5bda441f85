import {
  type Connection,
  type Fetched,
  type Platform,
  PlatformError,
  valueAt,
  type Wanted,
} from '@conduit/core'
import type { Settings } from './settings.ts'

const host = 'a.klaviyo.com'
/** Pinned: another revision may name the fields of our tables otherwise. */
const common = { accept: 'application/vnd.api+json', revision: '2026-07-15' }
const preferences = 'event:klaviyo.updated_email_preferences'
const choice = '/data/attributes/subscriptions/email/marketing/consent'

/** Nothing can be read without a key. */
export function hosts({ apiKey }: Settings): readonly string[] {
  return apiKey === undefined ? [] : [host]
}

/**
 * Reads the profiles that events name. One that was erased or merged answers 404. What the key may
 * not read (403: a scope is missing) waits until somebody has allowed it.
 * @see https://developers.klaviyo.com/en/reference/get_profile
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    const url = new URL(`https://${host}/api/profiles/${want.ref.profile}`)
    url.searchParams.set('additional-fields[profile]', 'subscriptions')
    const { status, json } = await platform.request({
      url,
      headers: { ...common, authorization: `Klaviyo-API-Key ${settings.apiKey}` },
      json: true,
    })
    if (status === 403) {
      throw new PlatformError('auth_failed', 'the key may not read profiles', { status })
    }
    if (status === 404) yield { for: want, events: [] }
    if (status !== 200) continue
    // Only the profile tells which way; that it still is subscribed is no new opt-in.
    const isOut = want.event.type === preferences && valueAt(json, choice) === 'UNSUBSCRIBED'
    const meaning = isOut ? 'consent.withdrawn' : want.event.meaning
    yield { for: want, events: [{ ...want.event, meaning, id: null, path: '', data: json }] }
  }
}
