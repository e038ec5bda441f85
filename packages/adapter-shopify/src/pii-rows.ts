import { email, open, type PiiRow, phone, type RowCondition } from '@conduit/core'
import {
  addressRows,
  companyLocationRows,
  companyRows,
  contactRows,
  customerId,
  customerRows,
  destinationRows,
  fulfillmentOrderRows,
  fulfillmentOrders,
  giftCardRows,
  instrumentRows,
  lineRows,
  metafields,
  named,
  otherRow,
  placeRows,
  staffId,
  technicalNames,
  transactionRows,
} from './structures.ts'

const customers = ['customers/*']
/** Topics beside those whose outermost contact data are a customer's. */
const people = [
  ...['customers_*', 'customer_*', 'orders/*', 'draft_orders/*', 'checkouts/*', 'carts/*'],
  ...['fulfillments/*', 'returns/*', 'subscription_contracts/*', 'gift_cards/*'],
]
/** Topics of what a shop offers and where it is: people are in its texts at most. */
const things = [
  ...['product*', 'collection*', 'inventory_*', 'variants/*', 'scheduled_product_listings/*'],
  ...['selling_plan_groups/*', 'discounts/*', 'segments/*', 'customer_groups/*', 'profiles/*'],
  ...['metaobjects/*', 'metafield_definitions/*', 'markets/*', 'themes/*', 'domains/*'],
  ...['locales/*', 'channels/*', 'bulk_operations/*', 'app_*', 'tax_services/*', 'locations/*'],
]
const ofShops: RowCondition = { type: ['app/uninstalled', 'shop/update'] }
const ofPeople: RowCondition = { type: people }
const ofThings: RowCondition = { type: things }
const isDone: RowCondition = { '/status': ['completed', 'COMPLETED'] }
const mergedAway = '/admin_graphql_api_customer_deleted_id'
/** Whom an event is about. */
const subjectRows: readonly PiiRow[] = [
  ...customerRows('', { when: { type: customers } }),
  ...customerRows('/customer'),
  { path: '/id', ...customerId, when: { type: ['customers_*'] } },
  { path: '/{customer_id,customerId,admin_graphql_api_customer_id}', ...customerId },
  { path: '/admin_graphql_api_customer_kept_id', ...customerId },
  { path: mergedAway, ...customerId, when: isDone },
  // As long as they are not merged they may be two people.
  { path: mergedAway, ...customerId, unless: isDone, person: mergedAway },
  { path: '/errors/*/message', category: 'free_text', when: { type: ['customers/merge'] } },
  { path: '/email', ...email(), when: ofPeople },
  { path: '/{contact_email,email_address}', ...email() },
  // Without a customer's id this is how the shop finds the person.
  {
    path: '/{email,customer/email}',
    category: 'email',
    reference: { object: 'customer-of-email' },
    when: { type: ['customers/data_request', 'customers/redact', 'orders/*'] },
    unless: { '/customer/id': ['*'] },
  },
  {
    path: '/{phone,phone_number,sms_marketing_phone}',
    ...phone({ region: '/customer/default_address/country_code' }),
    when: ofPeople,
  },
]

const addresses: readonly PiiRow[] = [
  ...addressRows('/billing_address'),
  // Often somebody else: the one who receives the parcel.
  ...addressRows('/shipping_address', { person: '/shipping_address' }),
  ...destinationRows('/{,fulfillments/*/}destination'),
  ...addressRows('/{,fulfillments/*/}origin_address', { person: null }),
  { path: '/shipping_lines/*/phone', category: 'phone', person: '/shipping_lines/*' },
  // Where a parcel is.
  ...placeRows('', { unless: ofThings }),
  ...placeRows('', { when: ofThings, person: null }),
]

/** Orders, and what stands in the same way in checkouts, carts, drafts and parcels. */
const orderRows: readonly PiiRow[] = [
  { path: '/{,client_details/}browser_ip', category: 'ip_address' },
  { path: '/client_details/{user_agent,session_hash}', category: 'device_id' },
  { path: '/{customer_locale,client_details/accept_language}', category: 'demographic' },
  {
    path: '/{note,staff_note,order_edit/staff_note}',
    category: 'free_text',
    unless: { type: customers },
  },
  // Where somebody came from, and what the one who ordered or an app wrote.
  { path: '/{landing_site,landing_site_ref,referring_site,source_url}', category: 'free_text' },
  { path: '/{po_number,reference,source_identifier}', category: 'free_text' },
  { path: '/discount_codes/*/code', category: 'free_text' },
  { path: '/{,line_items/*/}applied_discount/{title,description}', category: 'free_text' },
  { path: '/discount_applications/*/{title,description,code}', ...named },
  { path: '/shipping_lines/*/{title,code}', ...named },
  { path: '/{shipping_line,line_item_groups/*}/title', ...named },
  { path: '/{note_attributes,custom_attributes,attributes}', ...open({ finds: true }) },
  { path: '/tags{,/*}', category: 'free_text', unless: { type: [...customers, ...things] } },
  ...lineRows('/line_items/*'),
  ...lineRows('/fulfillments/*/line_items/*'),
  ...lineRows('/{,refunds/*/}refund_line_items/*/line_item'),
  ...lineRows('/{,returns/*/}return_line_items/*/fulfillment_line_item/line_item'),
  { path: '/order_edit/user_id', ...staffId, person: '/order_edit/user_id' },
  { path: '/refunds/*/user_id', ...staffId, person: '/refunds/*/user_id' },
  { path: '/refunds/*/note', category: 'free_text' },
]

