import { randomBytes } from 'node:crypto'
import {
  type Call,
  registerWebhooks,
  requestJson,
  restWebhook,
  successOf,
  textAt,
  valueAt,
} from '@conduit/core'
import { addressOf, apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const topics = [
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'order.created',
  'order.updated',
  'order.deleted',
  'order.restored',
]

const item = restWebhook<Settings>((number, { settings }) =>
  webhookCall(settings, `${number}?force=true`),
)

/**
 * Registers one webhook for each topic, all with one secret, which we choose: one that the shop
 * makes up cannot be read. The shop calls us, unsigned, before it answers.
 * @see https://developer.woocommerce.com/docs/apis/rest-api/v3/webhooks/
 */
export const setup = registerWebhooks<Settings>({
  names: () => topics,
  isByHand: ({ signingSecret }) => signingSecret !== undefined,
  // After a few failures in a row a shop switches a webhook off, and repeats nothing.
  lookEvery: 3_600,
  async create(url, { name: topic, settings, platform }) {
    const signingSecret = settings.signingSecret ?? randomBytes(32).toString('hex')
    const wanted = { topic, delivery_url: url, secret: signingSecret, status: 'active' }
    const body = JSON.stringify({ name: `Conduit ${topic}`, ...wanted })
    const made = await requestJson(platform, {
      ...apiCall(settings, 'webhooks'),
      method: 'POST',
      body,
    })
    const id = `${webhooksOf(settings)} ${textAt(made, '/id')}`
    return { id, settings: { signingSecret } }
  },
  async isLive(id, { settings, platform }) {
    const number = numberOf(id, settings)
    if (number === null) return false
    const answer = await platform.request(webhookCall(settings, number))
    const isGone = valueAt(answer.json, '/code') === 'woocommerce_rest_shop_webhook_invalid_id'
    return !isGone && valueAt(successOf(answer).json, '/status') === 'active'
  },
  async remove(id, registering) {
    const number = numberOf(id, registering.settings)
    if (number !== null) await item.remove(number, registering)
  },
})

/** Every shop counts from 1: a number that is not this shop's names somebody else's webhook. */
function numberOf(id: string, settings: Settings): string | null {
  const [shop, number] = id.split(' ')
  return shop === webhooksOf(settings) && number !== undefined ? encodeURIComponent(number) : null
}

function webhookCall(settings: Settings, item: string): Call {
  return apiCall(settings, `webhooks/${item}`)
}

function webhooksOf(settings: Settings): string {
  return addressOf(settings, 'webhooks')
}
