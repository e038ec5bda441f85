import {
  type ActivityRecord,
  type Decisions,
  type DeliveryRecord,
  decide,
  type Occurrence,
  type RecordOutcome,
  type Resolution,
  resolve,
  type SuppressedPeople,
  subjectIds,
  suppressedPeople,
  withoutSuppressed,
} from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import { consentRows } from '../consents/consent-rows.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Database, Executor } from '../database/database.ts'
import { shortOf } from '../database/short-hash.ts'
import { statement } from '../database/statement.ts'
import { DatabaseError } from '../errors/database-error.ts'
import { movedRow, olderTokens, tokenRow } from '../people/claim-tokens.ts'
import { type FoundPeople, refKey, unverifiedRefKey } from '../people/find-people.ts'
import type { Owner, PeopleMemory } from '../people/people-memory.ts'
import { baseRow, linkRow, personRows } from '../people/people-rows.ts'
import { allRemembered, recallPeople } from '../people/recall-people.ts'
import { loadKeys, type PeopleRows, sealPeople } from '../people/seal-people.ts'
import { hitRows } from '../people/suppression-hits.ts'
import { byKeys } from './by-keys.ts'
import type { FieldSets, NewFieldSet } from './field-sets.ts'
import { type FlushAnswer, type FlushRows, flushStatement } from './flush-statement.ts'
import type { RecordContext } from './record-context.ts'
import { activityRow, deliveryRow, fieldSetRows } from './rows.ts'
import { peopleOf } from './write-deliveries.ts'

/** A new event of a flush, and its findable people. */
interface Item {
  readonly delivery: DeliveryRecord
  readonly activity: ActivityRecord
  readonly people: readonly Occurrence[]
}

/** What a recorder remembers of what is in the database. */
export interface RecorderMemory {
  readonly people: PeopleMemory
  readonly fieldSets: FieldSets
}

/** What a flush is going to write, as far as it knows. */
interface Flush {
  readonly resolution: Resolution
  readonly known: FoundPeople
  readonly rows: ReturnType<typeof rowsOf> & { readonly hits: ReturnType<typeof hitRows> }
}

/** SQLSTATE of `conduit_not_ordinary()`, and of a key that another transaction took meanwhile. */
const notOrdinary = new Set(['CD001', '23505'])
const maxTries = 4

/** Is this nothing but events, of which nobody asks anything, with nothing to read and nothing that failed? */
export function isOrdinary({ quarantine, catchUp, activities }: DeliveryRecord): boolean {
  if (quarantine !== null || catchUp || activities.length === 0) return false
  return activities.every(({ want, requests }) => want === null && requests.length === 0)
}

/**
 * Records ordinary deliveries in one statement, which is their transaction too. Who is known is
 * remembered; anybody else is looked up before.
 *
 * @returns outcomes in the order of the records; null: nothing was written, and these deliveries
 *   need the long way
 */
export async function flushOrdinary(
  database: Database,
  context: RecordContext,
  memory: RecorderMemory,
  records: readonly DeliveryRecord[],
): Promise<readonly RecordOutcome[] | null> {
  const first = decide(records, new Map())
  const items = itemsOf(first)
  const keys = keysOf(items)
  // A repetition inside the flush that brings a further key of the same event.
  if (keys.size !== first.owners.size) return null
  for (let tries = 0; tries < maxTries; tries += 1) {
    const flush = await prepare(database, context, memory, items)
    if (flush === null) return null
    const answer = await send(database, flush)
    if (answer === null) return null
    if (answer.every(({ held }) => held)) {
      learn(memory, flush)
      const lost = ownersOfLost(flush, answer)
      return lost.size === 0
        ? first.decisions.map(({ outcome }) => outcome)
        : decide(records, lost).decisions.map(({ outcome }) => outcome)
    }
    for (const controllerId of flush.known.epochs.keys()) memory.people.forget(controllerId)
  }
  return null
}

function itemsOf({ decisions }: Decisions): readonly Item[] {
  return decisions.flatMap(({ delivery, activities }) =>
    activities.map(activity => ({ delivery, activity, people: peopleOf(delivery, [activity]) })),
  )
}

function keysOf(items: readonly Item[]): ReadonlySet<KeyedHash> {
  return new Set(items.flatMap(({ activity }) => activity.keys))
}

