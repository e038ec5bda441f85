import { createHash } from 'node:crypto'
import {
  type ActivityRecord,
  type DeliveryRecord,
  generateDxKey,
  type PersonRecord,
  type StoredConnection,
  tokensOf,
} from '@conduit/core'
import { testKeyring } from '@conduit/recordings'
import { uuidv7 } from 'uuidv7'
import type { WantedConnection } from './store-under-test.ts'

/** A connection for a store to make. */
export function newConnection(changes: Partial<WantedConnection> = {}): WantedConnection {
  return {
    ...{ adapter: 'stripe', settings: {}, accounts: [] },
    did: `did:example:${uuidv7()}`,
    dxKey: generateDxKey(),
    ...changes,
  }
}

/** A delivery of these events; recognised by `keys` where it has none. */
export function newDelivery(
  connection: StoredConnection,
  activities: readonly ActivityRecord[],
  changes: Partial<DeliveryRecord> = {},
): DeliveryRecord {
  return {
    id: uuidv7(),
    controller: connection.controller,
    connectionId: connection.id,
    adapter: connection.adapter,
    platformDeliveryId: null,
    keys: [],
    receivedAt: new Date(),
    verification: 'signed',
    activities,
    ignored: 0,
    rejected: 0,
    catchUp: false,
    quarantine: null,
    ...changes,
  }
}

/** An event with these identities. */
export function newActivity(
  keys: readonly Uint8Array[],
  changes: Partial<ActivityRecord> = {},
): ActivityRecord {
  return {
    id: uuidv7(),
    position: 0,
    type: 'customer.updated',
    meaning: 'subject.updated',
    scope: 'person',
    account: null,
    occurredAt: new Date(),
    path: '/data',
    keys,
    eventHash: null,
    fields: [],
    people: [],
    want: null,
    ...changes,
  }
}

/** Somebody with these addresses. */
export function newPerson(
  connection: StoredConnection,
  ...emails: readonly string[]
): PersonRecord {
  const { controller, adapter, id } = connection
  const context = { keyring: testKeyring, controller, adapter, namespace: id }
  const tokens = emails.flatMap(value => tokensOf({ category: 'email', value }, context))
  return { tokens, references: [] }
}

/** A keyed hash, as far as a store can tell. */
export function keyOf(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}
