import { allowed, bearerApi, completed, fetchEach } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { consentsOf, meaningOfConsents } from './preferences.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ customer: Type.Object({}) })

/** The App API. */
export const { hosts, apiCall } = bearerApi<Settings>({
  base: ({ region }) => `https://api${region === 'eu' ? '-eu' : ''}.customer.io/v1/`,
  token: ({ appApiKey }) => appApiKey,
})

/**
 * Reads the preferences of people of whom a webhook said only that they changed. Nobody found means
 * deleted since: nothing to add. What the key may not read (403) waits until somebody has allowed it.
 * @see https://docs.customer.io/integrations/api/app/tag/customers/getPersonSubscriptionPreferences/
 */
export const fetch = fetchEach<Settings>(async (want, settings, platform) => {
  const { id, idType } = want.ref
  const path = `customers/${encodeURIComponent(String(id))}/subscription_preferences?id_type=${idType}`
  const answer = allowed(await platform.request(apiCall(settings, path, shape)))
  const meaning = meaningOfConsents(consentsOf(answer.json)) ?? want.event.meaning
  return completed(want, answer, { meaning })
})
