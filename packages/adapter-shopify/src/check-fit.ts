import { refuse, textOf, valueAt } from '@conduit/core'
import { channelOf } from './consent.ts'

const compliance = ['shop_id', 'shop_domain', '!id', '!admin_graphql_api_id']
const gid = 'admin_graphql_api_id'
const customer = ['id', '!myshopify_domain']
const merged = 'admin_graphql_api_customer'

/** What a body needs, or (with `!`) lacks, or else is refused under its topic. */
const needs: ReadonlyMap<string, readonly string[]> = new Map([
  ['customers/data_request', [...compliance, 'customer', 'data_request', '!orders_to_redact']],
  ['customers/redact', [...compliance, 'customer', '!data_request', '!orders_requested']],
  // Of one person's request it would make one for all people of the shop.
  [
    'shop/redact',
    [...compliance, '!customer', '!data_request', '!orders_requested', '!orders_to_redact'],
  ],
  ['customers/create', customer],
  ['customers/update', customer],
  ['customers/delete', [...customer, '!created_at', '!updated_at']],
])

const dated = ['created_at', 'updated_at']
const segment = ['customer_id', 'segment_id']

/** A member that has to be there, or (with `!`) must not be; of a list one is enough. */
type Mark = string | readonly string[]

/** By what a body shows that it is of its topic, and of no other that means something else. */
const marks: ReadonlyMap<string, readonly Mark[]> = new Map<string, readonly Mark[]>([
  ['customers/data_request', []],
  ['customers/redact', []],
  ['shop/redact', []],
  ['customers/create', [gid, dated]],
  ['customers/update', [gid, dated]],
  ['customers/enable', [gid, dated]],
  ['customers/disable', [gid, dated]],
  ['customers/delete', [gid]],
  ['customers/merge', [`${merged}_kept_id`, `${merged}_deleted_id`]],
  ['customer.tags_added', ['customerId', 'tags']],
  ['customer.tags_removed', ['customerId', 'tags']],
  ['customer.joined_segment', segment],
  ['customer.left_segment', segment],
  ['app/uninstalled', ['myshopify_domain']],
  ['shop/update', ['myshopify_domain']],
])

/** The kind of object that a topic's own id must be of. */
const kinds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    customers: 'Customer',
    orders: 'Order',
    draft_orders: 'DraftOrder',
    refunds: 'Refund',
    order_transactions: 'OrderTransaction',
    fulfillments: 'Fulfillment',
    fulfillment_events: 'FulfillmentEvent',
    returns: 'Return',
    subscription_contracts: 'SubscriptionContract',
    products: 'Product',
    collections: 'Collection',
    companies: 'Company',
    company_contacts: 'CompanyContact',
    company_locations: 'CompanyLocation',
    customer_payment_methods: 'CustomerPaymentMethod',
    subscription_billing_attempts: 'SubscriptionBillingAttempt',
  }).map(([resource, kind]) => [resource, `gid://shopify/${kind}/`]),
)

/**
 * Refuses a body that is not what its headers promise. Only the body is signed: without this, one
 * that was captured could be sent again under another topic, an order as a deleted customer, or as
 * another shop's.
 *
 * @param topic `X-Shopify-Topic`, `customers/redact`
 * @param shop `X-Shopify-Shop-Domain` in lower case
 * @returns whether the body also shows that it is of this topic; it does not of a topic that nobody
 *   knows, nor where a subscription leaves away what would show it
 * @throws `invalid`; `unauthorized` where the body names another shop
 */
export function checkFit(topic: string, shop: string, payload: unknown): boolean {
  for (const pointer of ['/shop_domain', '/myshopify_domain']) {
    const named = valueAt(payload, pointer) ?? shop
    if (textOf(named)?.toLowerCase() !== shop)
      refuse('unauthorized', 'other_account', { detail: 'the body is of another shop' })
  }
  for (const member of needs.get(topic) ?? []) {
    if (!has(payload, member)) {
      const pointer = `/${member.replace('!', '')}`
      refuse('invalid', 'other_kind', { detail: 'not a body of this topic', pointer })
    }
  }
  const kind = kinds.get(topic.split('/')[0] ?? '')
  const id = valueAt(payload, `/${gid}`)
  if (kind !== undefined && id != null && textOf(id)?.startsWith(kind) !== true) {
    refuse('invalid', 'other_kind', {
      detail: 'an object of another kind than the topic’s',
      pointer: `/${gid}`,
    })
  }
  const channel = channelOf(topic)
  if (channel !== null) return isChoiceFor(channel, payload)
  const all = marks.get(topic) ?? (kind === undefined ? null : [gid])
  return all?.every(mark => [mark].flat().some(member => has(payload, member))) ?? false
}

/** A choice for this channel and no other, and no customer's record, which may hold several. */
function isChoiceFor(channel: string, payload: unknown): boolean {
  const choices = Object.keys(payload ?? {}).filter(name => name.endsWith('_marketing_consent'))
  const isAlone = choices.length === 1 && choices[0] === `${channel}_marketing_consent`
  const isSomebodys = has(payload, 'customer_id') || has(payload, 'id')
  return isAlone && isSomebodys && has(payload, '!created_at') && has(payload, `!${gid}`)
}

function has(payload: unknown, member: string): boolean {
  const isThere = valueAt(payload, `/${member.replace('!', '')}`) != null
  return isThere !== member.startsWith('!')
}
