import { completed, type Integration, type Platform, type Read, type Want } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import { consentsOf, meaningOfConsents } from './preferences.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ customer: Type.Object({}) })

/**
 * Reads the preferences of a person of whom a webhook said only that they changed. Nobody found means
 * deleted since: nothing to add.
 * @see https://docs.customer.io/integrations/api/app/tag/customers/getPersonSubscriptionPreferences/
 */
export async function read(
  want: Want,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<Read> {
  const { id, idType } = want.ref
  const path = `customers/${encodeURIComponent(String(id))}/subscription_preferences?id_type=${idType}`
  const answer = await platform.request(apiCall(settings, path, shape))
  const consents = consentsOf(answer.json)
  const meaning = meaningOfConsents(consents) ?? want.event.meaning
  return completed(want, answer, { meaning, consents })
}
