import { accountId, email, open, type PiiRow, phone } from '@conduit/core'

type IdRow = ReturnType<typeof accountId> & Pick<PiiRow, 'read'>

/** Whose they are, and where they count. */
export type Shared = Pick<PiiRow, 'person' | 'when' | 'unless'>

/** Some topics have the global id alone, whose digits are the id. */
export const customerId = idOf(/(?<=^gid:\/\/shopify\/Customer\/).+/, { object: 'customer' })

/** Somebody who buys for a company: a customer, with a number of their own in each company. */
export const contactId = idOf(/(?<=^gid:\/\/shopify\/CompanyContact\/).+/, {
  kind: 'company_contact',
})

/** Somebody who works for the shop. */
export const staffId = idOf(/(?<=^gid:\/\/shopify\/(StaffMember|User)\/).+/, { kind: 'staff' })

function idOf(match: RegExp, options: Parameters<typeof accountId>[0]): IdRow {
  return { ...accountId(options), read: { match } }
}

/** What the shop's own people name: goods, lists, places. It is nobody's in particular. */
export const named = { category: 'free_text', person: null } as const

/** Ids of objects, which come beside the numbers. */
const graphqlIds = ['admin_graphql_api_id', 'company_admin_graphql_api_id']

/** Most of an order and of a customer: money, times and states, which are nobody's. */
export const technicalNames: readonly string[] = [
  'total_*',
  'subtotal_*',
  'current_*',
  'original_total_*',
  'amount',
  'price',
  'currency',
  'presentment_currency',
  'created_at',
  'updated_at',
  'closed_at',
  'cancelled_at',
  'processed_at',
  'completed_at',
  'published_at',
  'issued_at',
  'due_at',
  'happened_at',
  'occurredAt',
  'estimated_delivery_at',
  'id',
  'app_id',
  'admin_graphql_api_*',
  'revision_id',
  'state',
  'status',
  'financial_status',
  'fulfillment_status',
  'shipment_status',
  'risk_level',
  'kind',
  'gateway',
  'service',
  'cancel_reason',
  'reason',
  'confirmation_number',
  'source_name',
  'authorization',
  'instrument_type',
  'api_client_id',
  'number',
  'order_number',
  'checkout_id',
  'order_id',
  'location_id',
  'shop_id',
  'merchant_*',
  'test',
  'currency_code',
  'tax_lines',
  'tax_exempt*',
  'payment_gateway_names',
  'payment_terms',
  'payment_schedules',
  'tracking_*',
  'shop_domain',
  'myshopify_domain',
  'last_order_*',
  'orders_count',
  'verified_email',
  'marketing_opt_in_level',
  'accepts_marketing*',
  'email_marketing_consent',
  'sms_marketing_consent',
  'whats_app_marketing_consent',
]

/**
 * What no row names is found by its own name, or its form.
 * @param technical names of what is nobody's
 */
export function otherRow(
  at: string,
  technical: readonly string[],
  reading: ReturnType<typeof open>,
  { unless, ...more }: Shared = {},
): PiiRow {
  return { path: `${at}/*others`, ...reading, ...more, unless: { ...unless, name: technical } }
}

/** Where something is. */
export function placeRows(at: string, more: Shared = {}): readonly PiiRow[] {
  const street = '{address1,address2,city,zip,province,province_code,zone_code}'
  const country = '{country,country_code,country_name,latitude,longitude}'
  return [
    { path: `${at}/${street}`, category: 'postal_address', ...more },
    { path: `${at}/${country}`, category: 'location', ...more },
  ]
}

/**
 * An address, the same wherever it stands. Its phone may be that of whoever receives the parcel.
 * @param at its place, `/billing_address`
 */
