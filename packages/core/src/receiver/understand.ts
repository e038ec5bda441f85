import { privacyMeanings } from '@conduit/privacy'
import { ConduitError } from '../contract/errors.ts'
import type {
  ConsentStatement,
  Parsed,
  PersonalData,
  PlatformEvent,
  Rejection,
  ReplyBody,
  WebhookRequest,
} from '../contract/event.ts'
import type { Match } from '../contract/tables.ts'
import { pick } from '../tables/pick.ts'
import type { Failure, OpenIntegration, Receiver } from './create-receiver.ts'
import { deliveryOf, type Genuine, genuineOf } from './genuine.ts'
import { isDocumentsFault } from './is-documents-fault.ts'
import { isPlainName } from './is-plain-name.ts'
import { isHandshake, verify } from './verify.ts'
import { type Sorted, whose } from './whose.ts'

/** A statement of consent, once it is known whose it is. */
export type OwnStatement = Omit<ConsentStatement, 'person'>

/** One event, and whose data it holds. Nothing of it is hashed or kept yet. */
export interface UnderstoodEvent {
  readonly event: PlatformEvent
  /** Place in the delivery, from 0. */
  readonly position: number
  readonly personalData: PersonalData
  /** What each of its people said of consent, in their order. */
  readonly consents: readonly (readonly OwnStatement[])[]
}

/** What of a delivery belongs to one integration, understood. */
export interface UnderstoodShare {
  readonly integration: OpenIntegration
  readonly events: readonly UnderstoodEvent[]
  /** What of it could not be processed. */
  readonly failures: readonly Failure[]
}

/** A delivery in the words of every platform. */
export interface Understood {
  readonly deliveryId: string | null
  /** The platform only said "something changed". */
  readonly catchUp: boolean
  readonly shares: readonly UnderstoodShare[]
  readonly ignored: number
}

const meanings: ReadonlySet<unknown> = new Set(privacyMeanings)

/** A call as it was understood: a handshake, or a delivery and how it was proven. */
export type UnderstoodCall =
  | { readonly handshake: ReplyBody }
  | { readonly verification: 'signed' | 'unsigned'; readonly understood: Understood }

/**
 * Steps 2 to 6 of one webhook: is it genuine, what does it say, whose is it, where do personal data
 * stand in it? Keeps nothing. `receive` does the same and keeps what comes of it.
 *
 * @throws `ConduitError` `unauthorized`, `invalid`, `unsupported_media_type`, `unavailable`; whatever
 *   the adapter throws
 * @example
 * const call = await understand(receiver, receiver.open(stored), request)
 */
export async function understand(
  receiver: Receiver,
  caller: OpenIntegration | null,
  request: WebhookRequest,
): Promise<UnderstoodCall> {
  const proof = verify(receiver, caller, request)
  if (isHandshake(proof)) return { handshake: proof.handshake }
  const genuine = genuineOf(receiver, caller, request, proof)
  const { verification } = genuine
  const parsed = parse(genuine, receiver.decode(genuine))
  const { shares, ignored } = await whose(receiver, caller, parsed, verification === 'signed')
  const { deliveryId, catchUp = false } = parsed
  const all = shares.map(share => understandShare(receiver, share))
  return { verification, understood: { deliveryId, catchUp, shares: all, ignored } }
}

/** Step 4: the events of a document. @throws what the adapter throws */
export function parse(genuine: Genuine, payload: unknown): Parsed {
  const { receiver, caller } = genuine
  const { shown } = caller ?? receiver.anyone
  const parsed = receiver.pure.parseEvent(deliveryOf(genuine, payload), shown)
  if (parsed.deliveryId !== null && typeof parsed.deliveryId !== 'string') {
    throw new ConduitError('internal', { reason: 'a delivery id of another form' })
  }
  return parsed
}

