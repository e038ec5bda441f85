import { randomBytes } from 'node:crypto'
import { isThere, registerWebhooks, requestJson, restWebhook, textAt, valueAt } from '@conduit/core'
import { apiCall, apiChange } from './api.ts'
import { meaningOfTopic } from './parse-event.ts'
import type { Settings } from './settings.ts'

const itemOf = (id: string) => `webhooks/${encodeURIComponent(id)}`

/**
 * Registers a system webhook with a secret of ours, for those of the account's topics that tell of
 * people. Klaviyo switches it off after two days of errors: it is looked at daily. Its API takes one
 * call of a kind a second, so that a webhook is better moved than replaced.
 * @see https://developers.klaviyo.com/en/reference/create_webhook
 */
export const setup = registerWebhooks<Settings>({
  // Accounts that have flows mostly may not make system webhooks.
  isByHand: ({ signingSecret, webhookId, flowSecret }) =>
    [signingSecret, webhookId, flowSecret].some(given => given !== undefined),
  lookEvery: 86_400,
  async create(url, { settings, platform }) {
    const secret = secretOf(settings)
    const topics = topicsOf(await requestJson(platform, apiCall(settings, 'webhook-topics')))
    const call = apiChange(settings, 'POST', 'webhooks', {
      type: 'webhook',
      attributes: { name: 'Conduit', endpoint_url: url, secret_key: secret },
      relationships: { 'webhook-topics': { data: topics } },
    })
    const id = textAt(await requestJson(platform, call), '/data/id')
    return { id, settings: { signingSecret: secret, webhookId: id } }
  },
  async move(id, url, { settings, platform }) {
    const secret = secretOf(settings)
    const call = apiChange(settings, 'PATCH', itemOf(id), {
      type: 'webhook',
      id,
      attributes: { endpoint_url: url, secret_key: secret, enabled: true },
    })
    const answer = await platform.request({ ...call, idempotent: true })
    return isThere(answer) ? { signingSecret: secret, webhookId: id } : null
  },
  ...restWebhook(
    (id, { settings }) => apiCall(settings, itemOf(id)),
    webhook => valueAt(webhook, '/data/attributes/enabled') === true,
  ),
})

function secretOf({ signingSecret }: Settings): string {
  return signingSecret ?? randomBytes(32).toString('hex')
}

/** What people decided, bought, were sent and answered; not each opening and click. */
function topicsOf(json: unknown) {
  const data = valueAt(json, '/data')
  const ids = Array.isArray(data) ? data.map(topic => valueAt(topic, '/id')) : []
  return ids
    .filter(id => typeof id === 'string')
    .filter(id =>
      meaningOfTopic(id) === 'communication'
        ? /\.(received_email|(sent|received)_sms|received_push)$/.test(id)
        : meaningOfTopic(id) !== 'processing',
    )
    .map(id => ({ type: 'webhook-topic', id }))
}
