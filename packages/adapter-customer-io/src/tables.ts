import type { Tables } from '@conduit/core'
import { piiRows } from './pii-rows.ts'
import { preferencesChanged } from './preferences.ts'

/** What messages go through. */
export const channels: readonly string[] = ['email', 'push', 'sms', 'whatsapp', 'in_app', 'inbox']
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
const orders = 'completed,updated,refunded,cancelled,canceled'
const byTopics =
  'consent.withdrawn where any topic is off, consent.granted where all are on; read back where the webhook does not say'

/**
 * Customer.io as data.
 * @see https://docs.customer.io/integrations/api/webhooks/
 */
export const tables: Tables = {
  events: [
    { type: `{customer,${channels}}_subscribed`, meaning: 'consent.granted' },
    { type: '*_unsubscribed', meaning: 'consent.withdrawn', note: 'of any other channel too' },
    { type: '*_spammed', meaning: 'consent.withdrawn', note: 'a complaint' },
    { type: preferencesChanged, meaning: 'processing', note: byTopics },
    { type: `{${channels}}_{${steps}}`, meaning: 'communication' },
    { type: '*_replied', meaning: 'communication', note: 'the person answered' },
    { type: '{identify,alias}', meaning: 'subject.updated', note: 'of a data pipeline' },
    { type: 'person.{identify,merge}', meaning: 'subject.updated', note: 'of the Track API' },
    { type: 'person.{delete,suppress}', meaning: 'subject.deleted', note: 'of the Track API' },
    {
      type: 'track.user_{deleted,suppressed}',
      meaning: 'subject.deleted',
      note: 'a pipeline’s event that Customer.io itself acts on',
    },
    { type: `track.order_{${orders}}`, meaning: 'transaction', note: 'of a data pipeline' },
    {
      type: 'call',
      meaning: 'processing',
      note: 'a body that the author of a campaign has written',
    },
    { type: '*', meaning: 'processing', note: 'conversions, Slack, webhooks, everything else' },
  ],
  pii: piiRows,
}
