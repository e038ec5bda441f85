import { accountId, email, open, type PiiRow, phone } from '@conduit/core'
import { ownNames } from './own-names.ts'
import { address, chosen, connectedAccount, person, shipping } from './structures.ts'

/** Where an object stands, and where its kind is told. */
interface Place {
  /** Pointer of the object. */
  readonly at: string
  /** Pointer of its kind. */
  readonly kind: string
  /** Pointer of the country that its telephone numbers are of. */
  readonly country: string
}

const ofData = { kind: '/data/object/object', country: '/data/object/address/country' }

/** What an event is about, what of it was before, and what is read after a thin event. */
const objects: readonly Place[] = [
  { at: '/data/object', ...ofData },
  { at: '/data/previous_attributes', ...ofData },
  { at: '', kind: '/object', country: '/address/country' },
]

/** Objects whose `id` is a person's, and the kind under which an erasure finds them. */
const ids: readonly (readonly [kind: string, object: string])[] = [
  ['customer', 'customer'],
  ['person', 'person'],
  ['account', 'account'],
  ['issuing.cardholder', 'issuing_cardholder'],
  ['recipient', 'recipient'],
  ['v2.core.account', 'account'],
  ['v2.core.account_person', 'person'],
]

/** Objects whose `name` is a person's. */
const named = ['customer', 'recipient', 'card', 'source', 'issuing.cardholder', 'person']

/** What an object is the id of, where it stands for a person. It never changes. */
const ownIds: readonly PiiRow[] = ['/data/object', ''].flatMap(at =>
  ids.map(([kind, object]): PiiRow => {
    return { path: `${at}/id`, ...accountId({ object }), when: { [`${at}/object`]: [kind] } }
  }),
)

/** An object itself: what its members are, its kind tells. */
function object({ at, kind, country }: Place): readonly PiiRow[] {
  const isNamed = { [kind]: named }
  return [
    { path: `${at}/customer{,/id}`, ...accountId({ object: 'customer' }) },
    { path: `${at}/email`, ...email() },
    { path: `${at}/phone`, ...phone({ region: country }) },
    { path: `${at}/phone_number`, ...phone({ region: `${at}/billing/address/country` }) },
    { path: `${at}/name`, category: 'name', when: isNamed },
    { path: `${at}/name`, category: 'free_text', person: null, unless: isNamed },
    { path: `${at}/{first_name,last_name}`, category: 'name' },
    { path: `${at}/{dob,date_of_birth}/{day,month,year}`, category: 'date_of_birth' },
    { path: `${at}/country`, category: 'location' },
    ...address(`${at}/address`),
    { path: `${at}/value`, category: 'government_id', when: { [kind]: ['tax_id'] } },
    { path: `${at}/display_name`, category: 'name' },
    { path: `${at}/{code,title,filename,label}`, category: 'free_text', person: null },
    // What is bought with an issued card bears its id, or the card itself.
    { path: `${at}/card`, category: 'payment' },
  ]
}

/** Who pays, by whatever means. */
const payers: readonly PiiRow[] = [
  ...['billing_details', 'customer_details', 'owner', 'payer_details', 'collected_information'],
  ...['provided_details', 'end_user_details', 'link', 'source_order', 'masterpass'],
  ...['visa_checkout', 'klarna'],
].flatMap(name => person(`/**/${name}`))

/** Who holds a card or an account of the old kind: the name stands flat beside the number. */
const holders: readonly PiiRow[] = [
  ...['source', 'default_source', 'card', 'default_card', 'active_card', 'three_d_secure'],
  ...['cards/data/*', 'sources/data/*', 'external_accounts/data/*'],
]
  .map(name => `/**/${name}/name`)
  .flatMap((path): readonly PiiRow[] => [{ path, category: 'name' }, nameIsAddress(path)])

/** Checkout put the address of the payer into the card's name until 2017. */
function nameIsAddress(path: string): PiiRow {
  return { path, category: 'email', when: { [path]: { shape: 'email' } } }
}

