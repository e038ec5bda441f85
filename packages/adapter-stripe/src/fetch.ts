import { allowed, completed, fetchEach } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

/**
 * Reads the objects that thin events name. A deleted or unknown one (404) holds no personal data.
 * What the key may not read (403) waits until somebody has allowed it, and keeps nothing else waiting.
 * @see https://docs.stripe.com/api/v2/core/events
 */
export const fetch = fetchEach<Settings>(async (want, settings, platform) => {
  const { url, context } = want.ref
  const call = apiCall(settings, String(url), shape)
  const account = typeof context === 'string' && { 'stripe-context': context }
  const headers = { ...call.headers, ...account }
  return completed(want, allowed(await platform.request({ ...call, headers })))
})
