import { bearerApi } from '@conduit/core'
import type { Settings } from './settings.ts'

/** Pinned: another version may name the fields of our tables otherwise. */
export const apiVersion = '2026-10-28.endive'

/** The API, in the version of our tables. */
export const { hosts, apiCall } = bearerApi<Settings>({
  base: () => 'https://api.stripe.com',
  token: ({ apiKey }) => apiKey,
  headers: { 'stripe-version': apiVersion },
})
