/** Somebody as a platform names them. */
export interface Named {
  /** An address, or a number where the platform is told that. */
  readonly name: string
  readonly id: string
}

interface ToldOf extends Named {
  /** Of the webhook, from 1. */
  readonly n: number
  readonly at: Date
}

/** A call of a platform. */
interface Webhook {
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** How a platform tells something of somebody. */
export type Tells = (of: ToldOf) => Webhook

/** What a platform tells, and what of that our own erasure has it tell. */
export interface EchoesOf {
  readonly slug: string
  /** Settings that webhooks need beside those that erase. */
  readonly known: Readonly<Record<string, string>>
  /** What the server's operator sets for all integrations. */
  readonly options: Readonly<Record<string, string>>
  readonly account: string | null
  /** By what somebody is named there, and asks. */
  readonly by: 'email' | 'phone'
  /** Where the scene has the id by which its webhooks name somebody. */
  readonly idIn: 'references' | 'identifiers'
  /** By which somebody becomes known. */
  readonly tellsOf: Tells
  readonly echoes: readonly Tells[]
  /** How many of the echoes ask for erasure, by their form. */
  readonly asks: number
}

function hubspot(subscriptionType: string, own: object = {}) {
  return ({ id, n, at }: ToldOf): Webhook => ({
    body: JSON.stringify([
      {
        ...{ eventId: n, subscriptionId: 1, portalId: 1_234_567, appId: 7, attemptNumber: 0 },
        ...{ occurredAt: at.getTime(), subscriptionType, objectId: Number(id) },
        ...{ changeSource: 'CRM', ...own },
      },
    ]),
  })
}

function klaviyo(topic: string, properties: (of: ToldOf) => object = () => ({})) {
  return (of: ToldOf): Webhook => {
    const event = `event-${of.n}`
    const attributes = {
      ...{ timestamp: Math.floor(of.at.getTime() / 1_000), datetime: of.at.toISOString() },
      event_properties: properties(of),
    }
    const profile = { data: { type: 'profile', id: of.id } }
    const data = { type: 'event', id: event, attributes, relationships: { profile } }
    return {
      body: JSON.stringify({
        data: [{ external_id: event, topic: `event:klaviyo.${topic}`, payload: { data } }],
        meta: { klaviyo_account_id: 'AbCdEf', timestamp: of.at.toISOString() },
      }),
    }
  }
}

function customerIo(object_type: string, metric: string, own: (of: ToldOf) => object = () => ({})) {
  return (of: ToldOf): Webhook => {
    const identifiers = { id: null, email: of.name, cio_id: of.id }
    return {
      body: JSON.stringify({
        ...{ event_id: `event-${of.n}`, object_type, metric },
        timestamp: Math.floor(of.at.getTime() / 1_000),
        data: { identifiers, ...own(of) },
      }),
    }
  }
}

function callout(eventType: string, fields: (of: ToldOf) => object = () => ({})) {
  return (of: ToldOf): Webhook => ({
    body: JSON.stringify({
      ...{ organizationId: '00D5g000004KxQzEAK', messageId: `message-${of.n}`, eventType },
      occurredAt: of.at.toISOString(),
      records: [{ attributes: { type: eventType.split('.')[0] }, Id: of.id, ...fields(of) }],
    }),
  })
}

function change(entityName: string, changeType: string) {
  return ({ id, n, at }: ToldOf): Webhook => {
    const header = {
      ...{ entityName, recordIds: [id], changeType, changedFields: [] },
      ...{ transactionKey: `key-${n}`, sequenceNumber: 1, commitTimestamp: at.getTime() },
    }
    return {
      headers: { 'x-salesforce-organization-id': '00D5g000004KxQzEAK' },
      body: JSON.stringify({ data: { payload: { ChangeEventHeader: header } } }),
    }
  }
}

function quickbooks(type: string) {
  return ({ id, n, at }: ToldOf): Webhook => ({
    body: JSON.stringify([
      {
        ...{ specversion: '1.0', id: `event-${n}`, source: 'intuit.test', type },
        ...{ time: at.toISOString(), intuitentityid: id, intuitaccountid: '9130347798120106' },
        data: {},
      },
    ]),
  })
}

/** What another platform tells of somebody. */
export function stripeTells(by: EchoesOf['by']): Tells {
  return ({ name, n, at }) => ({
    body: JSON.stringify({
      ...{ id: `evt_${n}`, object: 'event', type: 'customer.created' },
      created: Math.floor(at.getTime() / 1_000),
      data: { object: { id: 'cus_0001', object: 'customer', [by]: name } },
    }),
  })
}

/** What HubSpot tells of a conversation that was deleted for privacy: its own number, and nobody's. */
export const conversationDeleted = hubspot('conversation.privacyDeletion')

/** Platforms whose own scene of an erasure knows somebody by what a webhook says of them. */
export const echoesOf: readonly EchoesOf[] = [
  {
    ...{
      slug: 'hubspot',
      by: 'email',
      idIn: 'references',
      known: {},
      options: {},
      account: '1234567',
      asks: 1,
    },
    tellsOf: hubspot('contact.creation'),
    echoes: [
      hubspot('contact.privacyDeletion'),
      hubspot('contact.deletion', { changeFlag: 'DELETED' }),
      hubspot('contact.propertyChange', { propertyName: 'hs_object_source', propertyValue: 'CRM' }),
    ],
  },
  {
    ...{
      slug: 'klaviyo',
      by: 'email',
      idIn: 'references',
      known: {},
      options: {},
      account: null,
      asks: 0,
    },
    tellsOf: klaviyo('subscribed_to_list', ({ name }) => ({ $email: name })),
    echoes: [
      klaviyo('manually_suppressed_from_email_marketing'),
      klaviyo('unsubscribed_from_email_marketing', ({ name }) => ({ $email: name })),
    ],
  },
  {
    ...{
      slug: 'customer-io',
      by: 'email',
      idIn: 'references',
      options: {},
      account: null,
      asks: 0,
    },
    known: { signingSecret: 'cio-sign-0001-not-real' },
    tellsOf: customerIo('customer', 'subscribed'),
    echoes: [
      customerIo('customer', 'unsubscribed', ({ name }) => ({ email_address: name })),
      customerIo('email', 'dropped', ({ name }) => ({ recipient: name })),
    ],
  },
  {
    ...{
      slug: 'salesforce',
      by: 'phone',
      idIn: 'identifiers',
      options: {},
      account: '00D5g000004KxQz',
      asks: 0,
    },
    known: { signingSecret: 'sf-callout-0001-not-real' },
    tellsOf: callout('Contact.created', ({ name }) => ({ Phone: name })),
    echoes: [
      callout('Contact.deleted', ({ name }) => ({ Phone: name, IsDeleted: true })),
      change('Contact', 'DELETE'),
    ],
  },
  {
    ...{ slug: 'quickbooks', by: 'email', idIn: 'references', known: {}, account: null, asks: 0 },
    options: { signingSecret: 'qb-sign-0001-not-real' },
    tellsOf: quickbooks('qbo.customer.created.v1'),
    echoes: [quickbooks('qbo.customer.updated.v1')],
  },
]
