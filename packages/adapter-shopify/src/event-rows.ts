import type { EventRow } from '@conduit/core'

const choices = ['email_marketing_consent', 'marketing_consent', 'whats_app_marketing_consent']
const orderLife = ['create', 'updated', 'paid', 'fulfilled', 'partially_fulfilled', 'cancelled']
const byState = 'by its state: `subscribed` is consent.granted, `unsubscribed` consent.withdrawn'
const ofOrder = 'It names the order by its id alone, which leads to nobody without asking the shop.'

/** Topics and what they mean. @see https://shopify.dev/docs/api/webhooks/latest */
export const eventRows: readonly EventRow[] = [
  { type: 'customers/create', meaning: 'subject.created' },
  { type: 'customers/{update,enable,disable}', meaning: 'subject.updated' },
  { type: 'customers/merge', meaning: 'subject.updated', note: 'one person once it is completed' },
  { type: 'customer.{tags_added,tags_removed}', meaning: 'subject.updated' },
  { type: 'customers/delete', meaning: 'subject.deleted' },
  { type: 'customers_*', meaning: 'processing', note: `marketing by channel, ${byState}` },
  {
    type: `customers/{${choices.map(choice => `${choice}_update`)}}`,
    meaning: 'processing',
    note: `other names of the same, ${byState}`,
  },
  { type: `orders/{${orderLife}}`, meaning: 'transaction' },
  {
    type: 'orders/edited',
    meaning: 'transaction',
    note: 'finds who edited it; the order by its id',
  },
  { type: '{orders,draft_orders}/delete', meaning: 'transaction', nobody: ofOrder },
  { type: 'draft_orders/{create,update}', meaning: 'transaction' },
  {
    type: 'refunds/create',
    meaning: 'transaction',
    note: 'finds who refunded; the order by its id',
  },
  {
    type: '{order_transactions,tender_transactions}/create',
    meaning: 'transaction',
    note: 'finds who took the money; the payer is known by the name on the card alone',
  },
  { type: 'fulfillments/*', meaning: 'transaction' },
  { type: 'fulfillment_events/*', meaning: 'transaction', nobody: ofOrder },
  { type: 'returns/*', meaning: 'transaction', nobody: ofOrder },
  { type: 'disputes/*', meaning: 'transaction', nobody: ofOrder },
  { type: 'subscription_contracts/*', meaning: 'transaction' },
  {
    type: 'subscription_billing_attempts/*',
    meaning: 'transaction',
    nobody: 'It names the contract and the order by their ids alone.',
  },
  { type: 'customers/data_request', meaning: 'request.access' },
  { type: 'customers/redact', meaning: 'request.erasure' },
  {
    type: 'shop/redact',
    meaning: 'request.erasure',
    note: 'all people of the shop',
    nobody: 'It asks for all people of the shop at once and names none of them.',
  },
  { type: '{app/uninstalled,app/scopes_update,shop/update}', meaning: 'lifecycle' },
  {
    type: '*',
    meaning: 'processing',
    note: 'checkouts, carts, companies, products and all others',
  },
]
