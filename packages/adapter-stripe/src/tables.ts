import { accountId, email, type PiiRow, phone, type Tables } from '@conduit/core'

const street = 'address/{line1,line2,city,postal_code,state}'
const country = 'address/country'

/** Rows for an API object at `o`: `/data/object` in a snapshot, `''` where we read it ourselves. */
function objectRows(o: string): readonly PiiRow[] {
  const isCustomer = { [`${o}/object`]: ['customer'] }
  const isPerson = { [`${o}/object`]: ['person'] }
  const isEither = { [`${o}/object`]: ['customer', 'person'] }
  const isTaxId = { [`${o}/object`]: ['tax_id'] }
  const failed = 'last_payment_error/payment_method/'
  return [
    { path: `${o}/id`, ...accountId({ object: 'customer' }), when: isCustomer },
    { path: `${o}/id`, ...accountId({ object: 'person' }), when: isPerson },
    { path: `${o}/customer_account`, ...accountId() },
    { path: `${o}/customer{,/id}`, ...accountId({ object: 'customer' }) },
    { path: `${o}/email`, ...email(), when: isEither },
    { path: `${o}/{receipt_email,customer_email}`, ...email() },
    { path: `${o}/phone`, ...phone({ region: `${o}/${country}` }), when: isEither },
    { path: `${o}/customer_phone`, ...phone({ region: `${o}/customer_${country}` }) },
    { path: `${o}/name`, category: 'name', when: isCustomer },
    { path: `${o}/{individual_name,customer_name}`, category: 'name' },
    { path: `${o}/{first,last,maiden}_name{,_kana,_kanji}`, category: 'name', when: isPerson },
    { path: `${o}/full_name_aliases/*`, category: 'name', when: isPerson },
    { path: `${o}/${street}`, category: 'postal_address', when: isEither },
    { path: `${o}/${country}`, category: 'location', when: isEither },
    { path: `${o}/{registered_,customer_}${street}`, category: 'postal_address' },
    { path: `${o}/{registered_,customer_}${country}`, category: 'location' },
    ...contactRows(`${o}/billing_details`),
    ...contactRows(`${o}/customer_details`),
    ...contactRows(`${o}/${failed}billing_details`),
    ...shippingRows(`${o}/shipping`),
    ...shippingRows(`${o}/customer_shipping`),
    ...shippingRows(`${o}/collected_information/shipping_details`),
    { path: `${o}/{,verified_outputs/}dob/{day,month,year}`, category: 'date_of_birth' },
    { path: `${o}/customer_tax_ids/*/value`, category: 'government_id' },
    { path: `${o}/value`, category: 'government_id', when: isTaxId },
    { path: `${o}/payment_method_details/*/{last4,fingerprint,iin}`, category: 'payment' },
    { path: `${o}/{,${failed}}{card,sepa_debit}/{last4,fingerprint}`, category: 'payment' },
    // What is bought with an issued card bears its id, or the card itself.
    { path: `${o}/card`, category: 'payment' },
    { path: `${o}/business_name`, category: 'employment' },
    { path: `${o}/relationship/title`, category: 'employment', when: isPerson },
    { path: `${o}/{preferred_locales/*,locale}`, category: 'demographic' },
    { path: `${o}/{gender,nationality}`, category: 'demographic', when: isPerson },
    { path: `${o}/political_exposure`, category: 'special_category', when: isPerson },
    { path: `${o}/tax/ip_address`, category: 'ip_address', when: isCustomer },
    // The merchant's own ids; now and then they put an e-mail address there.
    { path: `${o}/{client_reference_id,shipping/tracking_number}`, category: 'account_id' },
    { path: `${o}/{description,footer,metadata/*}`, category: 'free_text' },
    { path: `${o}/{,invoice_settings/}custom_fields/*/value`, category: 'free_text' },
    { path: `${o}/custom_fields/*/{text,numeric,dropdown}/value`, category: 'free_text' },
    { path: `${o}/lines/data/*/description`, category: 'free_text' },
  ]
}

function contactRows(at: string, region = `${at}/${country}`): readonly PiiRow[] {
  return [
    { path: `${at}/email`, ...email() },
    { path: `${at}/phone`, ...phone({ region }) },
    { path: `${at}/name`, category: 'name' },
    { path: `${at}/${street}`, category: 'postal_address' },
    { path: `${at}/${country}`, category: 'location' },
    { path: `${at}/{tax_id,tax_ids/*/value}`, category: 'government_id' },
    { path: `${at}/business_name`, category: 'employment' },
  ]
}

/** Often somebody else: the one who gets the parcel. */
function shippingRows(at: string): readonly PiiRow[] {
  return [
    { path: `${at}/name`, category: 'name', person: at },
    { path: `${at}/phone`, category: 'phone', person: at },
    { path: `${at}/${street}`, category: 'postal_address', person: at },
    { path: `${at}/${country}`, category: 'location', person: at },
  ]
}

const before = '/data/previous_attributes'
const people = ['customer', 'account', 'person', 'v2.core.account', 'v2.core.account_person']
const isPeople = { '/related_object/type': people }

/** Objects that stand for people in the second version of the API. */
const v2 = ['person', 'v2.core.account', 'v2.core.account_person']

/** Objects whose every change is a payment's. */
const money = [
  'charge',
  'payment_intent',
  'refund',
  'invoice',
  'invoiceitem',
  'credit_note',
  'quote',
  'order',
  'customer.subscription',
  'subscription_schedule',
  'issuing_transaction',
]

/** Stripe as data. @see https://docs.stripe.com/api/events/types */
export const tables: Tables = {
  events: [
    { type: `{customer,issuing_cardholder,${v2}}.created`, meaning: 'subject.created' },
    { type: `{customer,issuing_cardholder,account,${v2}}.updated`, meaning: 'subject.updated' },
    { type: 'v2.core.account[*', meaning: 'subject.updated' },
    { type: `{customer,${v2}}.deleted`, meaning: 'subject.deleted' },
    { type: 'v2.core.account.closed', meaning: 'subject.deleted' },
    { type: `{${money}}.*`, meaning: 'transaction', note: 'failed ones too' },
    { type: 'checkout.session.*', meaning: 'transaction', note: 'and a consent to promotions' },
    { type: 'account.application.*', meaning: 'lifecycle' },
    { type: 'v2.core.event_destination.ping', meaning: 'lifecycle' },
    { type: '*', meaning: 'processing', note: 'all others, also those not yet invented' },
  ],
  pii: [
    ...objectRows('/data/object'),
    ...contactRows(before, `/data/object/${country}`),
    { path: `${before}/{description,metadata/*}`, category: 'free_text' },
    { path: '/related_object/id', ...accountId(), when: isPeople },
    ...objectRows(''),
  ],
}
