import { type KeyedHash, type Keyring, sealFor } from '@conduit/privacy'
import { uuidv7 } from 'uuidv7'
import type { JsonObject, PlatformEvent } from '../contract/event.ts'
import type {
  ActivityRecord,
  Controller,
  DeliveryRecord,
  StoredIntegration,
  WantRecord,
} from '../store/store.ts'
import type { Failure, OpenIntegration, Receiver } from './create-receiver.ts'
import type { Genuine } from './genuine.ts'
import { type PseudonymContext, pseudonymise } from './pseudonymise.ts'
import { type QuarantinedDelivery, quarantineRecord } from './quarantine.ts'
import type { UnderstoodEvent, UnderstoodShare } from './understand.ts'

/** What one delivery says beside its events. */
export interface DeliveryFacts {
  readonly id: string
  readonly platformDeliveryId: string | null
  readonly catchUp: boolean
  readonly ignored: number
  /** Is this all of the delivery, and no piece of it? */
  readonly isWhole: boolean
}

/** What of a delivery belongs to one integration, with keyed hashes in the place of identifiers. */
interface KeptShare {
  readonly integration: OpenIntegration
  readonly activities: readonly ActivityRecord[]
  /** What of it could not be processed. */
  readonly failures: readonly Failure[]
}

/** Step 7 for the events of one integration. One that our code fails on stops no other. */
export function keepEvents(
  receiver: Receiver,
  { integration, events, failures }: UnderstoodShare,
  deliveryId: string | null,
): KeptShare {
  const activities: ActivityRecord[] = []
  const failed = [...failures]
  for (const understood of events) {
    try {
      activities.push(keepEvent(receiver, integration, understood, deliveryId))
    } catch (error) {
      failed.push({ step: 'extract', error })
      receiver.onFailure({ step: 'extract', error })
    }
  }
  return { integration, activities, failures: failed }
}

/**
 * Step 7: what an integration keeps of a delivery. What could not be processed goes into quarantine,
 * with the payload.
 */
export function keep(
  genuine: Genuine,
  kept: KeptShare,
  facts: DeliveryFacts,
  payload: unknown,
): DeliveryRecord {
  const { integration, failures } = kept
  const { platformDeliveryId } = facts
  const [failure] = failures
  const activities = isOneEvent(facts, kept)
    ? kept.activities.map(activity => ({ ...activity, id: facts.id }))
    : kept.activities
  const isEmpty = activities.length === 0
  const isFailed = failure !== undefined
  return {
    ...emptyRecord(genuine, integration, facts.id),
    platformDeliveryId,
    keys: deliveryKeys(genuine, integration, platformDeliveryId, { isFailed, isEmpty }),
    activities,
    ignored: facts.ignored,
    rejected: failures.length,
    catchUp: facts.catchUp,
    quarantine: isFailed ? quarantine(genuine, integration, { payload }, failure) : null,
  }
}

/**
 * A delivery that is nothing but one event has one id for both, and a store keeps it as one. What is
 * read later completes an event, and not how its delivery was proven: then there are two.
 */
function isOneEvent(
  { isWhole, ignored, catchUp }: DeliveryFacts,
  { activities, failures }: KeptShare,
): boolean {
  const [activity] = activities
  if (activity === undefined || activities.length > 1 || activity.want !== null) return false
  return isWhole && failures.length === 0 && ignored === 0 && !catchUp
}

/** The record of a delivery of which only the quarantine is kept; once, however often it comes. */
export function keepInQuarantine(
  genuine: Genuine,
  integration: OpenIntegration,
  content: QuarantinedDelivery['content'],
  failure: Failure,
): DeliveryRecord {
  const context = contextOf(genuine.receiver, integration, undefined)
  return {
    ...emptyRecord(genuine, integration, uuidv7()),
    keys: repetitionKeys(context, bytesKey(genuine)),
    rejected: 1,
    quarantine: quarantine(genuine, integration, content, failure),
  }
}

/** Step 7 for one event. */
export function keepEvent(
  receiver: Pick<Receiver, 'keyring' | 'adapter'>,
  integration: OpenIntegration,
  { event, position, personalData, consents }: UnderstoodEvent,
  deliveryId: string | null,
): ActivityRecord {
  const context = contextOf(receiver, integration, event.account)
  const { fields, people } = personalData
  return {
    id: uuidv7(),
    position,
    type: event.type,
    meaning: event.meaning,
    scope: event.scope ?? 'person',
    account: event.account ?? null,
    occurredAt: validDate(event.occurredAt),
    path: event.path,
    keys: identityOf(event, deliveryId, position).flatMap(key => repetitionKeys(context, key)),
    eventHash: event.id === null ? null : eventHash(context.keyring, context.controller, event.id),
    fields: fields.map(({ path, category, person = null }) => ({ path, category, person })),
    people: people.map((person, index) => pseudonymise(person, consents[index] ?? [], context)),
    want: event.wants === undefined ? null : wantRecord(context, integration.stored, event.wants),
  }
}

