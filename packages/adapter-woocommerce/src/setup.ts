import { randomBytes } from 'node:crypto'
import {
  basicAuth,
  type Call,
  registerWebhooks,
  requestJson,
  restWebhook,
  successOf,
  textAt,
  valueAt,
} from '@conduit/core'
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

/** The shop, where there is a key to its API. */
export function hosts({ shopUrl, consumerKey, consumerSecret }: Settings): readonly string[] {
  const host = /^https:\/\/([^/]+)/.exec(shopUrl ?? '')?.[1]
  return host && consumerKey !== undefined && consumerSecret !== undefined ? [host] : []
}

const item = restWebhook<Settings>((number, { settings }) =>
  apiCall(settings, `${number}?force=true`),
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
    const made = await requestJson(platform, { ...apiCall(settings), method: 'POST', body })
    const id = `${webhooksOf(settings)} ${textAt(made, '/id')}`
    return { id, settings: { signingSecret } }
  },
  async isLive(id, { settings, platform }) {
    const number = numberOf(id, settings)
    if (number === null) return false
    const answer = await platform.request(apiCall(settings, number))
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

function apiCall(settings: Settings, item?: string): Call {
  const { consumerKey = '', consumerSecret = '' } = settings
  return {
    url: webhooksOf(settings) + (item === undefined ? '' : `/${item}`),
    headers: {
      authorization: basicAuth(consumerKey, consumerSecret),
      'content-type': 'application/json',
    },
    json: true,
  }
}

function webhooksOf({ shopUrl = '' }: Settings): string {
  return `${shopUrl.replace(/\/$/, '')}/wp-json/wc/v3/webhooks`
}
