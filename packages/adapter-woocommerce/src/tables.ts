import {
  accountId,
  email,
  open,
  type PiiRow,
  phone,
  type RowCondition,
  type Tables,
} from '@conduit/core'
import { lineNames, resourceNames, technicalKeys } from './resource-names.ts'

const customerId = accountId({ object: 'customer' })

/** Hooks of custom topics of which the argument is a customer's number. */
const hooks = {
  created: ['created_customer', 'new_customer'],
  updated: ['update_customer', 'save_account_details', 'customer_save_address'],
  deleted: ['delete_customer'],
} as const
const customerHooks = Object.values(hooks).flat().map(topicOf)
const orderHooks = ['new_order', 'checkout_*', 'payment_complete*', 'thankyou', 'order_*']
const subscriptionHooks = ['subscription_*', 'scheduled_subscription_*']

function topicOf(hook: string): string {
  return `action.woocommerce_${hook}`
}

/** One's address, in the spelling of any API version, and what plugins add to it. */
function addressRows(at: string, person?: string): readonly PiiRow[] {
  const region = `${at}/country`
  const rows: readonly PiiRow[] = [
    { path: `${at}/email`, ...email() },
    { path: `${at}/phone`, ...phone({ region }) },
    { path: `${at}/{first_name,last_name}`, category: 'name' },
    { path: `${at}/company`, category: 'employment' },
    { path: `${at}/{address_1,address_2,city,postcode,state}`, category: 'postal_address' },
    { path: region, category: 'location' },
    // Tax numbers, house numbers, dates of birth, further phones: checkouts differ by country.
    { path: `${at}/*others`, ...open({ finds: true, region }) },
  ]
  return person === undefined ? rows : rows.map(row => ({ ...row, person }))
}

/** Whoever receives the parcel is often somebody else. */
function addressesRows(at = ''): readonly PiiRow[] {
  return ['', '_address'].flatMap(ending => [
    ...addressRows(`${at}/billing${ending}`),
    ...addressRows(`${at}/shipping${ending}`, `${at}/shipping${ending}`),
  ])
}

/** A customer: the resource itself, or beside an order in the oldest API. */
function customerRows(at = ''): readonly PiiRow[] {
  return [
    { path: `${at}/username`, category: 'account_id' },
    { path: `${at}/email`, ...email() },
    { path: `${at}/{first_name,last_name}`, category: 'name' },
    // A Gravatar's path is a hash of the e-mail address.
    { path: `${at}/avatar_url`, category: 'photo' },
    ...addressesRows(at),
  ]
}

/** What plugins and checkouts keep of the buyer. */
const own = { finds: true, region: '/billing/country' } as const
const metaOfPerson = '{meta_data,meta,order_meta,customer_meta,profile_fields}'
const line = '/{line_items,shipping_lines,fee_lines,coupon_lines,tax_lines,refunds}/*'

/** What a person typed may say more than the name of its field. */
const typed: PiiRow = {
  path: '/meta_data/*/value',
  category: 'free_text',
  unless: { '/meta_data/*/key': ['_*', 'pa_*'] },
}

/** In what plugins send, the customer may be a name or an address. */
const isId: RowCondition = { '/customer': [...'0123456789'].map(digit => `${digit}*`) }

const order: readonly PiiRow[] = [
  { path: '/{customer_id,user_id}', ...customerId },
  { path: '/customer', ...customerId, when: isId },
  { path: '/customer', category: 'name', unless: isId },
  { path: '/customer', ...email(), when: { '/customer': { shape: 'email' } } },
  { path: '/customer/id', ...customerId },
  // A guest has no other key at the shop.
  { path: '/{billing,billing_address}/email', ...email({ object: 'orders-of-email' }) },
  { path: '/{customer_ip_address,customer_ip}', category: 'ip_address' },
  { path: '/customer_user_agent', category: 'device_id' },
  { path: '/{customer_note,note,reason}', category: 'free_text' },
  { path: '/{transaction_id,payment_method_title}', category: 'payment' },
  { path: '/payment_details/{transaction_id,method_title}', category: 'payment' },
  // Of the staff, who are users of the shop as customers are.
  { path: '/refunded_by', ...customerId, person: '/refunded_by' },
  { path: `${line}/reason`, category: 'free_text' },
  { path: `${line}/{meta_data,meta}`, ...open({ skip: technicalKeys }) },
  // The shop's own words, for a product or a price.
  {
    path: `${line}/{name,parent_name,method_title,label,title,code}`,
    category: 'free_text',
    person: null,
  },
  { path: `${line}/*others`, ...open({ skip: technicalKeys }), unless: { name: lineNames } },
]

