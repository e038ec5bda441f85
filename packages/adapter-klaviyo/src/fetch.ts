import { allowed, completed, fetchEach, valueAt } from '@conduit/core'
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
export const fetch = fetchEach<Settings>(async (want, settings, platform) => {
  const path = `profiles/${want.ref.profile}?additional-fields%5Bprofile%5D=subscriptions`
  const answer = allowed(await platform.request(apiCall(settings, path, shape)))
  // Only the profile tells which way; that it still is subscribed is no new opt-in.
  const isOut = want.event.type === preferences && valueAt(answer.json, choice) === 'UNSUBSCRIBED'
  return completed(want, answer, isOut ? { meaning: 'consent.withdrawn' } : {})
})
