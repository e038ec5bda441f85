import type { Tables } from '@conduit/core'
import { piiRows } from './pii-rows.ts'

const own = 'event:klaviyo.'
const orders = [
  '{placed,ordered,refunded,cancelled,canceled,fulfilled,partially_fulfilled}_order',
  '{ordered_product,fulfilled_partial_order,refunded_product,cancelled_product}',
  '{confirmed,delivered}_shipment',
  '{successfully_paid,failed_payment,refunded_payment,issued_invoice}',
]
const unlessOut = 'consent.withdrawn where the profile, once read, says UNSUBSCRIBED'

/** Klaviyo as data. @see https://developers.klaviyo.com/en/docs/working_with_system_webhooks */
export const tables: Tables = {
  events: [
    {
      type: `${own}subscribed_to_*`,
      meaning: 'consent.granted',
      note: 'the channel, and whether for marketing, is in the name',
    },
    {
      type: `${own}subscribed_to_back_in_stock`,
      meaning: 'processing',
      note: 'asked to be told of one product',
    },
    {
      type: `${own}{unsubscribed,manually_suppressed}_from_*`,
      meaning: 'consent.withdrawn',
      note: 'likewise',
    },
    { type: `${own}marked_email_as_spam`, meaning: 'consent.withdrawn' },
    { type: `${own}updated_*`, meaning: 'subject.updated', note: unlessOut },
    { type: `${own}merged_profile`, meaning: 'subject.updated' },
    {
      type: `${own}{sent,received,relayed,failed_to_deliver,bounced,dropped,skipped,social}_*`,
      meaning: 'communication',
    },
    {
      type: `${own}{opened,clicked,read}_{email,push,sms,text,text_message,whatsapp}`,
      meaning: 'communication',
    },
    { type: `${own}{email_delivered,clicked_email_to_unsubscribe}`, meaning: 'communication' },
    { type: `event:*.{${orders}}`, meaning: 'transaction', note: 'of shops and the API' },
    { type: 'flow', meaning: 'processing', note: 'a flow’s body that names no topic' },
    { type: '*', meaning: 'processing', note: 'reviews, other metrics, lifted suppressions' },
  ],
  pii: piiRows,
}
