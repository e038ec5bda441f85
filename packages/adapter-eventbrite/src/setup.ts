import type { Call, Registering } from '@conduit/core'
import { PlatformError, registerWebhooks, restWebhook, textAt, valueAt } from '@conduit/core'
import { apiCall, ask } from './api.ts'
import type { Settings } from './settings.ts'

/** What tells of people. */
const actions = [
  'order.placed',
  'order.updated',
  'order.refunded',
  'attendee.updated',
  'attendee.checked_in',
  'attendee.checked_out',
]
const mostPages = 20

/**
 * Registers a webhook of the organization, for all its events. After a 410, be it from a proxy in
 * front of us, Eventbrite deletes a webhook for good: it is looked for daily.
 * @see https://www.eventbrite.com/platform/api#/reference/webhooks
 */
export const setup = registerWebhooks<Settings>({
  isByHand: ({ webhookIds }) => webhookIds !== undefined,
  lookEvery: 86_400,
  async create(endpoint_url, registering) {
    // It takes the names as one text.
    const webhook = { endpoint_url, actions: actions.join(',') }
    const made = await ask(registering, listOf(registering), webhook)
    const id = textAt(made, '/id')
    return { id, settings: { webhookIds: [id] } }
  },
  // A single one can be taken away, but not be looked at.
  async isLive(id, registering) {
    let query = ''
    for (let page = 0; page < mostPages; page++) {
      const list = await ask(registering, listOf(registering, query))
      const webhooks = valueAt(list, '/webhooks')
      const isListed = (each: unknown) => String(valueAt(each, '/id')) === id
      if (Array.isArray(webhooks) && webhooks.some(isListed)) return true
      const { has_more_items, continuation } = Object(valueAt(list, '/pagination'))
      if (has_more_items !== true) return false
      query = `?continuation=${encodeURIComponent(String(continuation))}`
    }
    throw new PlatformError('upstream_error', 'a list of webhooks without end')
  },
  remove: restWebhook<Settings>((id, { settings }) =>
    apiCall(settings, `webhooks/${encodeURIComponent(id)}/`),
  ).remove,
})

function listOf({ settings }: Registering<Settings>, query = ''): Call {
  return apiCall(settings, `organizations/${settings.organizationId}/webhooks/${query}`)
}
