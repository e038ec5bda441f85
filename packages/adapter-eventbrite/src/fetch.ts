import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { completed } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall, withToken } from './api.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

/**
 * Reads the orders and attendees that notifications name, an order with its attendees. One that is
 * gone (404) holds no personal data; one of somebody else (403) was never ours to hear of.
 * @see https://www.eventbrite.com/platform/api#/reference/order/retrieve
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    const document = String(want.ref.document)
    const isOrder = document.startsWith('orders/')
    const query = isOrder ? '?expand=attendees,contact_list_preferences' : ''
    const call = { ...apiCall(settings, `${document}/${query}`), json: shape }
    const answer = withToken(await platform.request(call))
    // `changed` is left alone: it is the time of the newest change, and not of what was told.
    yield* completed(want, answer)
  }
}
