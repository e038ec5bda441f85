import { refuse } from '@conduit/core'
import type { Payload } from './endpoint.ts'

/** Members by which a resource of either kind is told, in every version of the REST API. */
const marks: ReadonlyMap<string, readonly string[]> = new Map([
  ['customer', ['username', 'role']],
  ['order', ['line_items']],
])

/**
 * Refuses a body that is not what its topic promises. Only the body is signed: without this, one
 * that was captured could be sent again under another topic, an order as a deleted customer.
 *
 * @param topic `X-WC-Webhook-Topic`, `order.updated`
 * @throws `invalid`
 */
export function checkFit(topic: string, payload: Payload): void {
  const names = Object.keys(payload)
  if (topic.startsWith('action.')) {
    if (!names.includes('action')) misfit('not the body of a custom topic', '/action')
    return
  }
  if (names.includes('code') && names.includes('message')) {
    misfit('the shop sent an error: the user who owns the webhook lost access', '/code')
  }
  if (payload.id === undefined) {
    misfit('no id: not a body of REST API version 1, 2 or 3', '/id')
  }
  const [resource = '', change] = topic.split('.')
  if (change === 'deleted') {
    if (names.length > 1) misfit('more than the id of a deleted object')
    return
  }
  if (marks.get(resource)?.every(mark => !names.includes(mark))) {
    misfit(`not a body of the resource ${resource}`)
  }
}

function misfit(detail: string, pointer = ''): never {
  refuse('invalid', 'other_kind', { detail, pointer })
}
