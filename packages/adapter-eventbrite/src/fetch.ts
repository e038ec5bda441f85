import { completed, fetchEach } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall, withToken } from './api.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

/**
 * Reads the orders and attendees that notifications name, an order with its attendees. One that is
 * gone (404) holds no personal data; one of somebody else (403) was never ours to hear of.
 * @see https://www.eventbrite.com/platform/api#/reference/order/retrieve
 */
export const fetch = fetchEach<Settings>(async (want, settings, platform) => {
  const document = String(want.ref.document)
  const isOrder = document.startsWith('orders/')
  const query = isOrder ? '?expand=attendees,contact_list_preferences' : ''
  const answer = withToken(await platform.request(apiCall(settings, `${document}/${query}`, shape)))
  // `changed` is left alone: it is the time of the newest change, and not of what was told.
  return completed(want, answer)
})