/** Decides who is who, and makes the rows. */
async function prepare(
  database: Database,
  { keyring, now }: RecordContext,
  memory: RecorderMemory,
  items: readonly Item[],
): Promise<Flush | null> {
  const occurrences = items.flatMap(({ people }) => people)
  const deliveries = items.map(({ delivery }) => delivery)
  const people =
    remembered(memory, deliveries, occurrences) ??
    (await database.run(async executor => {
      await memory.fieldSets.load(executor, deliveries)
      return await lookedUp(executor, memory.people, occurrences)
    }))
  if (people === null) return null
  const { resolution, known } = people
  // What an older key made goes as the active one knows them: once for each identifier, the long way.
  if (olderTokens(resolution, known.tokens).length > 0) return null
  const sealed = sealPeople(keyring, occurrences, resolution, known)
  const kept = withoutSuppressedPeople(items, suppressedPeople(occurrences, resolution))
  const rows = rowsOf(memory, kept, resolution, sealed, known, now())
  return { resolution, known, rows: { ...rows, hits: hitsOf(items, kept, known) } }
}

function withoutSuppressedPeople(
  items: readonly Item[],
  suppressed: SuppressedPeople,
): readonly Item[] {
  if (suppressed.size === 0) return items
  const deliveries = new Map<DeliveryRecord, DeliveryRecord>()
  return items.map(item => {
    const delivery = deliveries.get(item.delivery) ?? withoutSuppressed(item.delivery, suppressed)
    deliveries.set(item.delivery, delivery)
    const activity = delivery.activities.find(({ id }) => id === item.activity.id) ?? item.activity
    return { ...item, delivery, activity }
  })
}

/** Who came and is suppressed: as a rule nobody, and then nothing was taken from the events. */
function hitsOf(
  items: readonly Item[],
  kept: readonly Item[],
  { tokens }: FoundPeople,
): ReturnType<typeof hitRows> {
  if (kept === items) return []
  const events = new Map(items.map(({ activity }, item) => [activity.id, { ...activity, item }]))
  const occurrences = items.flatMap(({ people }) => people)
  return hitRows(occurrences, tokens, id => events.get(id))
}

type ResolvedPeople = Pick<Flush, 'resolution' | 'known'>

/** Who is who where everything is remembered, which needs no connection; null: something is not. */
function remembered(
  { people, fieldSets }: RecorderMemory,
  deliveries: readonly DeliveryRecord[],
  occurrences: readonly Occurrence[],
): ResolvedPeople | null {
  if (!fieldSets.isLoaded(deliveries)) return null
  const known = allRemembered(people.recall(occurrences))
  return known === null ? null : { resolution: resolved(occurrences, known), known }
}

function resolved(occurrences: readonly Occurrence[], known: FoundPeople): Resolution {
  return resolve(occurrences, known.tokens, subjectIds(), known.bases)
}

/** Who is who, with the keys of all whose references are new; null as `recallPeople`. */
async function lookedUp(
  executor: Executor,
  memory: PeopleMemory,
  occurrences: readonly Occurrence[],
): Promise<ResolvedPeople | null> {
  const known = await recallPeople(executor, memory, occurrences)
  if (known === null) return null
  const resolution = resolved(occurrences, known)
  const wrapped = await loadKeys(executor, occurrences, resolution, known)
  return { resolution, known: { ...known, wrapped } }
}

function rowsOf(
  memory: RecorderMemory,
  items: readonly Item[],
  resolution: Resolution,
  sealed: PeopleRows,
  { epochs }: FoundPeople,
  now: Date,
) {
  return {
    epochs: [...epochs].map(([controllerId, epoch]) => ({ controllerId, epoch })),
    seen: seenRows(items, newcomers(resolution, sealed), now),
    ...eventRows(items, resolution, memory.fieldSets),
    ...newRows(memory.people, resolution, sealed),
  }
}

/** Sends the statement; null: it found that this is not ordinary. */
async function send(database: Database, { rows }: Flush): Promise<readonly FlushAnswer[] | null> {
  const { text, params } = flushStatement(rows)
  try {
    return await database.run(executor => statement<FlushAnswer>(executor, text, params))
  } catch (error) {
    if (error instanceof DatabaseError && notOrdinary.has(error.sqlState)) return null
    throw error
  }
}

/** Events that bring somebody or something new: were they repetitions, it must not be written. */
function newcomers(
  { tokens, verified, links }: Resolution,
  sealed: PeopleRows,
): ReadonlySet<string> {
  const ids = new Set(sealed.activityIds)
  for (const { occurrence } of tokens.values()) ids.add(occurrence.activityId)
  for (const { occurrence } of verified.values()) ids.add(occurrence.activityId)
  for (const { occurrence } of links) ids.add(occurrence.activityId)
  return ids
}

/** A key that an event is recognised by, on its way into the table. */
type SeenRow = FlushRows['seen'][number] & {
  readonly controllerId: string
  readonly key: string
  readonly hash: KeyedHash
}