/** Whose account it is, and whose card. */
const people: readonly PiiRow[] = [
  ...['individual', 'legal_entity', 'verified_outputs', 'customer', 'cardholder'].flatMap(name =>
    person(`/**/${name}`),
  ),
  ...address('/**/billing/address'),
  { path: '/**/customer', ...accountId(), when: { '/**/customer': ['cus_*'] } },
  { path: '/**/tax_ids/data/*/value', category: 'government_id' },
  { path: '/**/{customer_account,related_customer_account}', ...accountId() },
  { path: '/**/related_customer', ...accountId({ object: 'customer' }) },
  { path: '/**/cardholder{,/id}', ...accountId({ object: 'issuing_cardholder' }) },
  { path: '/**/recipient', ...accountId(), when: { '/**/recipient': ['rp_*'] } },
  { path: '/**/related_person/person', ...accountId({ object: 'person' }) },
]

/** A business; of a sole trader it says who they are and where they live. */
const businesses: readonly PiiRow[] = [
  ...['company', 'business_details', 'business_profile', 'merchant_data', 'branding'].map(
    (name): PiiRow => ({ path: `/**/${name}/{name,name_kana,name_kanji}`, category: 'employment' }),
  ),
  { path: '/**/{company,business_details}/phone', ...phone() },
  { path: '/**/support/email', category: 'email' },
  { path: '/**/support/phone', category: 'phone' },
  // The merchant; where they are one person, the name is theirs.
  { path: '/**/account_name', category: 'name', person: '/**/account_name' },
  { path: '/**/{business_profile/url,business_url}', category: 'employment' },
  { path: '/**/dashboard/display_name', category: 'name' },
]

/** Addresses whose name says whose they are, or that they are nobody else's. */
const addresses: readonly PiiRow[] = [
  ...['address_kana', 'address_kanji', 'registered_address', 'customer_address'],
  ...['personal_address_kana', 'personal_address_kanji', 'support_address'],
  ...['administrative_address', 'physical_address', 'principal_place_of_business'],
  ...['additional_addresses/*', 'script_addresses/*', 'verified_address', 'billing_address'],
  ...['shipping_address', 'cardholder_address', 'company/address', 'support/address'],
  ...['business_details/address'],
].flatMap(name => address(`/**/${name}`))

/** People who are neither the customer nor the merchant. */
const others: readonly PiiRow[] = [
  ...['shipping', 'shipping_details', 'customer_shipping'].flatMap(name => shipping(`/**/${name}`)),
  ...address('/**/normalized_address', { person: '/**/normalized_address' }),
  ...[
    ...['additional_owners/*', 'owners/data/*', 'ultimate_beneficiary'],
    // Airlines, hotels and car rentals tell who travels.
    ...['passengers/*', 'guests/*', 'drivers/*', 'delivery/recipient', 'host'],
  ].flatMap(name => person(`/**/${name}`, { person: `/**/${name}` })),
  {
    path: '/**/owners/data/*/raw_address',
    category: 'postal_address',
    person: '/**/owners/data/*',
  },
  { path: '/**/beneficiary/public_name', category: 'name', person: '/**/beneficiary' },
]

/** Connected accounts: whose the event is, who gets money, in whose name it is taken. */
const accounts: readonly PiiRow[] = [
  // Until 2013 an event named the account as a user.
  ...['/account', '/user_id', '/data/object/account'].map(connectedAccount),
  // Of an event of the second version: an organisation, and an account of it.
  { ...connectedAccount('/context'), read: { split: '/' } },
  ...[
    ...['on_behalf_of', 'issuer/account', 'payee/account', 'owner/account'],
    ...['account_holder/account', 'related_person/account'],
  ].map(name => connectedAccount(`/**/${name}`)),
  // Also where money goes that is paid out to a bank.
  ...['destination', 'recipient']
    .map(name => `/**/${name}`)
    .map((path): PiiRow => ({ ...connectedAccount(path), when: { [path]: ['acct_*'] } })),
]

