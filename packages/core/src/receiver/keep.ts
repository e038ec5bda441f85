import { type ControllerKeys, type KeyedHash, type Keyring, sealFor } from '@conduit/privacy'
import type { Parsed, Person, PiiField, PlatformEvent } from '../contract/event.ts'
import { newId } from '../store/ids.ts'
import type {
  ActivityRecord,
  ConsentRecord,
  Controller,
  DeliveryRecord,
  FieldRecord,
  PersonRecord,
  StoredIntegration,
  WantRecord,
} from '../store/store.ts'
import type { Failure, OpenIntegration, Receiver } from './create-receiver.ts'
import type { Genuine } from './genuine.ts'
import { isPlainName } from './is-plain-name.ts'
import type { SharePart } from './pieces.ts'
import { type ProvenEvent, provenEvent } from './proven.ts'
import { excessOf, type PseudonymContext, pseudonymise } from './pseudonymise.ts'
import { type QuarantinedDelivery, quarantineRecord } from './quarantine.ts'
import { requestsOf } from './requests-of.ts'
import type { OwnStatement, UnderstoodEvent, UnderstoodShare } from './understand.ts'

/** The document that a delivery brought, and what it says of itself. */
interface ReadDocument {
  readonly payload: unknown
  readonly parsed: Pick<Parsed, 'deliveryId' | 'catchUp'>
}

/**
 * Step 7: what an integration keeps of a part of a delivery, with keyed hashes in the place of
 * identifiers. What could not be processed goes into quarantine with the last part, and the payload.
 */
export function keep(
  genuine: Genuine,
  part: SharePart,
  understood: UnderstoodShare,
  { payload, parsed }: ReadDocument,
): DeliveryRecord {
  const { receiver, receivedAt, verification } = genuine
  const { integration, id, ignored, isLast, isWhole } = part
  const { stored } = integration
  const { deliveryId } = parsed
  const catchUp = isLast && parsed.catchUp === true
  const activityId = isOneEvent(part, understood) && !catchUp ? id : undefined
  const failedBefore = part.failures.length
  for (const failed of understood.failures) part.failures.push(failed)
  const kept = keepEvents(genuine, part, understood, deliveryId, activityId)
  const isSound = part.failures.length === failedBefore
  const activities = isSound ? withPieceKeys(genuine, part, kept) : kept
  const failures = isLast ? part.failures : nothing
  const [failure] = failures
  const isFailed = failure !== undefined
  const isEmpty = isWhole && activities.length === 0
  return {
    id,
    controller: stored.controller,
    integrationId: stored.id,
    adapter: receiver.adapter.name,
    platformDeliveryId: shownId(integration.keys, deliveryId),
    keys: deliveryKeys(genuine, integration, deliveryId, isFailed, isEmpty),
    receivedAt,
    verification,
    activities,
    ignored,
    rejected: failures.length,
    catchUp,
    quarantine: isFailed ? quarantine(genuine, integration, { payload }, failure) : null,
  }
}

const nothing: readonly Failure[] = []

/**
 * A piece of a large delivery that was recorded as a whole is known by its first event when the same
 * bytes come again.
 */
function withPieceKeys(
  genuine: Genuine,
  part: SharePart,
  activities: readonly ActivityRecord[],
): readonly ActivityRecord[] {
  const [first, ...others] = activities
  const isRepeatable = activities.every(({ keys }) => keys.length > 0)
  if (part.place === null || first === undefined || !isRepeatable) return activities
  return [{ ...first, keys: [...first.keys, ...pieceKeys(genuine, part)] }, ...others]
}

/** What a piece of a large delivery is known by; none where it is to be looked at again. */
export function pieceKeys(
  genuine: Genuine,
  { integration, place }: Pick<SharePart, 'integration' | 'place'>,
): readonly KeyedHash[] {
  if (place === null) return noKeys
  const context = contextOf(genuine.receiver, integration, undefined)
  return repetitionKeys(context, integration.keys, `${bytesKey(genuine)} ${place}`)
}

/**
 * A delivery that is nothing but one event has one id for both, and a store keeps it as one. What is
 * read later completes an event, and not how its delivery was proven: then there are two.
 */
