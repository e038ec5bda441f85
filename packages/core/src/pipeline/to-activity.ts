import { keyedHash, privacyMeanings, sealFor } from '@conduit/privacy'
import { uuidv7 } from 'uuidv7'
import type { PlatformEvent } from '../delivery.ts'
import { ConduitError } from '../errors.ts'
import { type PseudonymContext, pseudonymise } from '../personal-data/pseudonymise.ts'
import type { ActivityRecord, StoredConnection, WantRecord } from '../store.ts'
import { atOnce } from './at-once.ts'
import { type Receiver, viewOf } from './receiver.ts'

const meanings: ReadonlySet<unknown> = new Set(privacyMeanings)

/** Where an event stands, for its default identity. */
export interface Origin {
  readonly deliveryId: string | null
  readonly position: number
}

/** Steps 6 and 7 for one event: find its personal data, put keyed hashes in its place, drop the rest. */
export function toActivity(
  receiver: Receiver,
  connection: StoredConnection,
  event: PlatformEvent,
  origin: Origin,
): ActivityRecord {
  assertEvent(event)
  const view = viewOf(receiver, connection)
  const personalData = atOnce(receiver.adapter.extractPii(event, view))
  const context = pseudonymContext(receiver, connection, event.account)
  const { fields, people } = pseudonymise(personalData, context)
  return {
    id: uuidv7(),
    position: origin.position,
    type: event.type,
    meaning: event.meaning,
    scope: event.scope ?? 'person',
    account: event.account ?? null,
    occurredAt: validDate(event.occurredAt),
    path: event.path,
    keys: identityOf(event, origin).flatMap(key => repetitionKeys(context, key)),
    eventHash: event.id === null ? null : eventHash(context, event.id),
    fields,
    people,
    want: event.wants === undefined ? null : wantRecord(context, connection, event.wants),
  }
}

/** Adapters need not be written in TypeScript. What a store would choke on is told here, as theirs. */
function assertEvent({ type, meaning, path, account }: PlatformEvent): void {
  const isSound =
    typeof type === 'string' &&
    meanings.has(meaning) &&
    typeof path === 'string' &&
    (account === undefined || typeof account === 'string')
  if (!isSound) throw new ConduitError('internal', { reason: 'an event of another form' })
}

/** The keys and the name space in which the identifiers of an account's events are hashed. */
export function pseudonymContext(
  receiver: Receiver,
  connection: StoredConnection,
  account: string | undefined,
): PseudonymContext {
  const isOwn = account !== undefined && viewOf(receiver, connection).accounts.includes(account)
  return {
    keyring: receiver.keyring,
    controller: connection.controller,
    adapter: receiver.adapter.name,
    namespace: isOwn ? account : connection.id,
  }
}

/** Keyed hashes of something that must come only once; under every key of the ring, so that a rotation forgets nothing. */
export function repetitionKeys(context: PseudonymContext, key: string): readonly Uint8Array[] {
  const keys = context.keyring.forController(context.controller)
  return context.keyring.ids.map(id =>
    keyedHash(keys, id, 'repetition', context.adapter, context.namespace, key),
  )
}

/** Keyed hash under which an event id is kept. */
export function eventHash({ keyring, controller }: EventIdKeys, id: string): Uint8Array {
  return keyedHash(keyring.forController(controller), keyring.active, 'event-id', id)
}

/** The hashes under which an event id may have been kept: one for each key of the ring. */
export function eventHashes({ keyring, controller }: EventIdKeys, id: string): Uint8Array[] {
  const keys = keyring.forController(controller)
  return keyring.ids.map(keyId => keyedHash(keys, keyId, 'event-id', id))
}

type EventIdKeys = Pick<PseudonymContext, 'keyring' | 'controller'>

/** AAD of a sealed `wants.ref`. */
export function wantAad(connection: StoredConnection): string {
  return `${connection.controller.id}|${connection.id}|want`
}

function identityOf(event: PlatformEvent, { deliveryId, position }: Origin): readonly string[] {
  if (event.keys !== undefined) return event.keys
  if (event.id !== null) return [event.id]
  return deliveryId === null ? [] : [`${deliveryId}#${position}`]
}

function wantRecord(
  context: PseudonymContext,
  connection: StoredConnection,
  wants: NonNullable<PlatformEvent['wants']>,
): WantRecord {
  const { keyring } = context
  const keys = keyring.forController(context.controller)
  const ref = Buffer.from(JSON.stringify(wants.ref))
  return {
    key: keyedHash(keys, keyring.active, 'want', context.adapter, context.namespace, wants.key),
    ref: sealFor(keys, keyring.active, 'want', ref, wantAad(connection)),
  }
}

function validDate(date: Date | null): Date | null {
  return date === null || Number.isNaN(date.getTime()) ? null : date
}