const review: readonly PiiRow[] = [
  { path: '/{reviewer,name}', category: 'name' },
  { path: '/reviewer_email', ...email() },
  { path: '/review', category: 'free_text' },
  { path: '/reviewer_avatar_urls/*', category: 'photo' },
]

/** Who may use a coupon, where an entry can be a pattern, `*@example.com`, and who did. */
const allowed = '/email_restrictions/*'
const used = '/used_by/*'
const isAddress = (at: string): RowCondition => ({ [at]: { shape: 'email' } })
const coupon: readonly PiiRow[] = [
  { path: allowed, category: 'email', person: allowed },
  {
    path: allowed,
    ...email(),
    person: allowed,
    when: isAddress(allowed),
    unless: { [allowed]: ['**'] },
  },
  { path: used, ...email(), person: used, when: isAddress(used) },
  { path: used, ...customerId, person: used, unless: isAddress(used) },
]

const things = ['product.*', 'coupon.*']
const reviews = ['review.*', 'product_review.*']
const of = (types: readonly string[], rows: readonly PiiRow[]) =>
  rows.map(row => ({ ...row, when: { ...row.when, type: types } }))

/** WooCommerce as data. @see https://woocommerce.github.io/woocommerce-rest-api-docs/ */
export const tables: Tables = {
  events: [
    { type: 'customer.created', meaning: 'subject.created' },
    { type: 'customer.deleted', meaning: 'subject.deleted', note: 'role “customer” only' },
    { type: 'customer.*', meaning: 'subject.updated', note: 'updated, and what plugins add' },
    {
      type: '{order,subscription}.deleted',
      meaning: 'transaction',
      note: 'moved to the trash',
      nobody:
        'holds the number of an order and nothing else; the order came with its person before',
    },
    {
      type: 'order.*',
      meaning: 'transaction',
      note: 'created, by guests as well; updated, refunds too; restored; what plugins add',
    },
    { type: 'subscription.*', meaning: 'transaction', note: 'of WooCommerce Subscriptions' },
    { type: '{refund,order_refund}.*', meaning: 'transaction' },
    { type: '{booking,wc_booking,appointment,wc_appointment}.*', meaning: 'transaction' },
    { type: '{user_membership,membership}.*', meaning: 'transaction' },
    { type: '{review,product_review}.*', meaning: 'communication', note: 'of a product' },
    { type: `{${hooks.created.map(topicOf)}}`, meaning: 'subject.created' },
    { type: `{${hooks.updated.map(topicOf)}}`, meaning: 'subject.updated' },
    { type: `{${hooks.deleted.map(topicOf)}}`, meaning: 'subject.deleted' },
    {
      type: `{${[...orderHooks, ...subscriptionHooks].map(topicOf)}}`,
      meaning: 'transaction',
      nobody:
        'holds the number of an order; the order and its person come under order.updated or subscription.updated',
    },
    {
      type: 'action.woocommerce_new_customer_note*',
      meaning: 'communication',
      nobody: 'holds the number of an order and what its customer was told, and not who that is',
    },
    { type: '{product,coupon}.*', meaning: 'processing' },
    { type: 'action.*', meaning: 'processing', note: 'custom topics: any hook of the shop' },
    { type: '*', meaning: 'processing', note: 'topics of other plugins' },
  ],
  pii: [
    ...of(['customer.*', ...customerHooks], [{ path: '/{id,arg}', ...customerId }]),
    { path: '/arg', ...open({ finds: true }) },
    ...of(reviews, review),
    ...of(['coupon.*'], coupon),
    // A seller, or whoever wrote it: what names and forms tell.
    { path: '', ...open({ others: null }), person: null, when: { type: things } },
    ...[
      ...customerRows(),
      ...customerRows('/customer'),
      { path: '/customer/*others', ...open(own), unless: { name: resourceNames } },
      ...order,
      { path: `/${metaOfPerson}`, ...open({ ...own, skip: technicalKeys }) },
      typed,
      { path: '/*others', ...open(own), unless: { name: resourceNames } },
    ].map((row: PiiRow): PiiRow => ({ ...row, unless: { ...row.unless, type: things } })),
  ],
}
