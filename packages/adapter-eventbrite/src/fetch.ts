import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { PlatformError, valueAt } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import type { Settings } from './settings.ts'

const answer = Type.Object({ id: Type.String() })

/** Nothing can be read without a token. */
export function hosts({ privateToken, apiBaseUrl }: Settings): readonly string[] {
  return privateToken === undefined ? [] : [new URL(apiBaseUrl).host]
}

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
    const { json, status } = await platform.request({
      url: `${settings.apiBaseUrl}/${document}/${query}`,
      headers: { authorization: `Bearer ${settings.privateToken}`, accept: 'application/json' },
      json: answer,
    })
    // Said with status 400 of a token that is not valid any more.
    if (valueAt(json, '/error') === 'INVALID_AUTH') {
      throw new PlatformError('auth_failed', 'the token is not valid', { status })
    }
    // `changed` is left alone: it is the time of the newest change, and not of what was told.
    const read = { ...want.event, id: null, path: '', data: json }
    if (status === 200) yield { for: want, events: [read] }
    else if (status === 404) yield { for: want, events: [] }
    else yield { events: [], rejected: [{ path: '', reason: `status ${status}` }] }
  }
}
