import type { BadCase, Outcome } from './bad-case.ts'
import type { Call } from './line.ts'
import type { Specimen } from './specimen.ts'
import { withValue } from './spoil.ts'

/**
 * New values: at a pointer of the document, in a header (`#name`), in XML for a text. A function
 * makes one of what stood there.
 */
type Edits = Readonly<Record<string, unknown>>

/** What every platform calls otherwise: how it says a type, and whose an event is. */
interface OwnForm {
  /** A type that does not exist, and how it is recorded. */
  readonly unknown?: { readonly edits: Edits; readonly type: string }
  /** Accounts that are nobody’s here, by what is wrong; and how the call ends. */
  readonly foreign?: Readonly<Record<string, readonly [Outcome, Edits]>>
  /** Bodies of one signed content are one delivery, however they are spelled. */
  readonly isKnownByContent?: boolean
  /** Settings that name the accounts, where the recording’s do not. */
  readonly settings?: Readonly<Record<string, string[] | string>>
}

const first = (list: unknown) => (list as readonly unknown[]).slice(0, 1)
const otherUuid = '00000000-0000-4000-8000-000000000000'

export const ownForms: Readonly<Record<string, OwnForm>> = {
  custom: { unknown: { edits: { '/type': 'never.heard' }, type: 'never.heard' } },
  'customer-io': {
    unknown: { edits: { '/metric': 'never_heard' }, type: 'customer_never_heard' },
  },
  eventbrite: {
    unknown: {
      edits: { '/config/action': 'never.heard', '#x-eventbrite-event': 'never.heard' },
      type: 'never.heard',
    },
    foreign: {
      'another organization': ['unproven', { '/config/user_id': '1' }],
      'another webhook': ['unproven', { '/config/webhook_id': '1' }],
    },
  },
  'google-drive changes': {
    foreign: {
      'another channel': ['unproven', { '#x-goog-channel-id': otherUuid }],
      'another resource': ['unproven', { '#x-goog-resource-id': 'other' }],
      'no channel': ['unproven', { '#x-goog-channel-id': null }],
      'no resource': ['unreadable', { '#x-goog-resource-id': null }],
      'no message number': ['unreadable', { '#x-goog-message-number': null }],
      'a channel that has expired': [
        'recorded',
        { '#x-goog-channel-expiration': 'Thu, 19 Nov 2020 01:13:52 GMT' },
      ],
    },
  },
  'google-drive files': {
    unknown: { edits: { '#x-goog-resource-state': 'never_heard' }, type: 'file.never_heard' },
  },
  hubspot: {
    unknown: { edits: { '/0/subscriptionType': 'never.heard' }, type: 'never.heard' },
    foreign: {
      'another portal': ['ignored', { '/0/portalId': 1 }],
      'another app': ['set aside', { '/0/appId': 1 }],
    },
  },
  klaviyo: {
    settings: { accountId: 'Qm7ZtB' },
    unknown: { edits: { '/data/0/topic': 'event:never.heard' }, type: 'event:never.heard' },
    foreign: {
      'another account': ['ignored', { '/meta/klaviyo_account_id': 'Nobody' }],
      'another webhook': ['unproven', { '/meta/klaviyo_webhook_id': 'other' }],
    },
  },
  'mailchimp transactional': {
    isKnownByContent: true,
    unknown: { edits: { '/mandrill_events/0/event': 'never_heard' }, type: 'never_heard' },
  },
  'mailchimp marketing': { unknown: { edits: { '/type': 'never_heard' }, type: 'never_heard' } },
  'mailchimp-marketing': { unknown: { edits: { '/type': 'never_heard' }, type: 'never_heard' } },
  netsuite: {
    unknown: { edits: { '/eventType': 'Never.heard' }, type: 'never.heard' },
    foreign: { 'another account': ['ignored', { '/accountId': 'OTHER1' }] },
  },
  quickbooks: {
    unknown: { edits: { '': first, '/0/type': 'qbo.never.heard.v1' }, type: 'qbo.never.heard.v1' },
    foreign: { 'another realm': ['ignored', { '': first, '/0/intuitaccountid': '1' }] },
  },
  salesforce: {
    unknown: {
      edits: {
        '/eventType': 'Never.heard',
        '/objectType': 'Never__c',
        '/records/0/attributes/type': 'Never__c',
      },
      type: 'Never.heard',
    },
    foreign: { 'another organisation': ['unproven', { '/organizationId': '00D000000000001' }] },
  },
  'salesforce xml': {
    unknown: { edits: { 'xsi:type="sf:Case"': 'xsi:type="sf:Never__c"' }, type: 'Never__c' },
    foreign: {
      'another organisation': [
        'unproven',
        { '<OrganizationId>00D5g000004KxQzEAK<': '<OrganizationId>00D000000000001<' },
      ],
    },
  },
  shopify: {
    settings: { shopDomains: ['fjord-and-fern-example.myshopify.com'] },
    unknown: { edits: { '#x-shopify-topic': 'never/heard' }, type: 'never/heard' },
    foreign: {
      'another shop': [
        'ignored',
        {
          '/shop_domain': 'nobody-example.myshopify.com',
          '#x-shopify-shop-domain': 'nobody-example.myshopify.com',
        },
      ],
      'another shop in the header': [
        'unproven',
        { '#x-shopify-shop-domain': 'nobody-example.myshopify.com' },
      ],
    },
  },
  stripe: { unknown: { edits: { '/type': 'never.heard' }, type: 'never.heard' } },
  'survey-monkey': {
    unknown: { edits: { '/event_type': 'never_heard' }, type: 'never_heard' },
    foreign: { 'another app': ['unproven', { '#sm-apikey': 'other' }] },
  },
  woocommerce: {
    unknown: { edits: { '#x-wc-webhook-topic': 'never.heard' }, type: 'never.heard' },
  },
  xero: {
    unknown: {
      edits: { '/events': first, '/events/0/eventCategory': 'NEVER' },
      type: 'NEVER.UPDATE',
    },
    foreign: {
      'another organisation': ['ignored', { '/events': first, '/events/0/tenantId': otherUuid }],
    },
  },
}

