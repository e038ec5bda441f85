import type { TechnicalClass, TechnicalRow } from '@conduit/core'

/** Names of Stripe's own, as they stand in any object, by the form of what they hold. */
const names: readonly (readonly [TechnicalClass, string])[] = [
  ['id', 'id,charge,payment_intent,latest_charge,invoice,subscription,mandate'],
  ['id', 'balance_transaction,transaction,transaction_id,authorization,financial_account'],
  ['id', 'destination_payment_method,last_verification_report'],
  // Where people have rows of their own: only what is no person's is left.
  ['id', 'customer,recipient,destination,account,ownership'],
  ['id', 'number,invoice_prefix,snapshot_event,parent,entity,payment_reference,location'],
  ['id', 'network_id,terminal_id,network_transaction_id,serial_number,front,back'],
  ['url', 'url,success_url,cancel_url,return_url,pdf,doc_url'],
  ['time', 'created,updated,date'],
  ['amount', 'metric_tons'],
  ['code', 'currency,default_currency,merchant_currency,country,mcc,category_code'],
  ['code', 'api_version,device_sw_version,authorization_code,network_reason_code,carrier_code'],
  ['code', 'flight_number,arrival_airport_code,departure_airport_code'],
  ['enum', 'object,type,status,mode,reason,category,subcategory,brand,funding,network,flow,usage'],
  ['enum', 'account_holder_type,account_type,business_type,entity_type,purpose,interval,service'],
  ['enum', 'cvc_check,address_line1_check,address_postal_code_check,address_zip_check'],
  ['enum', 'code,decline_code,case_type,risk_level,network_status,reference_status,feedback'],
  ['enum', 'tax_exempt,customer_tax_exempt,collection_method,billing_reason,allow_redisplay'],
  ['enum', 'payment_status,customer_creation,billing_address_collection,ui_mode,required'],
  ['enum', 'payment_method_collection,terms_of_service,promotions,request_three_d_secure'],
  ['enum', 'payment_method_category,regulated_status,read_method,authorization_method,wallet'],
  ['enum', 'wallet_provider,card_number_source,suggested_decision,service_class,opened_reason'],
  ['enum', 'device_type,id_number_type,timezone,dashboard,card_payments,transfers'],
]

/** Lists of the platform's own words. */
const lists: readonly (readonly [TechnicalClass, string])[] = [
  ['code', 'allowed_countries'],
  ['enum', 'payment_method_types,applied_configurations,reason_codes,dispute_categories'],
]

/** Texts of Stripe's own that are nobody's data. */
export const technical: readonly TechnicalRow[] = [
  // The id of a request, until 2017.
  { path: '/request', class: 'id' },
  ...names.map(([form, each]): TechnicalRow => ({ path: `/**/{${each}}`, class: form })),
  ...lists.map(([form, each]): TechnicalRow => ({ path: `/**/{${each}}/*`, class: form })),
  // Some hold what of an account has changed: `v2.core.account[identity].updated`.
  { path: '/type', class: 'id' },
]
