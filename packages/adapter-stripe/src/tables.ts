import type { Tables } from '@conduit/core'
import { personalData } from './personal-data.ts'
import { technical } from './technical.ts'

/** Stripe as data. @see https://docs.stripe.com/api/events/types */
export const tables: Tables = {
  events: [
    { type: 'customer.created', meaning: 'subject.created' },
    { type: 'customer.updated', meaning: 'subject.updated' },
    { type: 'customer.deleted', meaning: 'subject.deleted' },
    { type: 'issuing_cardholder.created', meaning: 'subject.created' },
    { type: 'issuing_cardholder.updated', meaning: 'subject.updated' },
    { type: 'person.created', meaning: 'subject.created', note: 'of a connected account' },
    { type: 'person.updated', meaning: 'subject.updated' },
    { type: 'person.deleted', meaning: 'subject.deleted' },
    { type: 'account.updated', meaning: 'subject.updated', note: 'a connected account' },
    { type: 'recipient.created', meaning: 'subject.created', note: 'until 2017' },
    { type: 'recipient.updated', meaning: 'subject.updated', note: 'until 2017' },
    { type: 'recipient.deleted', meaning: 'subject.deleted', note: 'until 2017' },
    { type: 'v2.core.{account,account_person}.created', meaning: 'subject.created' },
    { type: 'v2.core.{account,account_person}.updated', meaning: 'subject.updated' },
    { type: 'v2.core.account[*', meaning: 'subject.updated' },
    { type: 'v2.core.{account.closed,account_person.deleted}', meaning: 'subject.deleted' },
    { type: 'charge.*', meaning: 'transaction', note: 'failed ones too' },
    { type: 'charge.dispute.*', meaning: 'transaction', note: 'the evidence tells of whom' },
    { type: '{refund,charge.refund}.*', meaning: 'transaction' },
    { type: 'payment_intent.*', meaning: 'transaction', note: 'failed ones too' },
    { type: 'checkout.session.*', meaning: 'transaction', note: 'and a consent to promotions' },
    { type: 'invoice.*', meaning: 'transaction' },
    {
      type: 'invoice_payment.*',
      meaning: 'transaction',
      nobody: 'ties a payment to an invoice by their ids alone; invoice.* and charge.* tell whose',
    },
    { type: '{invoiceitem,credit_note,quote}.*', meaning: 'transaction' },
    { type: '{customer.subscription,subscription_schedule}.*', meaning: 'transaction' },
    { type: 'customer_cash_balance_transaction.*', meaning: 'transaction' },
    {
      type: '{order,order_return}.*',
      meaning: 'transaction',
      note: 'until 2022, and the beta since',
    },
    { type: 'issuing_{authorization,transaction}.*', meaning: 'transaction' },
    {
      type: 'treasury.{outbound_payment,outbound_transfer,inbound_transfer}.*',
      meaning: 'transaction',
    },
    { type: 'treasury.received_{credit,debit}.*', meaning: 'transaction' },
    { type: 'account.application.*', meaning: 'lifecycle' },
    { type: 'v2.core.event_destination.ping', meaning: 'lifecycle' },
    {
      type: '{payment_method,customer.source,customer.card,customer.bank_account,source}.*',
      meaning: 'processing',
      note: 'means of payment that are kept',
    },
    {
      type: '{setup_intent,mandate,customer.tax_id,customer.discount,account.external_account}.*',
      meaning: 'processing',
      note: 'what is kept for later payments',
    },
    {
      type: '{identity.verification_session,financial_connections.account,review,radar}.*',
      meaning: 'processing',
      note: 'who somebody is, and whether to trust them',
    },
    { type: '{issuing_card,issuing_token,issuing_dispute}.*', meaning: 'processing' },
    { type: '{payout,transfer,capability}.*', meaning: 'processing', note: 'of an account' },
    { type: '*', meaning: 'processing', note: 'all others, also those not yet invented' },
  ],
  pii: personalData,
  technical,
}
