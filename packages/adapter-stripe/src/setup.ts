import { registerWebhooks, requestJson, restWebhook, textAt, valueAt } from '@conduit/core'
import type Stripe from 'stripe'
import { apiCall, apiVersion } from './api.ts'
import type { Settings } from './settings.ts'

const path = '/v1/webhook_endpoints'

/** What tells of people; by a wildcard Stripe would send everything that there is. */
const events = [
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'customer.tax_id.created',
  'customer.subscription.created',
  'customer.subscription.deleted',
  'charge.succeeded',
  'charge.failed',
  'charge.refunded',
  'charge.updated',
  'checkout.session.completed',
  'checkout.session.expired',
  'payment_method.attached',
  'payment_method.updated',
  'payment_method.detached',
  'invoice.finalized',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.voided',
  'person.created',
  'person.updated',
  'person.deleted',
  'account.updated',
  'account.application.deauthorized',
] as const satisfies readonly Stripe.WebhookEndpointCreateParams.EnabledEvent[]

/**
 * Registers an endpoint for snapshot events. The answer is the only place that ever shows its
 * signing secret.
 * @see https://docs.stripe.com/api/webhook_endpoints/create
 */
export const setup = registerWebhooks<Settings>({
  isByHand: ({ signingSecret }) => signingSecret !== undefined,
  async create(url, { settings, platform }) {
    const form = new URLSearchParams({ url, description: 'Conduit', api_version: apiVersion })
    for (const event of events) form.append('enabled_events[]', event)
    const call = apiCall(settings, path)
    const headers = { ...call.headers, 'content-type': 'application/x-www-form-urlencoded' }
    const made = await requestJson(platform, { ...call, method: 'POST', headers, body: `${form}` })
    return { id: textAt(made, '/id'), settings: { signingSecret: textAt(made, '/secret') } }
  },
  ...restWebhook(
    (id, { settings }) => apiCall(settings, `${path}/${encodeURIComponent(id)}`),
    endpoint => valueAt(endpoint, '/status') === 'enabled',
  ),
})
