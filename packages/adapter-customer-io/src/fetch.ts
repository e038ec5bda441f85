import {
  type Connection,
  completed,
  type Fetched,
  type Platform,
  PlatformError,
  type Wanted,
} from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import { consentsOf, meaningOfConsents } from './preferences.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ customer: Type.Object({}) })

/**
 * Reads the preferences of people of whom a webhook said only that they changed. Nobody found means
 * deleted since: nothing to add. What the key may not read (403) waits until somebody has allowed it.
 * @see https://docs.customer.io/integrations/api/app/tag/customers/getPersonSubscriptionPreferences/
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    const { id, idType } = want.ref
    const path = `customers/${encodeURIComponent(String(id))}/subscription_preferences?id_type=${idType}`
    const answer = await platform.request({ ...apiCall(settings, path), json: shape })
    const { status } = answer
    if (status === 403) throw new PlatformError('auth_failed', 'the key may not read', { status })
    const meaning = meaningOfConsents(consentsOf(answer.json)) ?? want.event.meaning
    yield* completed(want, answer, { meaning })
  }
}