function isOneEvent(
  { isWhole, ignored }: SharePart,
  { events, failures }: UnderstoodShare,
): boolean {
  const [first] = events
  if (first === undefined || events.length > 1 || first.event.wants !== undefined) return false
  return isWhole && ignored === 0 && failures.length === 0
}

/** Step 7 for the events of one integration. One that our code fails on stops no other. */
function keepEvents(
  genuine: Genuine,
  { integration, failures }: SharePart,
  { events }: UnderstoodShare,
  deliveryId: string | null,
  activityId: string | undefined,
): readonly ActivityRecord[] {
  const { receiver, verification } = genuine
  const now = receiver.clock()
  const activities: ActivityRecord[] = []
  for (const understood of events) {
    try {
      const proven = provenEvent(understood.event, verification, now)
      activities.push(keepEvent(receiver, integration, understood, proven, deliveryId, activityId))
    } catch (error) {
      failures.push({ step: 'extract', error })
      receiver.onFailure({ step: 'extract', error })
    }
  }
  return activities
}

/** The record of a delivery of which only the quarantine is kept; once, however often it comes. */
export function keepInQuarantine(
  genuine: Genuine,
  integration: OpenIntegration,
  content: QuarantinedDelivery['content'],
  failure: Failure,
): DeliveryRecord {
  const { receiver, receivedAt, verification } = genuine
  const { stored, keys } = integration
  const context = contextOf(receiver, integration, undefined)
  return {
    id: newId(),
    controller: stored.controller,
    integrationId: stored.id,
    adapter: receiver.adapter.name,
    platformDeliveryId: null,
    keys: repetitionKeys(context, keys, bytesKey(genuine)),
    receivedAt,
    verification,
    activities: [],
    ignored: 0,
    rejected: 1,
    catchUp: false,
    quarantine: quarantine(genuine, integration, content, failure),
  }
}

/**
 * Step 7 for one event. Of a late one nobody is known: its people are counted, and that is all.
 * @param id of the activity; default: a new one
 */
export function keepEvent(
  receiver: Pick<Receiver, 'keyring' | 'adapter' | 'onExcess'>,
  integration: OpenIntegration,
  understood: UnderstoodEvent,
  proven: ProvenEvent,
  deliveryId: string | null,
  id: string = newId(),
): ActivityRecord {
  const { event, position, personalData, consents } = understood
  const context = contextOf(receiver, integration, event.account)
  const { keys } = integration
  const { fields, people } = personalData
  const { verification, areKeysKept } = proven
  const isLate = verification === 'late'
  if (!isLate) tellExcess(receiver, integration, people)
  return {
    id,
    position,
    type: event.type,
    meaning: event.meaning,
    scope: event.scope ?? 'person',
    account: event.account ?? null,
    occurredAt: validDate(event.occurredAt),
    path: event.path,
    verification,
    areKeysKept,
    keys: eventKeys(context, keys, identityOf(event, deliveryId, position)),
    eventHash: event.id === null ? null : keys.hasher('event-id')(event.id),
    fields: fields.map(fieldRecord),
    people: people.map((person, index) =>
      isLate
        ? nobody
        : pseudonymise(person, consentRecords(consents[index], event, proven), context, keys),
    ),
    requests: requestsOf(understood, proven, context),
    want:
      event.wants === undefined || isLate
        ? null
        : wantRecord(context, keys, wantAad(integration.stored), event.wants),
  }
}

function tellExcess(
  { onExcess }: Pick<Receiver, 'onExcess'>,
  { apiIds: { integrationId } }: OpenIntegration,
  people: readonly Person[],
): void {
  let identifiers = 0
  for (const person of people) identifiers += excessOf(person)
  if (identifiers > 0) onExcess({ identifiers, integrationId })
}

const nobody: PersonRecord = { tokens: [], references: [], consents: [] }
const noConsents: readonly ConsentRecord[] = []

