import type { Match, PersonalData, PiiRow, PlatformEvent, Tables } from '@conduit/core'
import { fromMatches, pick, withConsents } from '@conduit/core'
import { consentsOf, preferencesChanged } from './preferences.ts'

const email = { category: 'email', identifies: true } as const
const freeText = { category: 'free_text' } as const
const isMobile = { '/object_type': ['sms', 'whatsapp'] }
const isInApp = { '/object_type': ['in_app'] }
const hasCioId = { '/data/identifiers/cio_id': ['*'] }

/** An in-app message goes to an id or to an e-mail address: one of the two rows counts. */
const inAppRecipient: readonly PiiRow[] = [
  { path: '/data/recipient', category: 'email', when: isInApp },
  { path: '/data/recipient', category: 'account_id', when: isInApp },
]

const channels = 'email,push,sms,whatsapp,in_app'
const any = `{customer,${channels}}`
const byTopics =
  'consent.withdrawn where any topic is off, consent.granted where all are on; read back where the webhook does not say'
const steps = 'drafted,attempted,sent,delivered,opened,clicked,bounced,dropped,failed,undeliverable'

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
    { path: '/{data,customer}/identifiers/{id,cio_id}', category: 'account_id', identifies: true },
    { path: '/{data/identifiers/email,data/email_address,customer/identifiers/email}', ...email },
    { path: '/{data/customer_id,customer/id}', category: 'account_id' },
    // One reference is enough to erase a person; workspaces by id alone have no other.
    { path: '/data/identifiers/cio_id', category: 'account_id', reference: 'person' },
    { path: '/data/identifiers/id', category: 'account_id', reference: 'person', unless: hasCioId },
    { path: '/data/recipient', ...email, when: { '/object_type': ['email'] } },
    { path: '/data/recipient', category: 'phone', identifies: true, when: isMobile },
    ...inAppRecipient,
    { path: '/data/recipient', category: 'social_handle', when: { '/object_type': ['slack'] } },
    // Our own number, which the person wrote to.
    { path: '/data/to', category: 'phone', person: '/data/to' },
    { path: '/data/recipients/*/device_id', category: 'device_id' },
    { path: '/data/{subject,href,failure_message,recipients/*/failure_message}', ...freeText },
    { path: '/data/headers', ...freeText, whole: true },
    { path: '/data/content', ...freeText, unless: { '/metric': [preferencesChanged] } },
  ],
}

/** The personal data of an event, and per topic what the person chose. */
export function extractPii(event: PlatformEvent): PersonalData {
  const data = fromMatches(pick(tables.pii, event).filter(isRecipient))
  return event.type === preferencesChanged ? withConsents(data, consentsOf(event.data)) : data
}

function isRecipient({ row, value }: Match): boolean {
  return !inAppRecipient.includes(row) || (row.category === 'email') === value.includes('@')
}
