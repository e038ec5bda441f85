import shopify from '@conduit/adapter-shopify'
import { compileRows, pick } from '@conduit/core'
import { test } from 'tap'
import { deliveryOf } from './request.ts'

const integration = { settings: {}, state: {} }
const rows = compileRows(shopify.tables.pii)

/** Decoded as the endpoint does, from JSON text. */
function extract(topic: string, json: string) {
  const [format] = shopify.endpoint?.formats ?? []
  const payload = format?.decode(Buffer.from(json), { depth: 64, nodes: 1000 }) as object
  const [event] = shopify.parseEvent(deliveryOf(topic, payload), integration).events
  if (event === undefined) throw new Error('no event')
  const { fields, people } = shopify.extractPii(event, integration, pick(rows, event))
  return {
    data: event.data,
    fields: fields.map(({ path, category }) => `${path} ${category}`),
    identifiers: people.map(({ identifiers }) => identifiers.map(({ value }) => value)),
    references: people.flatMap(person => person.references ?? []),
  }
}

const gid = (id: string) => `gid://shopify/Customer/${id}`

test('ids beyond 2^53 stay whole', async t => {
  const { identifiers } = extract(
    'customers/delete',
    `{"id":706405506930370084,"admin_graphql_api_id":"${gid('706405506930370084')}"}`,
  )
  t.strictSame(identifiers, [['706405506930370084']])
})

test('a global id is the same person as its digits', async t => {
  const tags = JSON.stringify({ customerId: gid('7'), tags: ['vip'], occurredAt: 'x' })
  const { identifiers, references, fields } = extract('customer.tags_added', tags)
  t.strictSame(identifiers, [['7']])
  t.strictSame(references, [{ object: 'customer', id: '7' }])
  t.strictSame(fields, ['/customerId account_id', '/tags/0 free_text'])
})

test('whom the topic alone makes a customer is nobody', async t => {
  const { identifiers, fields } = extract('customers/update', '{"id":7,"email":"zoe@example.com"}')
  t.strictSame(identifiers, [])
  t.strictSame(fields, ['/id account_id', '/email email'])
})

test('only merged customers are one person', async t => {
  const merge = (status: string) =>
    extract(
      'customers/merge',
      JSON.stringify({
        admin_graphql_api_customer_kept_id: gid('1'),
        admin_graphql_api_customer_deleted_id: gid('2'),
        status,
      }),
    ).identifiers
  t.strictSame(merge('completed'), [['1', '2']])
  t.strictSame(merge('failed'), [['1'], ['2']])
})

test('a person without an id is referred to by the e-mail address', async t => {
  const redact = (customer: object) =>
    extract(
      'customers/redact',
      JSON.stringify({ shop_id: 1, shop_domain: 'fern-example.myshopify.com', customer }),
    ).references
  const email = 'zoe@example.com'
  t.strictSame(redact({ email }), [{ object: 'customer-of-email', id: email }])
  t.strictSame(redact({ id: 7, email }), [{ object: 'customer', id: '7' }])
})

test('who receives the parcel is somebody else, and not looked up', async t => {
  const { identifiers } = extract(
    'orders/create',
    JSON.stringify({
      email: 'zoe@example.com',
      billing_address: { phone: '+12025550143' },
      shipping_address: { name: 'Bo Vale', phone: '+12025550144' },
    }),
  )
  t.strictSame(identifiers, [['zoe@example.com'], []])
})

test('contact data of the shop and of its stores identify no customer', async t => {
  const place = { id: 1, phone: '+12025550111', email: 'owner@example.com', city: 'Bergen' }
  for (const topic of ['shop/update', 'app/uninstalled', 'locations/create', 'products/update']) {
    const { identifiers } = extract(topic, JSON.stringify(place))
    t.strictSame(identifiers.flat(), [], topic)
  }
  const { fields, identifiers } = extract('locations/create', JSON.stringify(place))
  t.strictSame(fields, ['/phone phone', '/email email', '/city postal_address'])
  t.strictSame(identifiers, [], 'a place is nobody')
})

test('what opens a page with the person’s data is gone once the body is decoded', async t => {
  const json = '{"id":1,"token":"t1","order_status_url":"u1","line_items":[{"cart_token":"t2"}]}'
  t.strictSame(extract('orders/create', json).data, { id: 1, line_items: [{}] })
})

test('whoever works for the shop is another than the customer of the same number', async t => {
  const order = JSON.stringify({ customer: { id: 7 }, user_id: 7, order_edit: { user_id: 8 } })
  t.strictSame(extract('orders/create', order).identifiers, [['7'], ['staff:7'], ['staff:8']])
  const edit = JSON.stringify({ created_by_staff_id: 'gid://shopify/StaffMember/7' })
  t.strictSame(extract('metaobjects/update', edit).identifiers, [['staff:7']])
})

test('a contact of a company is found as a customer, and by a number of their own', async t => {
  const body = {
    customer_admin_graphql_api_id: gid('7'),
    admin_graphql_api_id: 'gid://shopify/CompanyContact/4',
    title: 'Head of buying',
    company: { main_contact_admin_graphql_api_id: 'gid://shopify/CompanyContact/5' },
  }
  const { identifiers, fields } = extract('company_contacts/create', JSON.stringify(body))
  t.strictSame(identifiers, [['7', 'company_contact:4'], ['company_contact:5']])
  t.ok(fields.includes('/title employment'))
})

test('what is written on goods may be of somebody else, and finds nobody', async t => {
  const properties = [
    { name: 'Email', value: 'bo@example.org' },
    { name: 'Recipient e-mail', value: 'cy@example.org' },
  ]
  const body = { customer: { id: 7 }, line_items: [{ properties }, { properties: null }] }
  const { identifiers, fields } = extract('orders/create', JSON.stringify(body))
  t.strictSame(identifiers, [['7']])
  t.equal(fields.filter(field => field.endsWith(' email')).length, 2)
})

test('an object at the place of a list, and nothing at the place of an object, are taken', async t => {
  for (const value of [null, {}, [], '', 'x', { Gift: 'For Nora' }]) {
    const body = {
      ...{ email: 'zoe@example.com', note_attributes: value, metafields: value, tags: ['x'] },
      ...{ line_items: [{ properties: value, custom_attributes: value }], receipt: value },
    }
    const { identifiers } = extract('orders/create', JSON.stringify(body))
    t.strictSame(identifiers, [['zoe@example.com']], JSON.stringify(value))
  }
  const empty = { email: 'zoe@example.com', customer: null, payment_details: null, company: null }
  t.strictSame(extract('orders/create', JSON.stringify(empty)).identifiers, [['zoe@example.com']])
  const told = extract(
    'never/heard_of',
    JSON.stringify({ company: 'Ash Ltd', about: { email: 'a@example.com' } }),
  )
  t.strictSame(told.fields, ['/company employment', '/*/* email'])
})