/** Statements without a time of their own are of the time of their event. */
function consentRecords(
  statements: readonly OwnStatement[] = [],
  event: PlatformEvent,
  { verification, isTimeSigned }: ProvenEvent,
): readonly ConsentRecord[] {
  if (statements.length === 0) return noConsents
  const occurredAt = validDate(event.occurredAt)
  const ofEvent = { ...(occurredAt !== null && { at: occurredAt }), isTimeSigned }
  const ofItsOwn = { isTimeSigned: verification !== 'unsigned' }
  return statements.map(statement => ({
    ...statement,
    ...plainWords(statement),
    ...(statement.at === undefined ? ofEvent : ofItsOwn),
  }))
}

/** The words of a statement are kept in clear: what could be an address or a message is not. `Email` is `email`. */
function plainWords({ channel, purpose, legalBasis, givenThrough }: OwnStatement) {
  return {
    channel: plainWord(channel.trim().toLowerCase()),
    purpose: plainWord(purpose),
    ...(legalBasis !== undefined && { legalBasis: plainWord(legalBasis) }),
    ...(givenThrough !== undefined && { givenThrough: plainWord(givenThrough) }),
  }
}

function plainWord(word: string): string {
  return isPlainName(word) ? word : '*'
}

function fieldRecord({ path, category, person }: PiiField): FieldRecord {
  return { path, category, person: person ?? null }
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

/** What tells that an event has come before, by all that it is known by. */
function eventKeys(
  context: PseudonymContext,
  keys: ControllerKeys,
  identities: readonly string[],
): readonly KeyedHash[] {
  const [only] = identities
  if (only !== undefined && identities.length === 1) return repetitionKeys(context, keys, only)
  return identities.flatMap(identity => repetitionKeys(context, keys, identity))
}

/** Keyed hashes of something that must come only once; under every key of the ring, so that a rotation forgets nothing. */
function repetitionKeys(
  { keyring, adapter, namespace }: PseudonymContext,
  keys: ControllerKeys,
  identity: string,
): readonly KeyedHash[] {
  return keyring.ids.map(id => keys.hasher('repetition', id)(adapter, namespace, identity))
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
  isFailed: boolean,
  isEmpty: boolean,
): readonly KeyedHash[] {
  const isKnownById = isEmpty && deliveryId !== null
  if (!isFailed && !isKnownById) return noKeys
  const context = contextOf(genuine.receiver, integration, undefined)
  const identity = isFailed ? bytesKey(genuine) : `delivery ${deliveryId}`
  return repetitionKeys(context, integration.keys, identity)
}

/** The platform's own id as it is, or its keyed hash if it could say more than which delivery it was. */
function shownId(keys: ControllerKeys, deliveryId: string | null): string | null {
  if (deliveryId === null || isPlainName(deliveryId)) return deliveryId
  return `hashed:${keys.hasher('delivery-id')(deliveryId)}`
}

const noKeys: readonly KeyedHash[] = []

/** Set apart from the keys of events, which may be digests too: a replay must not repeat itself. */
function bytesKey(genuine: Genuine): string {
  return `bytes ${genuine.digested.digest}`
}

function quarantine(
  genuine: Genuine,
  { stored }: OpenIntegration,
  content: QuarantinedDelivery['content'],
  failure: Failure,
): DeliveryRecord['quarantine'] {
  const { receiver, receivedAt, verification, headers, bytes } = genuine
  // Anybody may have written what nobody signed: its digest tells one from another, and that is all.
  const kept =
    verification === 'unsigned'
      ? { headers: {}, content: { withheld: bytes.length } }
      : { headers, content }
  const delivery = { receivedAt, digest: genuine.digested.digest, verification, ...kept }
  return quarantineRecord(receiver.keyring, stored.controller, delivery, failure)
}

/** AAD of a sealed `wants.ref`. */
export function wantAad({ id, controller }: Pick<StoredIntegration, 'id' | 'controller'>): string {
  return `${controller.id}|${id}|want`
}

function wantRecord(
  { keyring, adapter, namespace }: PseudonymContext,
  keys: ControllerKeys,
  aad: string,
  wants: NonNullable<PlatformEvent['wants']>,
): WantRecord {
  const ref = Buffer.from(JSON.stringify(wants.ref))
  return {
    key: keys.hasher('want')(adapter, namespace, wants.key),
    ref: sealFor(keys, keyring.active, 'want', ref, aad),
  }
}

function validDate(date: Date | null): Date | null {
  return date === null || Number.isNaN(date.getTime()) ? null : date
}
