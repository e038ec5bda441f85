import { accountId, email, phone, type RowCondition, type Tables } from '@conduit/core'
import { preferencesChanged } from './preferences.ts'

const recipient = '/data/recipient'
const isMobile: RowCondition = { '/object_type': ['sms', 'whatsapp'] }
const isInApp: RowCondition = { '/object_type': ['in_app'] }
const isAddress: RowCondition = { [recipient]: { shape: 'email' } }
const hasCioId: RowCondition = { '/data/identifiers/cio_id': ['*'] }

/** What messages go through. */
export const channels: readonly string[] = ['email', 'push', 'sms', 'whatsapp', 'in_app']
const steps = [
  'drafted',
  'attempted',
  'sent',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'dropped',
  'failed',
  'undeliverable',
]
const any = `{customer,${channels}}`
const byTopics =
  'consent.withdrawn where any topic is off, consent.granted where all are on; read back where the webhook does not say'

/**
 * Customer.io as data.
 * @see https://docs.customer.io/integrations/api/webhooks/
 */
export const tables: Tables = {
  events: [
    { type: `${any}_subscribed`, meaning: 'consent.granted' },
    { type: `${any}_unsubscribed`, meaning: 'consent.withdrawn', note: 'of any other channel too' },
    { type: 'email_spammed', meaning: 'consent.withdrawn', note: 'a complaint' },
    { type: preferencesChanged, meaning: 'processing', note: byTopics },
    { type: `{${channels}}_{${steps}}`, meaning: 'communication' },
    { type: '{sms,whatsapp}_replied', meaning: 'communication', note: 'the person answered' },
    { type: '*', meaning: 'processing', note: 'conversions, Slack, webhooks, everything else' },
  ],
  pii: [
    // Webhooks and the App API write identifiers alike.
    { path: '/{data,customer}/identifiers/{id,cio_id}', ...accountId() },
    { path: '/{data/identifiers/email,data/email_address,customer/identifiers/email}', ...email() },
    { path: '/{data/customer_id,customer/id}', category: 'account_id' },
    // One reference is enough to erase a person; workspaces by id alone have no other.
    {
      path: '/data/identifiers/cio_id',
      category: 'account_id',
      reference: { object: 'person' },
    },
    {
      path: '/data/identifiers/id',
      category: 'account_id',
      reference: { object: 'person' },
      unless: hasCioId,
    },
    { path: recipient, ...email(), when: { '/object_type': ['email'] } },
    { path: recipient, ...phone(), when: isMobile },
    // An in-app message goes to an id or to an e-mail address.
    { path: recipient, category: 'email', when: { ...isInApp, ...isAddress } },
    { path: recipient, category: 'account_id', when: isInApp, unless: isAddress },
    { path: recipient, category: 'social_handle', when: { '/object_type': ['slack'] } },
    // Our own number, which the person wrote to.
    { path: '/data/to', category: 'phone', person: '/data/to' },
    { path: '/data/recipients/*/device_id', category: 'device_id' },
    {
      path: '/data/{subject,href,failure_message,recipients/*/failure_message}',
      category: 'free_text',
    },
    { path: '/data/headers', category: 'free_text', read: 'whole' },
    {
      path: '/data/content',
      category: 'free_text',
      unless: { '/metric': [preferencesChanged] },
    },
  ],
}