function seenRows(
  items: readonly Item[],
  newcomers: ReadonlySet<string>,
  now: Date,
): readonly SeenRow[] {
  const today = now.toISOString()
  const rows: SeenRow[] = []
  for (const [item, { delivery, activity }] of items.entries()) {
    const controllerId = delivery.controller.id
    const deliveryId = delivery.id
    const hashes = activity.keys.length === 1 ? activity.keys : [...new Set(activity.keys)]
    const keys = hashes.length
    const alone = newcomers.has(activity.id)
    const seenAt = activity.areKeysKept ? null : today
    for (const hash of hashes) {
      rows.push({ controllerId, key: shortOf(hash), deliveryId, seenAt, item, keys, alone, hash })
    }
  }
  return rows.sort(byKey)
}

const byKey = byKeys('controllerId', 'key')
const byToken = byKeys('controllerId', 'token')
const byBase = byKeys('controllerId', 'token', 'subjectId')
const byReference = byKeys('controllerId', 'token', 'subjectId', 'integrationId')
const byLink = byKeys('controllerId', 'subjectA', 'subjectB')

/** A row of one event of a flush. */
type OfItem<Row> = Row & { readonly item: number }

/** The rows of events, of the deliveries that have rows of their own, of further people and of consents. */
function eventRows(items: readonly Item[], { subjects }: Resolution, sets: FieldSets) {
  const deliveries = new Map<DeliveryRecord, ReturnType<typeof deliveryRow>>()
  const newSets: NewFieldSet[] = []
  let next = 0
  const people: OfItem<ReturnType<typeof personRows>[number]>[] = []
  const consents: OfItem<ReturnType<typeof consentRows>[number]>[] = []
  const activities = items.map(({ delivery, activity, people: found }, item) => {
    let subjectId: string | null = null
    for (const person of found) {
      const subject = subjects[next++] ?? null
      if (person.index === 0) subjectId = subject
      else people.push(...personRows(person, subject).map(each => ({ ...each, item })))
      for (const row of consentRows(person, subject)) consents.push({ ...row, item })
    }
    const type = cleanText(activity.type, textLimits.type)
    const placed = sets.place(delivery, activity, type)
    if (placed.newSet !== null) newSets.push(placed.newSet)
    const row = activityRow(delivery, activity, type, placed, item, subjectId)
    if (row.deliveryId !== null) deliveries.set(delivery, deliveryRow(delivery))
    return row
  })
  const delivered = [...deliveries.values()]
  return { activities, people, consents, deliveries: delivered, ...fieldSetRows(newSets) }
}

function newRows(
  memory: PeopleMemory,
  { tokens, verified, bases, links }: Resolution,
  sealed: PeopleRows,
) {
  return {
    tokens: [...tokens.values()].map(tokenRow).sort(byToken),
    verified: [...verified].map(movedRow),
    bases: bases.map(baseRow).sort(byBase),
    subjects: sealed.subjects,
    keys: sealed.keys,
    references: [...sealed.references].sort(byReference),
    links: links
      .map(linkRow)
      .filter(link => !isRemembered(memory, link))
      .sort(byLink),
  }
}

function isRemembered(memory: PeopleMemory, link: ReturnType<typeof linkRow>): boolean {
  return memory.hasName(link.controllerId, linkKey(link))
}

/** Remembers what was written. */
function learn(
  { people: memory, fieldSets }: RecorderMemory,
  { resolution, known, rows }: Flush,
): void {
  const ownerOf = (controllerId: string): Owner => {
    return { controllerId, epoch: known.epochs.get(controllerId) ?? '' }
  }
  for (const changed of [resolution.tokens, resolution.verified]) {
    for (const [token, { subjectId, isVerified, occurrence }] of changed) {
      if (!isVerified) continue
      const owner = { subjectId, isVerified, unverified: null }
      memory.keepToken(ownerOf(occurrence.controller.id), token, owner)
    }
  }
  for (const reference of rows.references) {
    const { controllerId, token, subjectId, isVerified } = reference
    const nameOf = isVerified ? refKey : unverifiedRefKey
    memory.keepName(ownerOf(controllerId), nameOf(reference, token, subjectId))
  }
  fieldSets.keep(rows.fieldSetsSeen)
  for (const link of rows.links) memory.keepName(ownerOf(link.controllerId), linkKey(link))
}

/** A link is written again for other evidence, which may be stronger. */
function linkKey({ subjectA, subjectB, evidence }: ReturnType<typeof linkRow>): string {
  return `${subjectA}${subjectB}${evidence}`
}

/** Deliveries that had these keys first. */
function ownersOfLost(
  { rows }: Flush,
  answer: readonly FlushAnswer[],
): ReadonlyMap<KeyedHash, string> {
  const lost = new Map(answer.map(({ key, owner }) => [key, owner]))
  const owners = new Map<KeyedHash, string>()
  for (const { key, hash } of rows.seen) {
    const owner = lost.get(key)
    if (owner != null) owners.set(hash, owner)
  }
  return owners
}
