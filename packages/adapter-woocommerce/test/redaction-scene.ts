import woocommerce from '@conduit/adapter-woocommerce'
import { fakeWooCommerce } from '@conduit/fake-platforms/woocommerce'
import { type ErasureScene, knownAs, knownBy, statefulPlatform } from '@conduit/testing'
import WooCommerceRestApi from '@woocommerce/woocommerce-rest-api'

const consumerKey = 'ck_invented_key'
const consumerSecret = 'cs_invented_secret'
const shopUrl = 'https://shop.example.com'
export const settings = { signingSecret: 'a-secret-of-hooks', shopUrl, consumerKey, consumerSecret }
export const adaMail = 'ada@example.com'

export async function connect() {
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

/** What is tried of erasing there, with each fault at each call. */
export const scene = {
  adapter: woocommerce,
  settings,
  checkedBy: { client: '@woocommerce/woocommerce-rest-api' },
  start,
} satisfies ErasureScene