export function addressRows(at: string, more: Shared = {}): readonly PiiRow[] {
  const technical = ['id', 'default', 'created_at', 'updated_at', ...graphqlIds]
  return [
    ...placeRows(at, more),
    { path: `${at}/phone`, category: 'phone', ...more },
    { path: `${at}/{first_name,last_name,name,recipient}`, category: 'name', ...more },
    { path: `${at}/company`, category: 'employment', ...more },
    { path: `${at}/customer_id`, category: 'account_id', ...more },
    otherRow(at, technical, open({ others: null }), more),
  ]
}

/** Where a parcel goes, whose receiver is somebody else than who paid. */
export function destinationRows(at: string): readonly PiiRow[] {
  return [{ path: `${at}/email`, ...email(), person: at }, ...addressRows(at, { person: at })]
}

/**
 * A customer within something else.
 * @param at its place, `/customer`
 */
export function customerRows(at: string, more: Shared = {}): readonly PiiRow[] {
  const region = `${at}/default_address/country_code`
  return [
    { path: `${at}/id`, ...customerId, ...more },
    { path: `${at}/admin_graphql_api_id`, category: 'account_id', ...more },
    { path: `${at}/multipass_identifier`, ...accountId(), ...more },
    { path: `${at}/email`, ...email(), ...more },
    { path: `${at}/phone`, ...phone({ region }), ...more },
    { path: `${at}/{first_name,last_name}`, category: 'name', ...more },
    { path: `${at}/{note,tags,tags/*}`, category: 'free_text', ...more },
    ...addressRows(`${at}/{default_address,addresses/*}`, more),
    { path: `${at}/metafields`, ...metafields({ finds: true }), ...more },
    otherRow(at, technicalNames, open({ others: null, finds: true }), more),
  ]
}

/** Fields that the shop or its apps add to an object: name space, name and type are technical. */
export function metafields(options: { readonly finds?: true } = {}): ReturnType<typeof open> {
  return open({ ...options, skip: /^(namespace|type|owner_resource|[a-z_]*_(id|at)|id)$/ })
}

/** Most of a line: money, goods and their numbers. */
const lineNames: readonly string[] = [
  ...['id', 'key', 'sku', 'grams', 'price*', 'quantity', 'current_quantity', 'gift_card', 'duties'],
  ...['fulfillable_quantity', 'fulfillment_*', 'variant_*', 'product_*', 'total_*', 'tax*'],
  ...['discount*', 'original_*', 'requires_shipping', 'admin_graphql_api_id', 'applied_discount'],
]

/**
 * One line of goods. What the buyer wrote on it may be for somebody else.
 * @param at its place, `/line_items/*`
 */
export function lineRows(at: string): readonly PiiRow[] {
  return [
    { path: `${at}/{properties,custom_attributes}`, ...open() },
    { path: `${at}/{title,name,variant_title,vendor}`, ...named },
    { path: `${at}/{presentment_title,presentment_variant_title}`, ...named },
    { path: `${at}/attributed_staffs/*/id`, ...staffId, person: `${at}/attributed_staffs/*` },
    { path: `${at}/user_id`, ...staffId, person: `${at}/user_id` },
    ...addressRows(`${at}/destination_location`, { person: `${at}/destination_location` }),
    ...addressRows(`${at}/origin_location`, { person: null }),
    otherRow(at, lineNames, open({ others: null })),
  ]
}

/**
 * How somebody pays: a card, a PayPal account, a bank account. Its holder need not be the customer.
 * @param at its place, `/payment_instrument`
 */
export function instrumentRows(at: string): readonly PiiRow[] {
  const technical = [
    ...['brand', 'source', 'avs_result_code', 'cvv_result_code', 'payment_method_name'],
    ...['credit_card_company', 'credit_card_wallet'],
  ]
  return [
    { path: `${at}/{name,credit_card_name}`, category: 'name' },
    { path: `${at}/{last_digits,month,year,credit_card_number}`, category: 'payment' },
    ...addressRows(`${at}/billing_address`),
    otherRow(at, technical, open({ others: 'payment' })),
  ]
}

/**
 * Money that was taken or given back, with what the payment service answered.
 * @param at its place, `/transactions/*`; empty: at the top
 */
