/** Members of a customer, an order or a subscription, of any API version, that the shop itself fills. */
export const resourceNames: readonly string[] = [
  ...['id', 'parent_id', 'number', 'order_number', 'order_id', 'order_item_id', 'product_id'],
  ...['status', 'role', 'created_via', 'version', 'currency', 'currency_symbol', 'rating'],
  ...['prices_include_tax', 'payment_method', 'orders_count', 'is_paying_customer', 'verified'],
  ...['is_editable', 'needs_payment', 'needs_processing', 'set_paid', 'date_paid_gmt'],
  ...['last_order', 'last_order_id', 'last_order_date', 'view_order_url', 'created_at'],
  ...['updated_at', 'completed_at', 'last_update', 'date_created', 'date_created_gmt'],
  ...['date_modified', 'date_modified_gmt', 'date_completed', 'date_completed_gmt', 'date_paid'],
  ...['total', 'total_tax', 'total_spent', 'total_shipping', 'total_discount', 'subtotal'],
  ...['total_line_items_quantity', 'discount_total', 'discount_tax', 'cart_tax', 'cart_discount'],
  ...['order_discount', 'shipping_total', 'shipping_tax', 'amount'],
  ...['billing_period', 'billing_interval', 'suspension_count', 'requires_manual_renewal'],
  ...['start_date*', 'end_date*', 'trial_end_date*', 'next_payment_date*', 'last_payment_date*'],
  ...['cancelled_date*', 'payment_retry_date*', 'resubscribed_*', '_links'],
]

/** The same of a line of an order, of whichever kind. */
export const lineNames: readonly string[] = [
  ...['id', 'product_id', 'variation_id', 'quantity', 'tax_class', 'tax_status', 'taxes', 'price'],
  ...['total', 'total_tax', 'subtotal', 'subtotal_tax', 'sku', 'global_unique_id', 'image'],
  ...['method_id', 'instance_id', 'rate_id', 'rate_code', 'rate_percent', 'compound', 'amount'],
  ...['tax_total', 'shipping_tax_total', 'discount', 'discount_tax', 'discount_type'],
  ...['nominal_amount', 'free_shipping', 'taxable', 'reference_id'],
]

/** Keys of meta data under which WordPress, WooCommerce and payment plugins keep what they count. */
export const technicalKeys =
  /^(_edit_(last|lock)|_wp_\w+|_order_stock_reduced|_reduced_stock|_restock_refunded_items|_recorded_(sales|coupon_usage_counts)|_download_permissions_granted|_new_order_email_sent|_wc_order_attribution_(source_type|device_type|session_(count|pages|start_time))|_(stripe|paypal|wcpay)_(fee|net|currency|charge_captured|transaction_fee)|_(line_)?(sub)?total(_tax)?|_qty|_(product|variation)_id|_tax_class|is_vat_exempt)$/