/** What a merchant tells a bank about a customer who disputes a payment. */
const evidence: readonly PiiRow[] = [
  { path: '/**/evidence/customer_email_address', ...email() },
  { path: '/**/evidence/customer_name', category: 'name' },
  { path: '/**/evidence/customer_purchase_ip', category: 'ip_address' },
  { path: '/**/evidence/{billing_address,shipping_address}', category: 'postal_address' },
  { path: '/**/evidence/shipping_tracking_number', category: 'account_id' },
  // Earlier purchases, of which each member is named elsewhere.
  { path: '/**/evidence/enhanced_evidence', ...open({ others: null, skip: /^/ }) },
  // All else is written for the bank, or the id of a file that shows it.
  { path: '/**/evidence/*others', ...open({ skip: /^(reason|network_reason_code)$/ }) },
  { path: '/**/merchandise_or_services', category: 'free_text' },
]

/** Issued cards: what was bought with one, and in which telephone it is. */
const issued: readonly PiiRow[] = [
  { path: '/**/cardholder_prompt_data/*', category: 'account_id' },
  { path: '/**/verification_data/postal_code', category: 'postal_address' },
  { path: '/**/network_data/device/name', category: 'device_id' },
  { path: '/**/network_data/device/phone_number', category: 'phone' },
  { path: '/**/network_data/device/location', category: 'location' },
  { path: '/**/wallet_provider/account_id', category: 'account_id' },
]

const methods = 'payment_method,default_payment_method,source,default_source,default_card'

const errors = 'last_payment_error,last_setup_error,last_finalization_error,setup_error'

const types =
  'card,card_present,interac_present,us_bank_account,sepa_debit,bacs_debit,au_becs_debit,acss_debit,' +
  'ach_debit,paypal,link,klarna,ideal,sofort,bancontact,giropay,eps,p24,amazon_pay,cashapp,' +
  'naver_pay,kakao_pay,boleto,swish,multibanco,revolut_pay'

/** Places whose names are common ones, and say something only where they stand. */
const places: readonly PiiRow[] = [
  { path: '/**/session/{browser,device,platform,version}', category: 'device_id' },
  // The means of a payment, or its id.
  { path: `/**/{${methods}}`, category: 'payment' },
  { path: `/**/payment_method_details/{${types}}/country`, category: 'location' },
  // Each is spelt out, so that a record tells them apart.
  { path: '/**/{latest_charge,charges/data/*,refunds/data/*}/description', category: 'free_text' },
  { path: '/**/{lines/data/*,items/data/*,phases/*}/description', category: 'free_text' },
  { path: `/**/{${errors}}/message`, category: 'free_text' },
  { path: '/**/verification/{,document/,additional_document/}details', category: 'free_text' },
  { path: '/**/receiver/address', category: 'payment' },
  { path: '/**/wallet_addresses/*', category: 'payment' },
  { path: '/**/wallet_addresses/destination_tags/*', category: 'payment' },
  // What somebody types at a reader in a shop.
  { path: '/**/inputs/*/email/value', ...email() },
  { path: '/**/inputs/*/phone/value', ...phone() },
  { path: '/**/inputs/*/{text,numeric,signature,selection}/value', category: 'free_text' },
  // A notice to the holder of an account, as it was sent.
  { path: '/**/email/recipient', ...email() },
  { path: '/**/email/{subject,plain_text}', category: 'free_text' },
  // Where a merchant writes to those who pay, and asks them.
  { path: '/**/custom_text/*', category: 'free_text', person: null },
  { path: '/**/custom_fields/*/label/custom', category: 'free_text', person: null },
  { path: '/**/dropdown/options/*/{label,value}', category: 'free_text', person: null },
  { path: '/**/idempotency_key', category: 'account_id', person: null },
  // The names of what is sold.
  {
    path: '/**/{application,coupon,plan,price,product,product_data,shipping_rate}/name',
    category: 'free_text',
    person: null,
  },
]

/** Where Stripe puts personal data. @see https://docs.stripe.com/api */
export const personalData: readonly PiiRow[] = [
  ...ownIds,
  ...objects.flatMap(object),
  {
    path: '/related_object/id',
    ...accountId(),
    when: { '/related_object/type': ids.map(([kind]) => kind) },
  },
  ...ownNames,
  ...payers,
  ...holders,
  ...people,
  ...businesses,
  ...addresses,
  ...others,
  ...accounts,
  ...evidence,
  ...issued,
  ...places,
  chosen('/**/metadata'),
  chosen('/**/custom_fields', /^(type|label|options)$/),
]
