import { accountId, email, type PiiRow, phone, type RowCondition, type Tables } from '@conduit/core'

/** The channel of topics that tell a choice; the documentation has two names for each. */
export const consentChannels: ReadonlyMap<string, 'email' | 'sms'> = new Map([
  ['customers_email_marketing_consent/update', 'email'],
  ['customers/email_marketing_consent_update', 'email'],
  ['customers_marketing_consent/update', 'sms'],
  ['customers/marketing_consent_update', 'sms'],
])

/** Some topics have the global id alone, whose digits are the id. */
const customerId = {
  ...accountId({ object: 'customer' }),
  read: { match: /(?<=^gid:\/\/shopify\/Customer\/).+/ },
} as const
const ofShops: RowCondition = { type: ['app/uninstalled', 'shop/update'] }
/** Topics whose outermost contact data are a customer's; those of shops and locations are not. */
const ofPeople: RowCondition = {
  type: ['customer*', 'orders/*', 'draft_orders/*', 'checkouts/*', 'carts/*', 'fulfillments/*'],
}
const isCustomer: RowCondition = { '/admin_graphql_api_id': ['gid://shopify/Customer/*'] }
const isDone: RowCondition = { '/status': ['completed', 'COMPLETED'] }
const region = '/customer/default_address/country_code'
const mergedAway = '/admin_graphql_api_customer_deleted_id'

/** Whose they are, and where they count. */
type Shared = Pick<PiiRow, 'person' | 'when'>

function placeRows(at: string, more: Shared = {}): readonly PiiRow[] {
  const street = '{address1,address2,city,zip,province,province_code}'
  const country = '{country,country_code,country_name,latitude,longitude}'
  return [
    { path: `${at}/${street}`, category: 'postal_address', ...more },
    { path: `${at}/${country}`, category: 'location', ...more },
    { path: `${at}/phone`, category: 'phone', ...more },
  ]
}

/** Its phone may be that of whoever receives the parcel. */
const addressRows: typeof placeRows = (at, more) => [
  ...placeRows(at, more),
  { path: `${at}/{first_name,last_name,name}`, category: 'name', ...more },
  { path: `${at}/company`, category: 'employment', ...more },
  { path: `${at}/customer_id`, category: 'account_id', ...more },
]

const pii: readonly PiiRow[] = [
  { path: '/id', ...customerId, when: { type: ['customers/*', 'customers_marketing_consent/*'] } },
  { path: '/{customer/id,customer_id,customerId}', ...customerId },
  { path: '/admin_graphql_api_customer_kept_id', ...customerId },
  { path: mergedAway, ...customerId, when: isDone },
  // As long as they are not merged they may be two people.
  { path: mergedAway, ...customerId, unless: isDone, person: mergedAway },
  { path: '/customer/admin_graphql_api_id', category: 'account_id' },
  { path: '/admin_graphql_api_id', category: 'account_id', when: isCustomer },
  { path: '/{,customer/}multipass_identifier', ...accountId() },
  { path: '/email', ...email(), when: ofPeople },
  { path: '/{contact_email,customer/email,email_address}', ...email() },
  // Without a customer's id this is how the shop finds the person.
  {
    path: '/{email,customer/email}',
    category: 'email',
    reference: { object: 'customer-of-email' },
    when: { type: ['customers/data_request', 'customers/redact', 'orders/*'] },
    unless: { '/customer/id': ['*'] },
  },
  { path: '/{phone,customer/phone}', ...phone({ region }), when: ofPeople },
  { path: '/{,customer/}{first_name,last_name}', category: 'name', when: ofPeople },
  ...addressRows('/billing_address'),
  ...addressRows('/{customer/default_address,default_address,addresses/*}'),
  // Often somebody else: the one who receives the parcel.
  ...addressRows('/shipping_address', { person: '/shipping_address' }),
  ...addressRows('/destination', { person: '/destination' }),
  { path: '/shipping_lines/*/phone', category: 'phone', person: '/shipping_lines/*' },
  { path: '/{,client_details/}browser_ip', category: 'ip_address' },
  { path: '/client_details/{user_agent,session_hash}', category: 'device_id' },
  { path: '/{customer_locale,client_details/accept_language}', category: 'demographic' },
  { path: '/{note,customer/note,customer/tags}', category: 'free_text' },
  { path: '/tags{,/*}', category: 'free_text', when: ofPeople },
  { path: '/{note_attributes/*,line_items/*/properties/*}/value', category: 'free_text' },
  { path: '/errors/*/message', category: 'free_text', when: { type: ['customers/merge'] } },
  { path: '/payment_details/credit_card_number', category: 'payment' },
  { path: '/payment_details/credit_card_name', category: 'name' },
  // The merchant's own, who is nobody's customer here.
  { path: '/{email,customer_email}', category: 'email', when: ofShops },
  { path: '/shop_owner', category: 'name', when: ofShops },
  ...placeRows('', { when: ofShops }),
]

const orderLife = [
  'create',
  'updated',
  'paid',
  'fulfilled',
  'partially_fulfilled',
  'cancelled',
  'edited',
  'delete',
]
const sales = [
  'draft_orders',
  'returns',
  'disputes',
  'subscription_contracts',
  'fulfillments',
  'fulfillment_events',
]
const byState = 'subscribed: consent.granted; unsubscribed: consent.withdrawn'

/** Shopify as data. @see https://shopify.dev/docs/api/webhooks/latest */
export const tables: Tables = {
  events: [
    { type: 'customers/create', meaning: 'subject.created' },
    { type: 'customers/{update,enable,disable,merge}', meaning: 'subject.updated' },
    { type: 'customer.{tags_added,tags_removed}', meaning: 'subject.updated' },
    { type: 'customers/delete', meaning: 'subject.deleted' },
    { type: `{${[...consentChannels.keys()]}}`, meaning: 'processing', note: byState },
    { type: `orders/{${orderLife}}`, meaning: 'transaction' },
    { type: '{refunds,order_transactions}/create', meaning: 'transaction' },
    { type: `{${sales}}/*`, meaning: 'transaction' },
    { type: 'customers/data_request', meaning: 'request.access' },
    { type: '{customers,shop}/redact', meaning: 'request.erasure', note: 'shop: all its people' },
    { type: '{app/uninstalled,app/scopes_update,shop/update}', meaning: 'lifecycle' },
    { type: '*', meaning: 'processing', note: 'checkouts, carts, products and all others' },
  ],
  pii,
}
