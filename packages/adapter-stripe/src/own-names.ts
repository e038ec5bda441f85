import { accountId, email, type PiiRow, phone } from '@conduit/core'
import { flatAddress } from './structures.ts'

/** Categories and names of Stripe's own that mean the same wherever they stand. */
const fields: readonly (readonly [PiiRow['category'], string])[] = [
  // Cards and accounts, by type or flat; with their holders.
  ['payment', 'last4,dynamic_last4,fingerprint,iin,iban,iban_last4,account_number'],
  ['payment', 'account_number_last4,routing_number,bsb_number,sort_code,bic,bank_code,bank_name'],
  ['payment', 'branch_code,transit_number,institution_number,swift_code,clabe,vpa,pay_id,cashtag'],
  ['payment', 'buyer_address,wallet_address,refund_iban,refund_routing_number,mandate_reference'],
  ['payment', 'sender_iban,sender_account_number,sender_sort_code,emv_auth_data,institution_name'],
  ['payment', 'sender_bank,sender_branch'],
  ['name', 'account_holder_name,cardholder_name,payer_name,verified_name,sender_name'],
  ['name', 'refund_account_holder_name,shipping_first_name,shipping_last_name'],
  ['name', 'customer_name,individual_name,passenger_name,renter_name,matched_name,provided_name'],
  // People of whom Stripe has to know who they are.
  ['name', 'first_name_kana,first_name_kanji,last_name_kana,last_name_kanji,maiden_name'],
  ['name', 'given_name,surname'],
  ['government_id', 'id_number,personal_id_number,ssn_last_4,business_tax_id,business_vat_id'],
  ['government_id', 'driver_identification_number,driver_tax_number,renter_id_number'],
  ['demographic', 'gender,legal_gender,nationality,sex,unparsed_sex,self_identified_gender'],
  ['demographic', 'locale,preferred_locale,preferred_language'],
  ['special_category', 'political_exposure,ethnicity_other,race_other'],
  ['location', 'unparsed_place_of_birth,account_country,raw_location'],
  ['employment', 'business_name,registered_name'],
  // Who does something, and from where.
  ['ip_address', 'ip,ip_address,customer_purchase_ip,client_ip,customer_ip'],
  ['device_id', 'user_agent,device_fingerprint,customer_device_fingerprint,customer_device_id'],
  ['postal_address', 'billing_zip,shipping_address_zip,customer_mailing_address'],
  ['phone', 'verified_phone_last4,support_phone,customer_service_phone_number'],
  ['phone', 'property_phone_number'],
  ['email', 'support_email'],
  // Ids of merchants and of others; now and then they are an address.
  ['account_id', 'client_reference_id,customer_account_id,customer_reference,order_reference'],
  ['account_id', 'merchant_reference,external_reference,shipping_tracking_number'],
  ['account_id', 'tracking_number,transfer_group,integration_identifier,booking_number'],
  ['account_id', 'hashed_account_email_address,ticket_number'],
  // What people write.
  ['free_text', 'description,footer,header,memo,comment,product_description,statement_descriptor'],
  ['free_text', 'statement_descriptor_suffix,statement_descriptor_prefix,interval_description'],
  ['free_text', 'statement_descriptor_kana,statement_descriptor_suffix_kana'],
  ['free_text', 'statement_descriptor_kanji,statement_descriptor_suffix_kanji'],
  ['free_text', 'statement_descriptor_prefix_kana,statement_descriptor_prefix_kanji,customer_data'],
  ['free_text', 'calculated_statement_descriptor,second_line,custom_message,addenda,nickname'],
  ['free_text', 'message,failure_message,seller_message,failure_reason,inactive_message'],
  ['free_text', 'reference,carrier,travel_agency,descriptor'],
]

/** Lists, and values that one name alone does not tell. */
const further: readonly (readonly [PiiRow['category'], string])[] = [
  ['name', '{full_name_aliases,additional_names}/*'],
  ['name', 'additional_names/*/full_name'],
  ['government_id', '{tax_ids,id_numbers,customer_tax_ids}/*/value'],
  ['government_id', '{billing_details,customer_details,boleto}/tax_id'],
  ['government_id', 'tax_id/value'],
  ['demographic', '{preferred_locales,nationalities}/*'],
  ['special_category', '{ethnicity,race}/*'],
  ['employment', 'relationship/title'],
  ['location', 'ip_address_location/{city,country,region,latitude,longitude}'],
  ['location', '{card,source,active_card,default_card,sepa_debit}/country'],
  ['location', 'merchant_data/{city,state,postal_code,country}'],
  ['location', 'delivery_details/*/location/{city,region}'],
  ['free_text', 'paper_check/invoices'],
]

/** Names that find the person. */
const addresses = [
  'receipt_email,customer_email,payer_email,verified_email,instructions_email,contact_email',
  'customer_email_address,email_sent_to',
]

/** What Stripe names itself, wherever it stands. */
export const ownNames: readonly PiiRow[] = [
  ...flatAddress('/**/address'),
  ...flatAddress('/**/refund_account_holder_address'),
  ...flatAddress('/**/sender_address'),
  ...fields.map(([category, names]): PiiRow => ({ path: `/**/{${names}}`, category })),
  ...further.map(([category, path]): PiiRow => ({ path: `/**/${path}`, category })),
  ...addresses.map((names): PiiRow => ({ path: `/**/{${names}}`, ...email() })),
  { path: '/**/customer_phone', ...phone({ region: '/**/customer_address/country' }) },
  { path: '/**/verified_phone', ...phone({ region: '/**/address/country' }) },
  { path: '/**/contact_phone', ...phone({ region: '/**/identity/country' }) },
  { path: '/**/{payer_id,buyer_id,username}', ...accountId() },
]
