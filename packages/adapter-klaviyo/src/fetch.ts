import {
  type Connection,
  completed,
  type Fetched,
  type Platform,
  PlatformError,
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
    const path = `profiles/${want.ref.profile}?additional-fields%5Bprofile%5D=subscriptions`
    const answer = await platform.request({ ...apiCall(settings, path), json: shape })
    const { status } = answer
    if (status === 403)
      throw new PlatformError('auth_failed', 'the key may not read profiles', { status })
    // Only the profile tells which way; that it still is subscribed is no new opt-in.
    const isOut = want.event.type === preferences && valueAt(answer.json, choice) === 'UNSUBSCRIBED'
    yield* completed(want, answer, isOut ? { meaning: 'consent.withdrawn' } : {})
  }
}
