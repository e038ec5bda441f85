import type { TechnicalClass, TechnicalRow } from '@conduit/core'

/** Where a resource stands: in the body, in a member of its name, or as a hook's argument. */
const resource = '{,/order,/customer,/subscription,/order/customer,/arg}'
const lines = 'line_items,shipping_lines,fee_lines,coupon_lines,tax_lines,refunds'

const ofResource: Readonly<Partial<Record<TechnicalClass, readonly string[]>>> = {
  id: ['number', 'order_number', 'last_order_id', 'order_id', 'product_id'],
  enum: ['status', 'role', 'created_via', 'payment_method', 'payment_details/method_id'],
  code: ['currency', 'version', 'billing_period', 'billing_interval'],
  amount: [
    ...['total', 'subtotal', 'total_tax', 'total_spent', 'total_shipping', 'total_discount'],
    ...['discount_total', 'discount_tax', 'cart_tax', 'shipping_total', 'shipping_tax', 'amount'],
  ],
  time: [
    ...['date_created', 'date_created_gmt', 'date_modified', 'date_modified_gmt', 'date_paid'],
    ...['date_paid_gmt', 'date_completed', 'date_completed_gmt', 'created_at', 'updated_at'],
    ...['completed_at', 'last_update', 'last_order_date', 'start_date', 'start_date_gmt'],
    ...['next_payment_date_gmt', 'end_date_gmt', 'trial_end_date_gmt', 'last_payment_date_gmt'],
  ],
  url: ['view_order_url', '_links/*/*/href'],
}

const ofLine: Readonly<Partial<Record<TechnicalClass, readonly string[]>>> = {
  id: ['sku', 'method_id', 'instance_id', 'rate_code', 'image/id'],
  enum: ['tax_status', 'discount_type', 'tax_class'],
  amount: [
    ...['total', 'total_tax', 'subtotal', 'subtotal_tax', 'price', 'amount', 'tax_total'],
    ...['shipping_tax_total', 'discount', 'discount_tax', 'taxes/*/total', 'taxes/*/subtotal'],
  ],
  url: ['image/src'],
}

function rowsAt(at: string, names: typeof ofResource): readonly TechnicalRow[] {
  return Object.entries(names).map(([of, all]) => ({
    path: `${at}/{${all}}`,
    class: of as TechnicalClass,
  }))
}

/** What is nobody's in a resource: numbers, words of WooCommerce, times, addresses of its API. */
export const technical: readonly TechnicalRow[] = [
  ...rowsAt(resource, ofResource),
  { path: `${resource}/_links/self/*/targetHints/allow/*`, class: 'enum' },
  { path: `${resource}/currency_symbol`, class: 'id' },
  ...rowsAt(`${resource}/{${lines}}/*`, ofLine),
  // Of the keys that are known to be technical: under all others values are found.
  { path: `${resource}/meta_data/*/value`, class: 'id' },
  { path: `${resource}/{${lines}}/*/meta_data/*/value`, class: 'id' },
]
