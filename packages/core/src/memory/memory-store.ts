import { uuidv7 } from 'uuidv7'
import { didOf, hashKey } from '../credentials/dx-key.ts'
import type { JsonObject } from '../delivery.ts'
import type { DeliveryRecord, KeyHolder, RecordOutcome, Store, StoredConnection } from '../store.ts'
import { type FetchSide, memoryFetches } from './memory-fetches.ts'
import {
  type MemoryActivity,
  type MemorySubject,
  newActivity,
  rememberPeople,
  withoutPlaintext,
} from './memory-people.ts'
import { type RecordedEvent, recordedEvent } from './recorded-event.ts'

/** One connection of a `memoryStore`. */
export interface MemoryConnection {
  /** Slug of the adapter. */
  readonly adapter: string
  readonly settings: JsonObject
  readonly state?: JsonObject
  /** UUIDs; random if absent. Connections of one controller name the same `controllerId`. */
  readonly id?: string
  readonly controllerId?: string
  /** Default: made from the controller's id. */
  readonly did?: string
  /** A DX Key of this connection, good for events and polls. */
  readonly dxKey?: string
  readonly accounts?: readonly string[]
  readonly phoneRegion?: string
}

/** A store in memory, and what it holds: for tests, and for applications that keep nothing. */
export interface MemoryStore extends Store {
  readonly connections: readonly StoredConnection[]
  readonly deliveries: readonly DeliveryRecord[]
  readonly activities: readonly MemoryActivity[]
  readonly subjects: readonly MemorySubject[]
  /** All events, for people to read. */
  recorded(): readonly RecordedEvent[]
}

/**
 * Makes a store that forgets everything when the process ends.
 * @example
 * const store = memoryStore([{ adapter: 'stripe', settings: { signingSecret }, dxKey }])
 * // … deliveries arrive
 * console.log(store.recorded())
 */
export function memoryStore(connections: readonly MemoryConnection[]): MemoryStore {
  const stored = connections.map(storedConnection)
  const holders = new Map<string, KeyHolder>()
  const byAccount = new Map<string, string>()
  for (const [index, connection] of stored.entries()) {
    const { dxKey, accounts = [] } = connections[index] ?? {}
    if (dxKey !== undefined) holders.set(hashKey(dxKey), holderOf(connection))
    for (const account of accounts) byAccount.set(`${connection.adapter} ${account}`, connection.id)
  }
  const deliveries: DeliveryRecord[] = []
  const activities: MemoryActivity[] = []
  const subjects: MemorySubject[] = []
  const seen = new Map<string, string>()
  const side: FetchSide = { connections: stored, deliveries, activities, subjects, seen }

  return {
    connections: stored,
    deliveries,
    activities,
    subjects,
    recorded: () => activities.map(recordedEvent),
    keyHolder: async hash => holders.get(hash) ?? null,
    connection: async (controllerId, id) =>
      stored.find(each => each.id === id && each.controller.id === controllerId) ?? null,
    connectionsOf: async (controllerId, adapter) =>
      stored.filter(each => each.controller.id === controllerId && each.adapter === adapter),
    connectionByAccount: async (adapter, account) => {
      const id = byAccount.get(`${adapter} ${account}`)
      return stored.find(each => each.id === id) ?? null
    },
    record: async records => records.map(record => recordOne(side, record)),
    fetches: memoryFetches(side),
  }
}

/** Records one delivery; by the same rules as the database. */
function recordOne(side: FetchSide, record: DeliveryRecord): RecordOutcome {
  const { deliveries, activities, seen, subjects } = side
  const fresh = record.activities.filter(activity => claim(seen, activity.keys, record.id) === null)
  const known =
    record.activities.length > 0 ? firstKnown(seen, record) : claim(seen, record.keys, record.id)
  const isEmpty = fresh.length === 0 && record.keys.length === 0 && record.quarantine === null
  if (known !== null && fresh.length === 0)
    return { deliveryId: known, duplicate: true, recorded: 0 }
  if (isEmpty) return { deliveryId: null, duplicate: false, recorded: 0 }
  deliveries.push({ ...record, activities: withoutPlaintext(record.activities) })
  for (const activity of fresh) {
    const made = newActivity(record, activity)
    rememberPeople(subjects, made, activity.people)
    activities.push(made)
  }
  return { deliveryId: record.id, duplicate: false, recorded: fresh.length }
}

/** The delivery that had one of these keys first; null if they are new, and taken now. */
function claim(seen: Map<string, string>, keys: readonly Uint8Array[], id: string): string | null {
  const texts = keys.map(key => Buffer.from(key).toString('base64'))
  const known = texts.map(text => seen.get(text)).find(owner => owner !== undefined)
  for (const text of texts) if (!seen.has(text)) seen.set(text, known ?? id)
  return known ?? null
}

function firstKnown(seen: Map<string, string>, record: DeliveryRecord): string | null {
  const [key] = record.activities.flatMap(activity => activity.keys)
  const owner = key === undefined ? undefined : seen.get(Buffer.from(key).toString('base64'))
  return owner === undefined || owner === record.id ? null : owner
}

function storedConnection(connection: MemoryConnection): StoredConnection {
  const controllerId = connection.controllerId ?? uuidv7()
  return {
    id: connection.id ?? uuidv7(),
    controller: {
      id: controllerId,
      did: connection.did ?? didOf(controllerId),
      salt: Buffer.from(controllerId.replaceAll('-', '').repeat(2), 'hex'),
      phoneRegion: connection.phoneRegion ?? null,
    },
    adapter: connection.adapter,
    settings: connection.settings,
    state: connection.state ?? {},
  }
}

function holderOf({ id, controller }: StoredConnection): KeyHolder {
  return { controllerId: controller.id, did: controller.did, scope: null, connectionId: id }
}
