import {
  completed,
  type Integration,
  marketingConsent,
  type Platform,
  type Read,
  valueAt,
  type Want,
} from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const preferences = /^event:klaviyo\.updated_(\w{1,40})_preferences$/

const shape = Type.Object({ data: Type.Object({}) })

/**
 * Reads the profile that an event names. One that was erased or merged answers 404.
 * @see https://developers.klaviyo.com/en/reference/get_profile
 */
export async function read(
  want: Want,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<Read> {
  const path = `profiles/${want.ref.profile}?additional-fields%5Bprofile%5D=subscriptions`
  const answer = await platform.request(apiCall(settings, path, shape))
  // Only the profile tells which way; that it still is subscribed is no new opt-in.
  const channel = preferences.exec(want.event.type)?.[1]
  const choice = `/data/attributes/subscriptions/${channel}/marketing/consent`
  if (channel === undefined || valueAt(answer.json, choice) !== 'UNSUBSCRIBED')
    return completed(want, answer)
  const meaning = 'consent.withdrawn'
  return completed(want, answer, { meaning, consents: marketingConsent(meaning, channel) })
}
