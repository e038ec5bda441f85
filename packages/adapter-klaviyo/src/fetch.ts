import {
  type Connection,
  completed,
  type Fetched,
  type Platform,
  valueAt,
  type Wanted,
} from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const preferences = 'event:klaviyo.updated_email_preferences'
const choice = '/data/attributes/subscriptions/email/marketing/consent'

const shape = Type.Object({ data: Type.Object({}) })

/**
 * Reads the profiles that events name. One that was erased or merged answers 404.
 * @see https://developers.klaviyo.com/en/reference/get_profile
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    const path = `profiles/${want.ref.profile}?additional-fields%5Bprofile%5D=subscriptions`
    const answer = await platform.request({ ...apiCall(settings, path), json: shape })
    // Only the profile tells which way; that it still is subscribed is no new opt-in.
    const isOut = want.event.type === preferences && valueAt(answer.json, choice) === 'UNSUBSCRIBED'
    yield* completed(want, answer, isOut ? { meaning: 'consent.withdrawn' } : {})
  }
}