/** A call of this platform with such edits. */
export function editedCall({ body, format }: Specimen, edits: Edits): Call {
  const headers: Record<string, string | null> = {}
  let edited = body
  for (const [place, value] of Object.entries(edits)) {
    if (place.startsWith('#')) headers[place.slice(1)] = value as string | null
    else edited = editedBody(edited, format, place, value)
  }
  return { body: edited, headers }
}

function editedBody(body: Buffer, format: Specimen['format'], place: string, value: unknown) {
  if (format === 'xml') return Buffer.from(body.toString().replace(place, () => `${value}`))
  if (format === 'form') return editedForm(body, place, value)
  const document: unknown = JSON.parse(body.toString())
  return Buffer.from(JSON.stringify(withValue(document, place, value)))
}

function editedForm(body: Buffer, place: string, value: unknown): Buffer {
  const fields = new URLSearchParams(body.toString())
  const [, name = '', ...rest] = place.split('/')
  const pointer = ['', ...rest].join('/')
  const inner = (text: string) =>
    JSON.stringify(withValue(JSON.parse(text) as unknown, pointer, value))
  fields.set(name, rest.length === 0 ? `${value}` : inner(fields.get(name) ?? ''))
  return Buffer.from(fields.toString())
}

/** The calls in the name of accounts that are nobody’s here. */
export function foreignCases(specimen: Specimen): readonly BadCase[] {
  const { foreign = {} } = ownForms[specimen.name] ?? {}
  return Object.entries(foreign).map(([name, [outcome, edits]]) => ({
    name,
    call: editedCall(specimen, edits),
    outcome,
  }))
}
