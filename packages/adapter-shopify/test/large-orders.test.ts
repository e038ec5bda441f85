import shopify from '@conduit/adapter-shopify'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'
import { deliveryOf } from './request.ts'

const rows = compileRows(shopify.tables.pii)
const money = { shop_money: { amount: '1.00', currency_code: 'EUR' } }

function orderOf(lines: number) {
  return {
    id: 9,
    admin_graphql_api_id: 'gid://shopify/Order/9',
    updated_at: '2026-11-10T09:00:00Z',
    email: 'bulk.buyer@example.com',
    customer: { id: 7, first_name: 'Bela', last_name: 'Bulk' },
    line_items: Array.from({ length: lines }, (_, index) => ({
      id: index + 1,
      product_id: 1,
      title: 'Seed packet',
      name: 'Seed packet',
      sku: `SP-${index}`,
      price: '1.00',
      price_set: money,
      tax_lines: [{ title: 'VAT', price: '0.19', price_set: money }],
      properties: [{ name: 'Engraving', value: 'For Nora' }],
    })),
  }
}

/** Counts each look at a value of a document, whoever looks. */
function watched<Value>(value: Value, count: () => void): Value {
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, each]) => [name, watched(each, count)])
  const copy = Array.isArray(value) ? members.map(([, each]) => each) : Object.fromEntries(members)
  const looked = {
    get: (target: object, name: string | symbol) => {
      count()
      return Reflect.get(target, name)
    },
    ownKeys: (target: object) => {
      count()
      return Reflect.ownKeys(target)
    },
  }
  return new Proxy(copy, looked)
}

function workOf(lines: number) {
  let looks = 0
  const { payload, ...call } = deliveryOf('orders/create', orderOf(lines))
  const delivery = { ...call, payload: watched(payload, () => looks++) }
  const [event] = shopify.parseEvent(delivery, { settings: {}, state: {} }).events
  if (event === undefined) throw new Error('no event')
  const found = pick(rows, event)
  const { people } = shopify.extractPii(event, { settings: {}, state: {} }, found)
  return { looks, matches: found.length, people: people.length }
}

test('each line of an order costs the same, however many there are', async t => {
  const [few, more, many] = [10, 20, 1_000].map(workOf)
  if (few === undefined || more === undefined || many === undefined) throw new Error('no work')
  t.equal(many.looks - few.looks, (more.looks - few.looks) * 99)
  t.equal(many.matches - few.matches, (more.matches - few.matches) * 99)
  t.equal(many.people, 1)
})
