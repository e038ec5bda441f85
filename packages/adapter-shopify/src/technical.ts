import type { TechnicalRow } from '@conduit/core'
import { fulfillmentOrders } from './structures.ts'

const lines =
  '/{line_items/*,fulfillments/*/line_items/*,refund_line_items/*/line_item,refunds/*/refund_line_items/*/line_item}'
const transactions = '/{,transactions/*/,refunds/*/transactions/*/}'
const parcels = '/{,fulfillments/*/}'
const things = ['products/*', 'metaobjects/*', 'segments/*', 'bulk_operations/*']

/** The same wherever they stand: the platform alone writes them. */
const everywhere: readonly TechnicalRow[] = [
  { path: '/**/{admin_graphql_api_id,company_admin_graphql_api_id}', class: 'id' },
  { path: '/**/{shop_money,presentment_money}/amount', class: 'amount' },
  { path: '/**/{shop_money,presentment_money}/currency_code', class: 'code' },
  { path: '/**/{created_at,updated_at,processed_at,customer_since}', class: 'time' },
  { path: '/**/tax_lines/*/price', class: 'amount' },
  { path: '/**/tax_lines/*/title', class: 'enum' },
]

const orders: readonly TechnicalRow[] = [
  { path: '/{currency,presentment_currency,currency_code,customer/currency}', class: 'code' },
  {
    path: '/{total_price,total_tax,total_discounts,total_line_items_price,total_outstanding,total_tip_received}',
    class: 'amount',
  },
  {
    path: '/{current_total_price,current_total_tax,current_total_discounts,current_subtotal_price,subtotal_price}',
    class: 'amount',
  },
  { path: '/{customer/,}total_spent', class: 'amount' },
  { path: '/{customer/,}{state}', class: 'enum' },
  {
    path: '/{status,financial_status,fulfillment_status,cancel_reason,source_name}',
    class: 'enum',
  },
  { path: '/{confirmation_number,merchant_business_entity_id}', class: 'id' },
  { path: '/payment_gateway_names/*', class: 'enum' },
  { path: '/{customer/,}last_order_name', class: 'id' },
  { path: '/discount_codes/*/amount', class: 'amount' },
  { path: '/discount_codes/*/type', class: 'enum' },
  {
    path: '/discount_applications/*/{type,value_type,target_type,target_selection,allocation_method}',
    class: 'enum',
  },
  { path: '/discount_applications/*/value', class: 'amount' },
  { path: '/{,line_items/*/}applied_discount/{value,amount}', class: 'amount' },
  { path: '/{,line_items/*/}applied_discount/value_type', class: 'enum' },
  { path: '/shipping_lines/*/{price,discounted_price}', class: 'amount' },
  { path: '/shipping_line/price', class: 'amount' },
  { path: '/shipping_lines/*/source', class: 'enum' },
  { path: '/order_edit/committed_at', class: 'time' },
  { path: '/{payment_terms/,}{payment_terms_name,payment_terms_type}', class: 'enum' },
  { path: '/payment_terms/payment_schedules/*/amount', class: 'amount' },
  { path: '/payment_terms/payment_schedules/*/currency', class: 'code' },
  { path: '/payment_terms/payment_schedules/*/{due_at,issued_at}', class: 'time' },
  // The number of an order, of a draft or of a parcel, as the shop counts.
  {
    path: '/{name,returns/*/name,fulfillments/*/name}',
    class: 'id',
    types: ['orders/*', 'draft_orders/*', 'checkouts/*', 'fulfillments/*', 'returns/*'],
  },
]

const goods: readonly TechnicalRow[] = [
  {
    path: `${lines}/{price,line_price,variant_price,discounted_price,total_discount}`,
    class: 'amount',
  },
  { path: `${lines}/{fulfillment_service,variant_inventory_management}`, class: 'enum' },
  { path: `${lines}/{key,sku}`, class: 'id' },
]