const moneyRows: readonly PiiRow[] = [
  ...transactionRows(''),
  ...transactionRows('/{,refunds/*/}transactions/*'),
  ...instrumentRows('/payment_instrument'),
  { path: '/{,fulfillments/*/}receipt', ...open() },
  { path: '/error_message', category: 'free_text' },
  { path: '/{evidence,dispute_evidence}', ...open() },
  ...giftCardRows(''),
  ...giftCardRows('/gift_card'),
]

/** What comes back, and what the warehouse is told. */
const parcelRows: readonly PiiRow[] = [
  {
    path: '/{,returns/*/}return_line_items/*/{customer_note,return_reason_note}',
    category: 'free_text',
  },
  { path: '/{,returns/*/}decline/note', category: 'free_text' },
  ...fulfillmentOrderRows(''),
  ...fulfillmentOrderRows(fulfillmentOrders),
  ...destinationRows(`${fulfillmentOrders}/destination`),
  { path: '/{,created_}fulfillment_hold/reason_notes', category: 'free_text' },
  { path: '/progress_report/reason_notes', category: 'free_text' },
  { path: '/fulfillment_order_merchant_request/message', category: 'free_text' },
  {
    path: '/{progress_report/progress_reported,progress_stopped}_by_user/id',
    ...staffId,
    person: '/{progress_report/progress_reported,progress_stopped}_by_user',
  },
]

const businessRows: readonly PiiRow[] = [
  // In an address it is a text.
  { path: '/company', category: 'employment' },
  ...companyRows('', { when: { type: ['companies/*'] } }),
  ...companyRows('/company', { unless: { type: ['company_contacts/*', 'company_locations/*'] } }),
  ...contactRows('', { when: { type: ['company_contacts/*'] } }),
  ...contactRows('/company_contact'),
  ...companyLocationRows('', { when: { type: ['company_locations/*'] } }),
  ...companyLocationRows('/company_location'),
  { path: '/company_contact_role/name', ...named },
]

/** The shop itself, its people, and what they name. */
const shopRows: readonly PiiRow[] = [
  // The merchant's own, who is nobody's customer here.
  { path: '/customer_email', category: 'email', when: ofShops },
  { path: '/shop_owner', category: 'name', when: ofShops },
  { path: '/name', category: 'employment', when: ofShops },
  { path: '/name', category: 'name', when: { type: ['finance_*', 'shipping_addresses/*'] } },
  {
    path: '/{name,title,description,body_html,vendor,handle,query,product_type}',
    ...named,
    when: ofThings,
  },
  { path: '/{display_name,summary,tags,tags/*}', ...named, when: ofThings },
  { path: '/redeem_code/code', ...named },
  { path: '/fields', ...open(), person: null, when: { type: ['metaobjects/*'] } },
  { path: '/{user,staff_member}', ...open({ finds: true }), person: '/{user,staff_member}' },
  { path: '/created_by_staff_id', ...staffId, person: '/created_by_staff_id' },
]

const audited = { when: { type: ['audit_events/*'] }, person: '/events/*' } as const

const auditRows: readonly PiiRow[] = [
  { path: '/events/*/event/actor/on_behalf_of/user_email', ...email(), ...audited },
  {
    path: '/events/*/event/context/context_metadata/client_ip',
    category: 'ip_address',
    ...audited,
  },
  {
    path: '/events/*/event/context/context_metadata/user_agent',
    category: 'device_id',
    ...audited,
  },
  { path: '/events/*/event/additional_metadata', ...open(), ...audited },
]

/** What rows do not name is found by its own name, or its form. */
const otherRows: readonly PiiRow[] = [
  { path: '/email', category: 'email', unless: { type: [...customers, ...people, ...things] } },
  {
    path: '/phone',
    category: 'phone',
    unless: { type: [...customers, ...people, ...things, 'company_locations/*'] },
  },
  { path: '/{phone_number,sms_marketing_phone}', category: 'phone', unless: ofPeople },
  { path: '/email', category: 'email', person: null, when: ofThings },
  { path: '/phone', category: 'phone', person: null, when: ofThings },
  {
    path: '/metafields',
    ...metafields({ finds: true }),
    unless: { type: [...customers, ...things] },
  },
  { path: '/metafields', ...metafields(), person: null, when: ofThings },
  otherRow('', technicalNames, open({ others: null }), {
    unless: { type: [...customers, ...things] },
  }),
  otherRow('', technicalNames, open({ others: null }), { person: null, when: ofThings }),
]

/** Where personal data stand. @see https://shopify.dev/docs/api/webhooks/latest */
export const piiRows: readonly PiiRow[] = [
  ...subjectRows,
  ...addresses,
  ...orderRows,
  ...moneyRows,
  ...parcelRows,
  ...businessRows,
  ...shopRows,
  ...auditRows,
  ...otherRows,
]
