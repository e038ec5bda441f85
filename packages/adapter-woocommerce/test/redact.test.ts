import assert from 'node:assert/strict'
import woocommerce from '@conduit/adapter-woocommerce'
import { fakeWooCommerce } from '@conduit/fake-platforms/woocommerce'
import { accessTo, knownAs, knownBy, redactionSuite, statefulPlatform } from '@conduit/testing'
import WooCommerceRestApi from '@woocommerce/woocommerce-rest-api'
import { test } from 'tap'

const consumerKey = 'ck_invented_key'
const consumerSecret = 'cs_invented_secret'
const shopUrl = 'https://shop.example.com'
const settings = { signingSecret: 'a-secret-of-hooks', shopUrl, consumerKey, consumerSecret }
const adaMail = 'ada@example.com'

async function connect() {
  const fake = fakeWooCommerce()
  const platform = await statefulPlatform(fake.answer)
  const client = new WooCommerceRestApi.default({
    url: platform.origin,
    consumerKey,
    consumerSecret,
  })
  const post = async (path: string, body: object): Promise<number> =>
    (await client.post(path, body)).data.id
  return { fake, platform, client, post }
}

/** An account with an order, another as a guest, and somebody of the same name. */
async function start() {
  const { fake, platform, client, post } = await connect()
  const ada = await post('customers', {
    email: adaMail,
    first_name: 'Ada',
    last_name: 'Sample of this account',
  })
  const bo = await post('customers', { email: 'bo-ada@example.com', first_name: 'Ada' })
  const own = await post('orders', {
    customer_id: ada,
    billing: { email: 'office@example.com', address_1: '1 Sample Street', country: 'NZ' },
    shipping: { first_name: 'Ada', phone: '+12025550101', postcode: '6011' },
    customer_note: 'Ring twice.',
    transaction_id: 'txn-of-ada',
    meta_data: [
      { key: 'birthday', value: '1990-02-03' },
      { key: '_order_stock_reduced', value: 'yes' },
    ],
    line_items: [{ name: 'Ring', meta_data: [{ key: 'Engraving', value: 'For Ada' }] }],
    refunds: [{ id: 1, reason: 'Ada sent it back.' }],
    customer_ip_address: '192.0.2.7',
  })
  await post(`orders/${own}/notes`, { note: 'Ada called.' })
  await post('orders', { billing: { email: 'Ada@Example.com', last_name: 'Guest of Ada' } })
  await post('orders', { customer_id: bo, billing: { email: 'bo-ada@example.com' } })
  const review = { reviewer: 'Ada', review: 'Ada likes it.', status: 'hold' }
  await post('products/reviews', { ...review, reviewer_email: adaMail })
  await post('products/reviews', { reviewer: 'Ada', reviewer_email: 'bo-ada@example.com' })
  // What no client makes by this API.
  fake.state.get('downloads')?.set(1, { id: 1, parent_id: ada, download_name: 'Ada’s file' })
  fake.state.get('subscriptions')?.set(1, { id: 1, customer_id: ada, billing_period: 'month' })
  const gone = await post('customers', { email: 'gone@example.com' })
  await client.delete(`customers/${gone}`, { force: true })
  const target = (object: string, id: number | string, action: 'erase' | 'anonymise' = 'erase') =>
    ({ target: { object, id: String(id) }, action, expected: 'erased' }) as const
  const byMail = knownBy('email', adaMail)
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      person: [
        byMail,
        knownBy('email', 'ADA@example.com'),
        { ...knownAs('customer', String(ada)), identifiers: byMail.identifiers },
        {
          identifiers: [{ category: 'account_id' as const, value: String(ada) }],
          references: [{ object: 'orders-of-email', id: adaMail }],
        },
      ],
      goes: [
        'Sample of this account',
        'Ada@Example.com',
        ...['office@example.com', '1 Sample Street', '+12025550101', 'Ring twice.', 'For Ada'],
        ...['txn-of-ada', '1990-02-03', 'Ada called.', 'Guest of Ada', 'Ada likes it.'],
      ],
      stays: [
        ...['192.0.2.7', 'Ada sent it back.', 'NZ', '6011', '_order_stock_reduced', 'yes'],
        'Ada’s file',
      ],
      others: ['bo-ada@example.com'],
      strangers: [
        knownBy('email', 'da@example.com'),
        knownBy('email', '*@example.com'),
        knownBy('email', 'ada@example.com&role=all'),
        knownBy('email', 'gone@example.com'),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', '../orders'),
        knownAs('customer', String(gone)),
        knownAs('customer', '1/downloads'),
        knownAs('order', String(own)),
      ],
      gone: [
        target('customer', gone),
        target('customer', 999999),
        target('review', 999999),
        target('notes', 999999),
        target('order', 999999, 'anonymise'),
      ],
      outcomes: {
        review: 'erased' as const,
        notes: 'erased' as const,
        order: 'anonymised' as const,
        device: 'manual_required' as const,
        refunds: 'unsupported' as const,
        subscription: 'manual_required' as const,
        downloads: 'manual_required' as const,
        customer: 'erased' as const,
      },
    },
  }
}

test('erasure in a shop', t => redactionSuite(t, { adapter: woocommerce, settings, start }))

test('what is not the person’s is not touched, and what is changed beside is told', async t => {
  const { fake, platform, client, post } = await connect()
  t.teardown(() => platform.close())
  const access = await accessTo({ adapter: woocommerce, settings }, platform)
  const { redact } = woocommerce
  assert.ok(redact !== undefined)
  const find = async () => await redact.find(knownBy('email', adaMail), access.own, access.platform)
  const ada = await post('customers', { email: adaMail })
  const bo = await post('customers', { email: 'bo@example.com' })
  await post('orders', { customer_id: bo, billing: { email: adaMail, last_name: 'Bo' } })
  const [shared, customer] = await find()
  t.match(shared, { action: 'keep', expected: 'shared_identifier' }, 'of another account')
  t.match(customer, { target: { object: 'customer', id: String(ada) }, action: 'erase' })
  const before = JSON.stringify([...fake.state].map(([, items]) => [...items]))
  const task = { key: '0'.repeat(64), accepted: null }
  assert.ok(shared !== undefined && customer !== undefined)
  const erase = (target: typeof shared) =>
    redact.erase({ ...task, ...target }, access.own, access.platform)
  t.match(await erase(shared), { outcome: 'shared_identifier' })
  const setRole = (role: string) => {
    const customers = fake.state.get('customers')
    const item = customers?.get(ada)
    if (item !== undefined) customers?.set(ada, { ...item, role })
  }
  setRole('administrator')
  t.match(await erase(customer), { outcome: 'manual_required', instructions: /another role/ })
  t.match((await find())[1], { action: 'by_hand' }, 'whoever runs the shop is not deleted')
  setRole('customer')
  t.equal(JSON.stringify([...fake.state].map(([, items]) => [...items])), before, 'nothing changed')

  await client.delete(`customers/${bo}`, { force: true })
  fake.taxes = 19
  const [free] = await find()
  assert.ok(free !== undefined)
  t.match(
    free,
    { action: 'anonymise' },
    'the order of an account that is gone is whose address it is',
  )
  const billing = () => [...(fake.state.get('orders')?.values() ?? [])].map(each => each.billing)
  t.match(await erase(free), { outcome: 'anonymised', instructions: /computed the totals/ })
  t.strictSame(billing(), [{ email: 'deleted@site.invalid', last_name: '' }])
})
