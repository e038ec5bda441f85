import type { Call } from '@conduit/core'
import type { Settings } from './settings.ts'

const host = 'api.stripe.com'

/** Pinned: another version may name the fields of our tables otherwise. */
export const apiVersion = '2026-10-28.endive'

/** Nothing can be called without a key. */
export function hosts({ apiKey }: Settings): readonly string[] {
  return apiKey === undefined ? [] : [host]
}

/** A GET of a path that was checked, in the name of an account where there are several. */
export function apiCall({ apiKey }: Settings, path: string, account?: string): Call {
  return {
    url: `https://${host}${path}`,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'stripe-version': apiVersion,
      ...(account !== undefined && { 'stripe-context': account }),
    },
    json: true,
  }
}
