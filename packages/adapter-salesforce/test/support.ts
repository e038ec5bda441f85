import salesforce from '@conduit/adapter-salesforce'
import {
  compileRows,
  type Delivery,
  type JsonObject,
  type PersonalData,
  type PlatformEvent,
  pick,
} from '@conduit/core'

type Payload = Parameters<typeof salesforce.parseEvent>[0]['payload']
export type Settings = Parameters<typeof salesforce.parseEvent>[1]['settings']

export const organizationId = '00D5g000004KxQzEAK'
const at = '2026-11-03T11:00:00.000Z'

/** What the adapter makes of a decoded body. */
export function parse(payload: unknown, organization: string | null = organizationId) {
  const delivery: Delivery<Payload> = {
    method: 'POST',
    url: '',
    receivedAt: new Date(0),
    bytes: new Uint8Array(),
    digest: '',
    header: name =>
      name === 'x-salesforce-organization-id' ? (organization ?? undefined) : undefined,
    query: () => undefined,
    payload: payload as Payload,
  }
  return salesforce.parseEvent(delivery, { settings: { organizationId }, state: {} })
}

/** Meanings of the events of a decoded body, in order. */
export const meanings = (payload: unknown) => parse(payload).events.map(event => event.meaning)

export function personalDataOf(
  event: PlatformEvent | undefined,
  own: Partial<Settings> = {},
): PersonalData {
  if (event === undefined) throw new Error('no event')
  const settings = { organizationId, ...own }
  const rows = compileRows(salesforce.tables.pii, salesforce.rows?.(settings))
  return salesforce.extractPii(event, { settings, state: {} }, pick(rows, event))
}

/** An outbound message as it is after decoding. */
export const envelope = (...notifications: readonly unknown[]) => ({
  Envelope: {
    Body: { notifications: { OrganizationId: organizationId, Notification: notifications } },
  },
})

export const notification = (type: string, fields: JsonObject = {}, id = '04l5g00000Nb0AAAAZ') => ({
  Id: id,
  sObject: {
    '@type': `sf:${type}`,
    Id: '0035g00000Bb1AAAAZ',
    CreatedDate: '2024-05-01T10:00:00.000Z',
    LastModifiedDate: at,
    ...fields,
  },
})

export const callout = (
  eventType: string,
  record: JsonObject = {},
  Id: string = '0035g00000Jd1AAAAZ',
) => ({
  organizationId,
  messageId: 'm-1',
  eventType,
  occurredAt: '2026-11-06T05:06:07.000+0000',
  records: [{ Id, ...record }],
})

export const change = (
  entityName: string,
  changeType: string,
  fields: JsonObject = {},
  header: JsonObject = {},
) => ({
  ChangeEventHeader: {
    entityName,
    changeType,
    recordIds: ['0035g00000Cd1AAAAZ'],
    transactionKey: 'tx-1',
    sequenceNumber: 1,
    commitTimestamp: Date.parse(at),
    changedFields: Object.keys(fields),
    ...header,
  },
  ...fields,
})
