import { refuse, valueAt } from '@conduit/core'
import type { Payload } from './endpoint.ts'

/** Members by which a resource is told, one of which it has in every version of its API. */
const marks: ReadonlyMap<string, readonly string[]> = new Map([
  ['customer', ['username', 'role', 'is_paying_customer', 'orders_count']],
  ['order', ['line_items', 'currency', 'customer_note']],
  ['subscription', ['line_items', 'currency', 'billing_period']],
  ['product', []],
  ['coupon', []],
])

/**
 * Refuses a body that is not what its topic promises. Only the body is signed: without this, one
 * that was captured could be sent again under another topic, an order as a deleted customer. Of
 * resources that other plugins add nothing is known.
 *
 * @param topic `order.updated`
 * @param resource the body, without the member that the oldest API puts around it
 * @throws `invalid`
 */
export function checkFit(topic: string, resource: Payload): void {
  const names = Object.keys(resource)
  const [kind = '', change] = topic.split('.')
  if (kind === 'action') {
    if (valueAt(resource, '/action') !== topic.slice('action.'.length)) {
      misfit('not the body of this custom topic', '/action')
    }
    return
  }
  const isError = names.includes('code') && names.includes('message') && !names.includes('id')
  if (isError) misfit('the shop sent an error: the user who owns the webhook lost access', '/code')
  const own = marks.get(kind)
  if (own === undefined) {
    if (names.includes('action') && names.includes('arg')) misfit('the body of a custom topic')
    return
  }
  // Some hooks pass the number of a deleted object as text.
  if (!/^\d{1,20}$/.test(String(resource.id))) misfit('no id of an object', '/id')
  if (change === 'deleted') {
    if (names.length > 1) misfit('more than the id of a deleted object')
    return
  }
  if (own.length > 0 && !own.some(mark => names.includes(mark))) {
    misfit(`not a body of the resource ${kind}`)
  }
}

function misfit(detail: string, pointer = ''): never {
  refuse('invalid', 'other_kind', { detail, pointer })
}
