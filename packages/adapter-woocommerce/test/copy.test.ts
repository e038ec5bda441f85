import woocommerce from '@conduit/adapter-woocommerce'
import { fakeWooCommerce } from '@conduit/fake-platforms/woocommerce'
import { exportSuite, knownAs, knownBy, statefulPlatform } from '@conduit/testing'
import WooCommerceRestApi from '@woocommerce/woocommerce-rest-api'
import { test } from 'tap'

const consumerKey = 'ck_invented_key'
const consumerSecret = 'cs_invented_secret'
const shopUrl = 'https://shop.example.com'
const settings = { signingSecret: 'a-secret-of-hooks', shopUrl, consumerKey, consumerSecret }
const adaMail = 'ada@example.com'

/** Ada with an account and as a guest, people who look alike, and a customer who was deleted. */
async function start() {
  const fake = fakeWooCommerce()
  const platform = await statefulPlatform(fake.answer)
  const client = new WooCommerceRestApi.default({
    url: platform.origin,
    consumerKey,
    consumerSecret,
  })
  const post = async (path: string, body: object): Promise<number> =>
    (await client.post(path, body)).data.id
  const ada = await post('customers', {
    ...{ email: adaMail, first_name: 'Ada', password: 'invented' },
    billing: { phone: '+12025550101', address_1: '1 Sample Street' },
    meta_data: [{ key: 'birthday', value: '1990-02-03' }],
  })
  // Somebody who had an account before the shop was one.
  fake.state
    .get('customers')
    ?.set(ada, { ...fake.state.get('customers')?.get(ada), id: ada, role: 'subscriber' })
  const bo = await post('customers', { email: 'bo-ada@example.com', first_name: 'Bo' })
  const first = await post('orders', {
    customer_id: ada,
    billing: { email: 'other@example.com' },
    customer_note: 'Ring twice.',
  })
  await post(`orders/${first}/notes`, { note: 'Ada called.' })
  await post(`orders/${first}/refunds`, { amount: '5.00', reason: 'Ada sent it back.' })
  for (let number = 0; number < 101; number++) {
    await post('orders', { customer_id: ada, customer_note: `Order ${number}.` })
  }
  const guest = await post('orders', {
    billing: { email: 'Ada@Example.com', last_name: 'Guest' },
    customer_note: 'As a guest.',
  })
  await post(`orders/${guest}/notes`, { note: 'A guest called.' })
  const trashed = await post('orders', {
    billing: { email: adaMail },
    customer_note: 'In the trash.',
  })
  await client.delete(`orders/${trashed}`)
  await post('orders', {
    customer_id: bo,
    billing: { email: 'bo-ada@example.com' },
    customer_note: 'Bo’s order.',
  })
  await post('products/reviews', {
    reviewer: 'Ada',
    reviewer_email: adaMail,
    review: 'Ada likes it.',
    status: 'hold',
  })
  await post('products/reviews', {
    reviewer: 'Bo',
    reviewer_email: 'bo-ada@example.com',
    review: 'Bo likes it.',
  })
  // What no client makes by this API.
  fake.state.get('downloads')?.set(1, { id: 1, parent_id: ada, download_name: 'Ada’s file' })
  fake.state
    .get('subscriptions')
    ?.set(1, { id: 1, customer_id: ada, billing_period: 'week of Ada' })
  const gone = await post('customers', { email: 'gone@example.com' })
  await client.delete(`customers/${gone}`, { force: true })
  return {
    platform,
    get state() {
      return [...fake.state].map(([kind, items]) => [kind, [...items]])
    },
    people: {
      person: [
        knownBy('email', adaMail),
        knownBy('email', 'ADA@example.com'),
        {
          ...knownAs('orders-of-email', 'Ada@example.com'),
          identifiers: knownBy('email', adaMail).identifiers,
        },
        {
          identifiers: [{ category: 'account_id' as const, value: String(ada) }],
          references: [
            { object: 'orders-of-email', id: adaMail },
            { object: 'customer', id: String(ada) },
          ],
        },
      ],
      holds: [
        ...[adaMail, '1 Sample Street', '1990-02-03', 'Ring twice.', 'Ada called.', 'Order 0.'],
        ...['Ada sent it back.', 'Order 100.', 'As a guest.', 'A guest called.', 'In the trash.'],
        ...['Ada likes it.', 'Ada’s file', 'week of Ada'],
      ],
      lacks: ['bo-ada@example.com', 'Bo’s order.', 'Bo likes it.'],
      strangers: [
        knownBy('email', 'da@example.com'),
        knownBy('email', '*@example.com'),
        knownBy('email', 'ada@example.com.invalid'),
        knownBy('email', 'ada@example.com&role=all'),
        knownBy('email', 'no address'),
        knownBy('email', 'gone@example.com'),
        knownBy('phone', '+12025550101'),
        knownBy('account_id', '../orders'),
        knownAs('customer', '1/downloads'),
        knownAs('orders-of-email', '@'),
        knownAs('order', String(guest)),
      ],
      gone: [
        { object: 'customer', id: String(gone) },
        { object: 'customer', id: '999999' },
        { object: 'orders-of-email', id: 'gone@example.com' },
      ],
    },
  }
}

test('copies of what a shop holds', t => exportSuite(t, { adapter: woocommerce, settings, start }))