export function transactionRows(at: string): readonly PiiRow[] {
  return [
    ...instrumentRows(`${at}/payment_details`),
    { path: `${at}/receipt`, ...open() },
    { path: `${at}/message`, category: 'free_text' },
    { path: `${at}/user_id`, ...staffId, person: `${at}/user_id` },
  ]
}

/**
 * A company that buys.
 * @param at its place, `/company`
 */
export function companyRows(at: string, more: Shared = {}): readonly PiiRow[] {
  const main = `${at}/main_contact_admin_graphql_api_id`
  return [
    { path: `${at}/name`, category: 'employment', ...more },
    { path: `${at}/note`, category: 'free_text', ...more },
    { path: `${at}/external_id`, category: 'account_id', ...more },
    { path: main, ...contactId, ...more, person: main },
  ]
}

/**
 * Somebody who buys for a company.
 * @param at its place, `/company_contact`
 */
export function contactRows(at: string, more: Shared = {}): readonly PiiRow[] {
  return [
    { path: `${at}/customer_admin_graphql_api_id`, ...customerId, ...more },
    { path: `${at}/admin_graphql_api_id`, ...contactId, ...more },
    { path: `${at}/title`, category: 'employment', ...more },
    { path: `${at}/locale`, category: 'demographic', ...more },
    ...companyRows(`${at}/company`, more),
  ]
}

/**
 * A place of a company that buys. Whoever takes its parcels or its bills is named in the address.
 * @param at its place, `/company_location`
 */
export function companyLocationRows(at: string, more: Shared = {}): readonly PiiRow[] {
  const shipping = `${at}/shipping_address`
  return [
    { path: `${at}/name`, category: 'employment', ...more },
    { path: `${at}/external_id`, category: 'account_id', ...more },
    { path: `${at}/phone`, category: 'phone', ...more },
    { path: `${at}/note`, category: 'free_text', ...more },
    { path: `${at}/locale`, category: 'demographic', ...more },
    { path: `${at}/tax_registration/tax_id`, category: 'government_id', ...more },
    { path: `${at}/tax_settings/tax_registration_id`, category: 'government_id', ...more },
    ...addressRows(`${at}/billing_address`, more),
    ...addressRows(shipping, { ...more, person: shipping }),
    ...companyRows(`${at}/company`, more),
  ]
}

/** The names under which topics of the warehouse have an order of theirs. */
export const fulfillmentOrders =
  '/{fulfillment_order,original_fulfillment_order,submitted_fulfillment_order,moved_fulfillment_order,replacement_fulfillment_order,remaining_fulfillment_order}'

/**
 * What the warehouse is told of a parcel: to whom, how, and who asked for what.
 * @param at its place, `/fulfillment_order`; empty: at the top
 */
export function fulfillmentOrderRows(at: string): readonly PiiRow[] {
  const technical =
    /^(id|[a-z_]+_(at|time)|method_type|service_code|source_reference|branded_promise)$/
  return [
    { path: `${at}/delivery_method`, ...open({ others: null, skip: technical }) },
    ...addressRows(`${at}/assigned_location`, { person: null }),
    { path: `${at}/fulfillment_holds/*/reason_notes`, category: 'free_text' },
    { path: `${at}/merchant_requests/*/message`, category: 'free_text' },
  ]
}

/**
 * A gift card, whose receiver is somebody else than who bought it.
 * @param at its place, `/gift_card`; empty: at the top
 */
export function giftCardRows(at: string): readonly PiiRow[] {
  const person = `${at}/recipient_attributes`
  return [
    { path: `${at}/recipient_id`, ...customerId, person: `${at}/recipient_id` },
    { path: `${person}/id`, ...customerId, person },
    { path: `${person}/email`, ...email(), person },
    { path: `${person}/{name,preferred_name}`, category: 'name', person },
    { path: `${person}/message`, category: 'free_text', person },
    { path: `${person}/*others`, ...open({ others: null }), person },
  ]
}
