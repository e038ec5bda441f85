import { bearerApi, completed, fetchEach } from '@conduit/core'
import { consentsOf, meaningOfConsents } from './preferences.ts'
import type { Settings } from './settings.ts'

const hostOf = { us: 'api.customer.io', eu: 'api-eu.customer.io' } as const

/** The App API. */
export const { hosts, apiCall } = bearerApi<Settings>({
  base: ({ region }) => `https://${hostOf[region]}/v1/`,
  token: ({ appApiKey }) => appApiKey,
})

/**
 * Reads the preferences of people of whom a webhook said only that they changed. Nobody found means
 * deleted since: nothing to add.
 * @see https://docs.customer.io/integrations/api/app/tag/customers/getPersonSubscriptionPreferences/
 */
export const fetch = fetchEach<Settings>(async (want, settings, platform) => {
  const { id, idType } = want.ref
  const path = `customers/${encodeURIComponent(String(id))}/subscription_preferences?id_type=${idType}`
  const answer = await platform.request(apiCall(settings, path))
  const meaning = meaningOfConsents(consentsOf(answer.json)) ?? want.event.meaning
  return completed(want, answer, { meaning })
})
