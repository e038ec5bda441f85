import { accountId, email, type PiiRow, phone, type Tables } from '@conduit/core'

/** Plugins keep what is theirs under names with an underscore, and some of it is the person's. */
const idKeys = ['_stripe_customer_id', '_paypal_payer_id', '_mollie_customer_id']
const groups = ['billing', 'shipping', 'other'].map(group => `_wc_${group}/*`)
const typedKeys = ['_billing_*', '_shipping_*', ...groups, '_vat_number']
const meta = '/meta_data/*/value{,/*}'
const metaKey = '/meta_data/*/key'
const address = '{address_1,address_2,city,postcode,state}'
const shipping = { person: '/shipping' }

const shared: readonly PiiRow[] = [
  { path: '/billing/phone', ...phone({ region: '/billing/country' }) },
  { path: '/billing/{first_name,last_name}', category: 'name' },
  { path: '/billing/company', category: 'employment' },
  { path: `/billing/${address}`, category: 'postal_address' },
  { path: '/billing/country', category: 'location' },
  // Often somebody else: the one who receives the parcel.
  { path: '/shipping/phone', category: 'phone', ...shipping },
  { path: '/shipping/{first_name,last_name}', category: 'name', ...shipping },
  { path: '/shipping/company', category: 'employment', ...shipping },
  { path: `/shipping/${address}`, category: 'postal_address', ...shipping },
  { path: '/shipping/country', category: 'location', ...shipping },
  { path: meta, category: 'free_text', unless: { [metaKey]: ['_*'] } },
  { path: meta, category: 'free_text', when: { [metaKey]: typedKeys } },
  { path: meta, category: 'account_id', when: { [metaKey]: idKeys } },
]

const customer: readonly PiiRow[] = [
  { path: '/id', ...accountId({ object: 'customer' }) },
  { path: '/username', category: 'account_id' },
  { path: '/{,billing/}email', ...email() },
  { path: '/{first_name,last_name}', category: 'name' },
  // A Gravatar's path is a hash of the e-mail address.
  { path: '/avatar_url', category: 'photo' },
]

const order: readonly PiiRow[] = [
  { path: '/customer_id', ...accountId({ object: 'customer' }) },
  // A guest has no other key at the shop.
  { path: '/billing/email', ...email({ object: 'orders-of-email' }) },
  { path: '/customer_ip_address', category: 'ip_address' },
  { path: '/customer_user_agent', category: 'device_id' },
  { path: '/{customer_note,refunds/*/reason}', category: 'free_text' },
  { path: '/transaction_id', category: 'payment' },
  {
    path: '/line_items/*/meta_data/*/value{,/*}',
    category: 'free_text',
    // `pa_…` is a chosen attribute of the product, a colour.
    unless: { '/line_items/*/meta_data/*/key': ['_*', 'pa_*'] },
  },
]

/** Addresses that may use a coupon; an entry can be a pattern, `*@example.com`. */
const coupon: readonly PiiRow[] = [
  { path: '/email_restrictions/*', category: 'email', person: '/email_restrictions/*' },
]

/** `/id` is a person in one resource only. */
const of = (types: readonly string[], rows: readonly PiiRow[]) =>
  rows.map(row => ({ ...row, when: { ...row.when, type: types } }))

/** WooCommerce as data. @see https://woocommerce.github.io/woocommerce-rest-api-docs/ */
export const tables: Tables = {
  events: [
    { type: 'customer.created', meaning: 'subject.created' },
    { type: 'customer.updated', meaning: 'subject.updated' },
    { type: 'customer.deleted', meaning: 'subject.deleted', note: 'role “customer” only' },
    { type: 'order.created', meaning: 'transaction', note: 'orders of guests as well' },
    { type: 'order.updated', meaning: 'transaction', note: 'any change, refunds too' },
    { type: 'order.deleted', meaning: 'transaction', note: 'moved to the trash' },
    { type: 'order.restored', meaning: 'transaction', note: 'taken out of the trash' },
    { type: 'product.*', meaning: 'processing' },
    { type: 'coupon.*', meaning: 'processing' },
    { type: 'action.*', meaning: 'processing', note: 'custom topics: any hook of the shop' },
    { type: '*', meaning: 'processing', note: 'everything else' },
  ],
  pii: [
    ...of(['customer.*'], customer),
    ...of(['order.*'], order),
    ...of(['customer.*', 'order.*'], shared),
    ...of(['coupon.*'], coupon),
  ],
}
