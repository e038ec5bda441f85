import { json, xml } from '@conduit/core'
import { type Static, type TSchema, Type } from '@sinclair/typebox'

/** Ids and API names: no name, address or text of a person has this form. */
const token = Type.String({ pattern: '^[\\w.:-]{1,128}$' })
const optional = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))
const items = Type.Array(Type.Unknown(), { minItems: 1 })

const outbound = Type.Object({ OrganizationId: Type.String(), Notification: items })
const callout = Type.Object({
  organizationId: Type.String(),
  messageId: token,
  eventType: token,
  objectType: optional(token),
  occurredAt: optional(Type.String()),
  records: items,
})
/** Relays that decode Avro write 64 bits as text. */
const long = Type.Union([Type.Number(), Type.String({ pattern: '^\\d{1,19}$' })])
const header = Type.Object({
  entityName: token,
  changeType: token,
  recordIds: Type.Array(Type.Unknown()),
  transactionKey: token,
  sequenceNumber: Type.Integer({ minimum: 0 }),
  commitTimestamp: optional(long),
  changedFields: optional(Type.Array(Type.Unknown())),
})
const change = Type.Object({ ChangeEventHeader: header })
/** A platform event has fields and no header. */
const fields = Type.Object({ ChangeEventHeader: Type.Optional(Type.Never()) })
const wrapped = Type.Object({ payload: Type.Union([change, fields]) })
/** What relays say of the organisation and the channel, beside what they carry. */
const relayed = {
  organizationId: optional(Type.String()),
  source: optional(Type.Unknown()),
}

export type Callout = Static<typeof callout>
export type Change = Static<typeof change>
export type Payload = Static<typeof endpoint.payload>

const strip = ['SessionId', 'sessionId']
const namespaces = [
  'http://schemas.xmlsoap.org/soap/envelope/',
  'http://soap.sforce.com/2005/09/outbound',
  'urn:sobject.enterprise.soap.sforce.com',
  // Parts of compound fields.
  'urn:enterprise.soap.sforce.com',
  'http://www.w3.org/2001/XMLSchema-instance',
]

/** Outbound messages, callouts, changes and platform events in each wrapper that relays leave on. */
export const endpoint = {
  formats: [xml({ strip, namespaces, lists: ['Notification'] }), json({ strip })],
  payload: Type.Union([
    Type.Object({ Envelope: Type.Object({ Body: Type.Object({ notifications: outbound }) }) }),
    callout,
    Type.Object({ ...relayed, data: wrapped }),
    Type.Object({ ...relayed, detail: wrapped }),
    Type.Object({ ...relayed, event: wrapped }),
    Type.Object({ ...relayed, payload: Type.Union([change, fields]) }),
    change,
  ]),
  headers: ['x-salesforce-organization-id'],
  maxBytes: 5 * 1024 * 1024,
}
