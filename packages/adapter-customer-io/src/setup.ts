import type { Registering } from '@conduit/core'
import { isThere, registerWebhooks, restWebhook, sendJson, textAt, valueAt } from '@conduit/core'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const path = 'reporting_webhooks'

/** What people were sent, answered and decided; not each opening and click. */
const events = [
  'customer_subscribed',
  'customer_unsubscribed',
  'customer_subscription_preferences_changed',
  'email_sent',
  'email_unsubscribed',
  'email_spammed',
  'push_sent',
  'in_app_sent',
  'sms_sent',
  'sms_replied',
  'whatsapp_sent',
  'whatsapp_replied',
]

/**
 * Registers a reporting webhook. No answer holds its signing key: the integration is pending until
 * a person has copied it from the page. So the webhook is never replaced but moved, with all that
 * a person may have changed in it; a new one has another key.
 * @see https://docs.customer.io/integrations/api/app/tag/reporting-webhooks/createWebhook/
 */
export const setup = registerWebhooks<Settings>({
  isByHand: ({ signingSecret }) => signingSecret !== undefined,
  async create(endpoint, { settings, platform }) {
    const options = { full_resolution: false, with_content: false, disabled: false }
    const webhook = { name: 'Conduit', endpoint, events, ...options }
    const made = await sendJson(platform, 'POST', apiCall(settings, path), webhook)
    return { id: textAt(made, '/id'), settings: { signingSecret: null } }
  },
  async move(id, endpoint, registering) {
    const item = itemOf(id, registering)
    const found = await registering.platform.request(item)
    if (!isThere(found)) return null
    const { name, events, full_resolution, with_content } = Object(found.json)
    const webhook = { name, endpoint, events, full_resolution, with_content, disabled: false }
    await sendJson(registering.platform, 'PUT', item, webhook)
    return {}
  },
  ...restWebhook(itemOf, webhook => valueAt(webhook, '/disabled') !== true),
})

function itemOf(id: string, { settings }: Registering<Settings>) {
  return apiCall(settings, `${path}/${encodeURIComponent(id)}`)
}