/** The keys and the name space in which the identifiers of an account's events are hashed. */
export function contextOf(
  { keyring, adapter }: Pick<Receiver, 'keyring' | 'adapter'>,
  integration: OpenIntegration,
  account: string | undefined,
): PseudonymContext {
  const { id, controller } = integration.stored
  const isOwn = account !== undefined && integration.accounts.includes(account)
  return { keyring, controller, adapter: adapter.name, namespace: isOwn ? account : id }
}

/**
 * Keyed hashes under which an event id is looked up: one for each key of the ring, so that what was
 * recorded before a rotation is found as well.
 */
export function eventHashes(
  keyring: Keyring,
  controller: Pick<Controller, 'id' | 'salt'>,
  id: string,
): readonly KeyedHash[] {
  const keys = keyring.forController(controller)
  return keyring.ids.map(keyId => keys.hasher('event-id', keyId)(id))
}

function eventHash(keyring: Keyring, controller: Controller, id: string): KeyedHash {
  return keyring.forController(controller).hasher('event-id')(id)
}

/** Keyed hashes of something that must come only once; under every key of the ring, so that a rotation forgets nothing. */
function repetitionKeys(context: PseudonymContext, key: string): readonly KeyedHash[] {
  const keys = context.keyring.forController(context.controller)
  return context.keyring.ids.map(id =>
    keys.hasher('repetition', id)(context.adapter, context.namespace, key),
  )
}

function identityOf(
  event: PlatformEvent,
  deliveryId: string | null,
  position: number,
): readonly string[] {
  if (event.keys !== undefined) return event.keys
  if (event.id !== null) return [event.id]
  return deliveryId === null ? [] : [`${deliveryId}#${position}`]
}

/**
 * What a delivery is recognised by when it comes again, beside its events: its id if it has none,
 * its bytes if part of it is in quarantine.
 */
function deliveryKeys(
  genuine: Genuine,
  integration: OpenIntegration,
  deliveryId: string | null,
  { isFailed, isEmpty }: { readonly isFailed: boolean; readonly isEmpty: boolean },
): readonly KeyedHash[] {
  const isKnownById = isEmpty && deliveryId !== null
  if (!isFailed && !isKnownById) return []
  const context = contextOf(genuine.receiver, integration, undefined)
  return repetitionKeys(context, isFailed ? bytesKey(genuine) : `delivery ${deliveryId}`)
}

/** Set apart from the keys of events, which may be digests too: a replay must not repeat itself. */
function bytesKey(genuine: Genuine): string {
  return `bytes ${genuine.digest()}`
}

function emptyRecord(
  { receiver, receivedAt, verification }: Genuine,
  { stored }: OpenIntegration,
  id: string,
): Omit<DeliveryRecord, 'keys' | 'rejected' | 'quarantine'> {
  return {
    id,
    controller: stored.controller,
    integrationId: stored.id,
    adapter: receiver.adapter.name,
    platformDeliveryId: null,
    receivedAt,
    verification,
    activities: [],
    ignored: 0,
    catchUp: false,
  }
}

function quarantine(
  genuine: Genuine,
  { stored }: OpenIntegration,
  content: QuarantinedDelivery['content'],
  failure: Failure,
): DeliveryRecord['quarantine'] {
  const { receiver, receivedAt, verification, headers } = genuine
  const delivery = { receivedAt, digest: genuine.digest(), verification, headers, content }
  return quarantineRecord(receiver.keyring, stored.controller, delivery, failure)
}

/** AAD of a sealed `wants.ref`. */
export function wantAad({ id, controller }: StoredIntegration): string {
  return `${controller.id}|${id}|want`
}

function wantRecord(
  context: PseudonymContext,
  stored: StoredIntegration,
  wants: { readonly key: string; readonly ref: JsonObject },
): WantRecord {
  const { keyring } = context
  const keys = keyring.forController(context.controller)
  const ref = Buffer.from(JSON.stringify(wants.ref))
  return {
    key: keys.hasher('want')(context.adapter, context.namespace, wants.key),
    ref: sealFor(keys, keyring.active, 'want', ref, wantAad(stored)),
  }
}

function validDate(date: Date | null): Date | null {
  return date === null || Number.isNaN(date.getTime()) ? null : date
}