const choices: readonly TechnicalRow[] = [
  { path: '/{customer/,}email_marketing_consent/{state,opt_in_level}', class: 'enum' },
  { path: '/{customer/,}email_marketing_consent/consent_updated_at', class: 'time' },
  {
    path: '/{customer/,}sms_marketing_consent/{state,opt_in_level,consent_collected_from}',
    class: 'enum',
  },
  { path: '/{customer/,}sms_marketing_consent/consent_updated_at', class: 'time' },
  { path: '/whats_app_marketing_consent/{state,opt_in_level,collected_from}', class: 'enum' },
  { path: '/whats_app_marketing_consent/consent_updated_at', class: 'time' },
]

const money: readonly TechnicalRow[] = [
  { path: `${transactions}{amount}`, class: 'amount' },
  { path: `${transactions}{currency}`, class: 'code' },
  { path: `${transactions}{kind,gateway,status,source_name}`, class: 'enum' },
  { path: `${transactions}{authorization,payment_id}`, class: 'id' },
  {
    path: `${transactions}payment_details/{avs_result_code,cvv_result_code,payment_method_name}`,
    class: 'enum',
  },
  {
    path: `${transactions}payment_details/{credit_card_company,credit_card_wallet}`,
    class: 'enum',
  },
  { path: '/payment_instrument/brand', class: 'enum' },
  { path: '/instrument_type', class: 'enum' },
  { path: '/{,refunds/*/}refund_line_items/*/restock_type', class: 'enum' },
  { path: '/reason', class: 'enum', types: ['disputes/*'] },
  { path: '/{revision_id,idempotency_key,admin_graphql_api_origin_order_id}', class: 'id' },
  {
    path: '/{admin_graphql_api_order_id,admin_graphql_api_subscription_contract_id}',
    class: 'id',
  },
  { path: '/{billing_policy,delivery_policy}/interval', class: 'enum' },
  { path: '/error_code', class: 'enum' },
]

const ways: readonly TechnicalRow[] = [
  { path: `${parcels}{service,shipment_status,status}`, class: 'enum' },
  { path: `${parcels}{tracking_company}`, class: 'enum' },
  { path: `${parcels}tracking_number`, class: 'id' },
  { path: `${parcels}tracking_numbers/*`, class: 'id' },
  { path: `${parcels}tracking_url`, class: 'url' },
  { path: `${parcels}tracking_urls/*`, class: 'url' },
  { path: '/{happened_at,estimated_delivery_at}', class: 'time' },
  { path: '/{,returns/*/}return_line_items/*/return_reason', class: 'enum' },
  { path: '/{returns/*/status,decline/reason}', class: 'enum' },
  { path: `${fulfillmentOrders}/id`, class: 'id' },
  { path: `${fulfillmentOrders}/{status,request_status}`, class: 'enum' },
  ...holds('/{,created_}fulfillment_hold'),
  ...holds(`${fulfillmentOrders}/fulfillment_holds/*`),
  { path: `${fulfillmentOrders}/merchant_requests/*/kind`, class: 'enum' },
  { path: `${fulfillmentOrders}/delivery_method/method_type`, class: 'enum' },
  {
    path: `${fulfillmentOrders}/delivery_method/{min_delivery_date_time,max_delivery_date_time}`,
    class: 'time',
  },
  { path: '/fulfillment_order_merchant_request/id', class: 'id' },
  { path: '/progress_report/progress_reported_by_app/id', class: 'id' },
]

function holds(at: string): readonly TechnicalRow[] {
  return [
    { path: `${at}/{id,handle,held_by_app/id}`, class: 'id' },
    { path: `${at}/reason`, class: 'enum' },
  ]
}

const shop: readonly TechnicalRow[] = [
  { path: '/{,company_location/}{tax_exemptions,tax_settings/tax_exemptions}/*', class: 'enum' },
  { path: '/metafields/*/{namespace,type,owner_resource}', class: 'enum' },
  { path: '/occurredAt', class: 'time' },
  { path: '/{id,definition_id,created_by_app_id}', class: 'id', types: [...things, 'carts/*'] },
  { path: '/shop_id', class: 'id' },
  { path: '/published_at', class: 'time', types: things },
]

/** Texts that are nobody's. @see https://shopify.dev/docs/api/webhooks/latest */
export const technical: readonly TechnicalRow[] = [
  ...everywhere,
  ...orders,
  ...goods,
  ...choices,
  ...money,
  ...ways,
  ...shop,
]
