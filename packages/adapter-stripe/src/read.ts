import { completed, type Integration, type Platform, type Want } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

/**
 * Reads the object that a thin event names. A deleted or unknown one (404) holds no personal data.
 * @see https://docs.stripe.com/api/v2/core/events
 */
export async function read(want: Want, { settings }: Integration<Settings>, platform: Platform) {
  const { url, context } = want.ref
  const call = apiCall(settings, String(url), shape)
  const account = typeof context === 'string' && { 'stripe-context': context }
  const headers = { ...call.headers, ...account }
  return completed(want, await platform.request({ ...call, headers }))
}
