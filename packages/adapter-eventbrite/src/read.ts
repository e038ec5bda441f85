import {
  type ConsentStatement,
  completed,
  type Integration,
  type Platform,
  type Read,
  valueAt,
  type Want,
} from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall, withToken } from './api.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

/**
 * Reads the order or attendee that a notification names, an order with its attendees. One that is
 * gone (404) holds no personal data; one of somebody else (403) was never ours to hear of.
 * @see https://www.eventbrite.com/platform/api#/reference/order/retrieve
 */
export async function read(
  want: Want,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<Read> {
  const document = String(want.ref.document)
  const isOrder = document.startsWith('orders/')
  const query = isOrder ? '?expand=attendees,contact_list_preferences' : ''
  const answer = withToken(await platform.request(apiCall(settings, `${document}/${query}`, shape)))
  if (answer.status === 403) return { rejected: [{ path: '', reason: 'status 403' }] }
  // `changed` is left alone: it is the time of the newest change, and not of what was told.
  return completed(want, answer, { consents: consentsIn(answer.json) })
}

/**
 * The buyer's opt-in to the organiser's contact list. Without such a list nobody was asked, and
 * `false` says nothing.
 */
function consentsIn(order: unknown): readonly ConsentStatement[] {
  const preference = (name: string) => valueAt(order, `/contact_list_preferences/${name}`)
  const choice = preference('has_opted_in')
  if (typeof choice !== 'boolean' || preference('has_contact_list') === false) return []
  const state = choice ? 'granted' : 'withdrawn'
  return [{ person: '', channel: 'email', purpose: 'marketing', state }]
}
