import { refuse, valueAt } from '@conduit/core'

/** What a body needs, or (with `!`) lacks, that is acted upon by its topic. */
const shapes: ReadonlyMap<string, readonly string[]> = new Map([
  ['customers/data_request', ['shop_domain', 'customer', 'data_request']],
  ['customers/redact', ['shop_domain', 'customer', '!data_request']],
  // Of one person's request it would make one for all people of the shop.
  ['shop/redact', ['shop_domain', '!customer']],
  ['customers/create', ['id']],
  ['customers/update', ['id']],
  ['customers/delete', ['id', '!created_at', '!updated_at']],
])

/** The kind of object that a topic's own id must be of. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['customers', 'gid://shopify/Customer/'],
  ['orders', 'gid://shopify/Order/'],
])

/**
 * Refuses a body that is not what its headers promise. Only the body is signed: without this, one
 * that was captured could be sent again under another topic, an order as a deleted customer, or as
 * another shop's.
 *
 * @param topic `X-Shopify-Topic`, `customers/redact`
 * @param shop `X-Shopify-Shop-Domain` in lower case
 * @throws `invalid`; `unauthorized` where the body names another shop
 */
export function checkFit(topic: string, shop: string, payload: unknown): void {
  for (const pointer of ['/shop_domain', '/myshopify_domain']) {
    const named = valueAt(payload, pointer) ?? shop
    if (String(named).toLowerCase() !== shop)
      refuse('unauthorized', 'other_account', { detail: 'the body is of another shop' })
  }
  for (const member of shapes.get(topic) ?? []) {
    const pointer = `/${member.replace('!', '')}`
    const isThere = valueAt(payload, pointer) != null
    if (isThere === member.startsWith('!'))
      refuse('invalid', 'other_kind', { detail: 'not a body of this topic', pointer })
  }
  const kind = kinds.get(topic.split('/')[0] ?? '') ?? ''
  const id = valueAt(payload, '/admin_graphql_api_id') ?? kind
  if (!String(id).startsWith(kind)) {
    refuse('invalid', 'other_kind', {
      detail: 'an object of another kind than the topic’s',
      pointer: '/admin_graphql_api_id',
    })
  }
}