/** Step 6 for what belongs to one integration. An event that our code fails on stops no other. */
export function understandShare(
  receiver: Receiver,
  { integration, events, rejected }: Sorted['shares'][number],
): UnderstoodShare {
  const understood: UnderstoodEvent[] = []
  const failures = failuresOf(rejected)
  const search = searching(integration)
  for (const { event, position } of events) {
    try {
      understood.push(understandEvent(receiver, integration, event, position, search))
    } catch (error) {
      failures.push({ step: 'extract', error })
      if (!isDocumentsFault(error)) receiver.onFailure({ step: 'extract', error })
    }
  }
  return { integration, events: understood, failures }
}

/** What a table's rows find in an event. */
type Search = (event: PlatformEvent) => readonly Match[]

/**
 * Searches one event after the other. A document that tells of several is searched once. Rows are asked for
 * with the first: those of settings may throw.
 */
export function searching(integration: Pick<OpenIntegration, 'rows'>): Search {
  let last: { readonly event: PlatformEvent; readonly found: readonly Match[] } | null = null
  return event => {
    if (last === null || !isOfSame(event, last.event))
      last = { event, found: pick(integration.rows, event) }
    return last.found
  }
}

/** A table finds the same in both. */
function isOfSame(a: PlatformEvent, b: PlatformEvent): boolean {
  return a.data === b.data && a.type === b.type && a.path === b.path
}

/** One failure for each reason: an error costs more than an item, and thousands may be alike. */
function failuresOf(rejected: readonly Rejection[]): Failure[] {
  if (rejected.length === 0) return []
  const byReason = new Map<string, Failure>()
  return rejected.map(({ reason }) => {
    const known = byReason.get(reason)
    if (known !== undefined) return known
    const error = new ConduitError('invalid', { reason, reasonKey: 'body_unreadable' })
    const made = { step: 'parse', error }
    byReason.set(reason, made)
    return made
  })
}

/**
 * Step 6 for one event: where its personal data stand, and what its people said of consent.
 * @param search default: of this event alone, see `searching`
 */
export function understandEvent(
  { pure }: Pick<Receiver, 'pure'>,
  integration: OpenIntegration,
  event: PlatformEvent,
  position: number,
  search = searching(integration),
): UnderstoodEvent {
  assertEvent(event)
  const personalData = pure.extractPii(event, integration.shown, search(event))
  return { event, position, personalData, consents: consentsOf(event, personalData) }
}

/** Adapters need not be written in TypeScript. What a store would choke on is told here, as theirs. */
function assertEvent({ type, meaning, path, account }: PlatformEvent): void {
  const isSound =
    typeof type === 'string' &&
    meanings.has(meaning) &&
    typeof path === 'string' &&
    (account === undefined || typeof account === 'string')
  if (!isSound) throw new ConduitError('internal', { reason: 'an event of another form' })
  // Both are kept in clear. What a platform lets people write in them must not be.
  if (!isPlainName(type) || (account !== undefined && !isPlainName(account)))
    throw new ConduitError('invalid', { reasonKey: 'not_a_name' })
}

const none: readonly OwnStatement[] = []

/** What each person said. A statement of nobody in particular makes the event fail. */
function consentsOf(
  { consents = [] }: PlatformEvent,
  { people }: PersonalData,
): UnderstoodEvent['consents'] {
  if (consents.length === 0) return people.map(() => none)
  const own = people.map((): OwnStatement[] => [])
  const byPointer = new Map<string, OwnStatement[]>()
  for (const [index, { at }] of people.entries()) {
    if (!byPointer.has(at)) byPointer.set(at, own[index] ?? [])
  }
  for (const { person, ...consent } of consents) {
    const only = own.length === 1 ? own[0] : undefined
    // Where nobody is named, only one can be meant.
    const theirs = person === undefined ? only : byPointer.get(person)
    if (theirs === undefined) throw new ConduitError('invalid', { reasonKey: 'consent_of_nobody' })
    theirs.push(consent)
  }
  return own
}
