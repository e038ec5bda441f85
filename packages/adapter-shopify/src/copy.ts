import {
  type ExportedDocument,
  type JsonValue,
  type PersonExport,
  PlatformError,
  textOf,
  textOrNull,
  valueAt,
} from '@conduit/core'
import { askShop, oneOf } from './admin-api.ts'
import { kinds, orders, pageOf, returns, wholeOf } from './copy-queries.ts'
import { isId } from './customer-found.ts'
import {
  draftsOf,
  findObjects,
  gid,
  hasScope,
  nextOf,
  nodesOf,
  pages,
  type Shop,
} from './find-objects.ts'
import type { Settings } from './settings.ts'

/** A customer with all that hangs on them, and the orders of guests. */
export const copy: PersonExport<Settings> = {
  async find(person, { settings }, platform) {
    return await findObjects(person, { settings, platform })
  },

  async *read({ object, id }, { settings }, platform) {
    if (!isId(id)) return
    const shop = { settings, platform }
    if (object === 'order') yield* orderWhole(gid('Order', id), shop)
    if (object === 'customer') yield* customerWhole(id, shop)
  },
}

async function* customerWhole(id: string, shop: Shop): AsyncGenerator<ExportedDocument> {
  const customer = gid('Customer', id)
  let made: string | null = null
  for await (const document of whole('customer', customer, shop)) {
    made ??= textOf(valueAt(document.content, '/numberOfOrders'))
    yield document
  }
  if (made === null) return
  let read = 0
  for await (const page of pages(orders, { id: customer }, '/data/one/list', shop)) {
    for (const order of nodesOf(page)) {
      read += 1
      yield* orderWhole(String(valueAt(order, '/id')), shop)
    }
  }
  for await (const draft of draftsOf(id, shop)) yield* whole('draft_order', draft, shop)
  // Without `read_all_orders` those of the last 60 days come as if there were no others.
  if (read < Number(made) && !(await hasScope('read_all_orders', shop)))
    throw new PlatformError('auth_failed', 'the app may not read all orders')
}

async function* orderWhole(order: string, shop: Shop): AsyncGenerator<ExportedDocument> {
  let hasReturns = false
  for await (const document of whole('order', order, shop)) {
    const state = textOrNull(document.content, '/returnStatus')
    hasReturns ||= state !== null && state !== 'NO_RETURN'
    yield document
  }
  // Asked for only where there are any, as it wants a scope of its own.
  if (!hasReturns) return
  for await (const content of pages(returns, { id: order }, '/data/one/list', shop)) {
    yield { object: 'returns', content }
  }
}

/** One object, and what its lists hold behind their first pages. Nothing: it is gone. */
async function* whole(
  object: keyof typeof kinds,
  id: string,
  shop: Shop,
): AsyncGenerator<ExportedDocument> {
  const kind = kinds[object]
  const content = oneOf(await askShop(wholeOf(kind), { id }, shop), '/data/one')
  if (content === null) return
  yield { object, content: content as JsonValue }
  for (const [list, each] of Object.entries(kind.lists)) {
    const after = nextOf(valueAt(content, `/${list}`))
    if (after === null) continue
    const query = pageOf(kind, list, each)
    for await (const page of pages(query, { id, after }, '/data/one/list', shop)) {
      yield { object: list, content: page }
    }
  }
}
