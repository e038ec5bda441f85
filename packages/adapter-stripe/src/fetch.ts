import { completed, fetchEach } from '@conduit/core'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

/**
 * Reads the objects that thin events name. A deleted or unknown one answers without personal data.
 * @see https://docs.stripe.com/api/v2/core/events
 */
export const fetch = fetchEach<Settings>(async (want, settings, platform) => {
  const { url, context } = want.ref
  const call = apiCall(settings, String(url))
  const account = typeof context === 'string' && { 'stripe-context': context }
  const answer = await platform.request({ ...call, headers: { ...call.headers, ...account } })
  return completed(want, answer)
})
