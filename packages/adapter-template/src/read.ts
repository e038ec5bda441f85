import { bearerApi, completed, type Integration, type Platform, type Want } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import type { Settings } from './settings.ts'

/** Nothing can be read without a key. */
export const { hosts, apiCall } = bearerApi<Settings>({
  base: () => 'https://api.loyalty-lane.example/v1',
  token: ({ apiKey }) => apiKey,
})

/** What tells a member from a notice of maintenance. */
const shape = Type.Object({ member: Type.Object({}) })

/**
 * Reads a member that changed. One that is gone (404) holds no personal data; one that the key may not
 * read (403) waits; what else cannot be read is counted. Failures and rate limits are thrown, and
 * handled by core.
 */
export async function read(want: Want, { settings }: Integration<Settings>, platform: Platform) {
  const call = apiCall(settings, `/members/${want.ref.member}`, shape)
  return completed(want, await platform.request(call))
}
