import { and, eq, inArray } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { Database, Executor } from '../database/database.ts'
import { keepHolds } from '../database/hold-locks.ts'
import { firstIdAt } from '../database/id-time.ts'
import { statement } from '../database/statement.ts'
import { activeHolds, type HoldNode, isAt, isOfAll } from '../people/active-holds.ts'
import { knownElsewhere } from '../people/known-elsewhere.ts'
import { movePeopleEpoch } from '../people/people-epoch.ts'
import { idsByRoot, membersOf } from '../people/subject-members.ts'
import { giveRoom, roomOf } from '../quarantine/quarantine-usage.ts'
import { fetchQueue, quarantine } from '../schema/index.ts'
import { accountStatements, countText, peopleText } from './account-statements.ts'
import { firstBatches, lastBatches } from './batch-statements.ts'
import { dropCopies, dropRequestKeys } from './drop-request-keys.ts'
import type { ErasureContext, OwnErasure } from './erase-own-records.ts'
import { forgetAtPlace, forgetPerson } from './forget-person.ts'
import type { OwnCounts } from './own-records.ts'
import {
  addProgress,
  beginProgress,
  endProgress,
  everybody,
  type Progress,
  readProgress,
  type Step,
  sumOf,
} from './progress.ts'
import { writeDown } from './write-down.ts'

/** An integration of whose account all goes, and who says so. */
export interface AccountToErase {
  readonly controllerId: string
  readonly integrationId: string
  readonly redactionId: string
  readonly actor: Actor
  /** By which holds are reckoned. */
  readonly at: Date
}

const firstOfIds = firstIdAt(new Date(0))
const peopleOfBatch = 100
const rowsOfBatch = 1_000

/** One transaction of it. Null: nothing is left of that. */
type Batch = (
  executor: Executor,
  account: AccountToErase,
  progress: Progress,
  holds: readonly HoldNode[],
) => Promise<Step | null>

/**
 * Erases all that came from the account of an integration. Who is known nowhere else goes as a whole, with
 * its key; of others stays what came from elsewhere. Nobody is suppressed: what comes afterwards is a new
 * relationship.
 *
 * Each batch is a transaction with its entry in the audit log and notes how far it came: whatever ends the
 * process in between, the next call goes on. Who is held stays, and what was kept aside with it, as nobody
 * can tell whose that is without opening all of it for each of them.
 *
 * @param mayGoOn asked before each batch, unless the one before found nothing to do
 */
export async function eraseAccountRecords(
  context: ErasureContext,
  account: AccountToErase,
  mayGoOn: () => boolean,
): Promise<OwnErasure> {
  if ((await begin(context, account)) === 'erased') return await resultOf(context, account, true)
  const rest = accountStatements.map(({ kind, text }) => clearing(kind, text))
  let hadWork = true
  for (const batch of [people, ...rest, keptAside, waiting]) {
    for (let isLast = false; !isLast; ) {
      if (hadWork && !mayGoOn()) return await resultOf(context, account, false)
      isLast = await runBatch(context, account, batch)
      hadWork = !isLast
    }
  }
  await end(context, account)
  return await resultOf(context, account, true)
}

/** How much of our own came from the account of an integration, by kind. */
export async function countAccountRecords(
  database: Database,
  { controllerId, integrationId }: Pick<AccountToErase, 'controllerId' | 'integrationId'>,
): Promise<OwnCounts> {
  const [row] = await database.maintenance(executor =>
    statement<OwnCounts>(executor, countText, [controllerId, integrationId]),
  )
  return row ?? {}
}

/** Written down before anything goes: an erasure that breaks off is gone on with, also in a backup. */
async function begin(
  { database, ledger }: ErasureContext,
  account: AccountToErase,
): Promise<Progress['result']> {
  const { controllerId, integrationId, redactionId, at } = account
  return await database.transaction(async executor => {
    const before = await beginProgress(executor, refOf(account), redactionId, at)
    if (before.result === null && before.searched.listed === undefined) {
      await addProgress(executor, refOf(account), { counts: {}, searched: { listed: redactionId } })
      await writeDown(executor, ledger, { controllerId, integrationId, redactionId, at })
    }
    return before.result
  })
}

async function runBatch(
  { database }: ErasureContext,
  account: AccountToErase,
  batch: Batch,
): Promise<boolean> {
  return await database.transaction(async executor => {
    const holds = await holdsAt(executor, account)
    if (holds.some(hold => isOfAll(hold, account.integrationId))) {
      await addProgress(executor, refOf(account), { counts: {}, searched: { held: 'all' } })
      return true
    }
    const progress = await readProgress(executor, refOf(account))
    const step = await batch(executor, account, progress, holds)
    if (step === null) return true
    await addProgress(executor, refOf(account), step)
    for (const [kind, count] of Object.entries(step.counts)) {
      if (count > 0) await audit(executor, account, 'account.erasing', { step: kind, count })
    }
    return false
  })
}

const people: Batch = async (executor, account, { searched }, holds) => {
  const { controllerId, integrationId } = account
  const page = await statement<{ id: string; isThere: boolean }>(executor, peopleText, [
    ...[controllerId, integrationId, searched.people ?? firstOfIds, String(peopleOfBatch)],
  ])
  const last = page.at(-1)?.id
  if (last === undefined) return null
  const there = page.filter(({ isThere }) => isThere).map(({ id }) => id)
  if (there.length === 0) return { counts: {}, searched: { people: last } }
  await movePeopleEpoch(executor, controllerId)
  const all = idsByRoot(await membersOf(executor, [controllerId], there))
  const heldIds = new Set(holds.map(({ subjectId }) => subjectId))
  const free = [...all.values()].filter(ids => !ids.some(id => heldIds.has(id)))
  const isHeld = free.length < all.size
  const { counts, isLast } = await erasePeople(executor, account, free)
  return {
    counts,
    searched: { ...(isLast && { people: last }), ...(isHeld && { held: 'some' }) },
  }
}

/** Erases these people, each with all of its members, as far as one batch goes. */
async function erasePeople(
  executor: Executor,
  account: AccountToErase,
  everyone: readonly (readonly string[])[],
): Promise<{ readonly counts: OwnCounts; readonly isLast: boolean }> {
  if (everyone.length === 0) return { counts: {}, isLast: true }
  const { controllerId, integrationId, redactionId, actor, at } = account
  const members = everyone.flat()
  const cleared = await clearRows(executor, account, members)
  if (!cleared.isLast) return cleared
  const place = { controllerId, members, integrationId, redactionId }
  const known = await knownElsewhere(executor, place)
  const whole = everyone.filter(ids => !ids.some(id => known.has(id)))
  const gone = whole.flat()
  const left = everyone.flatMap(ids => (ids.some(id => known.has(id)) ? ids : []))
  const untold = await untell(executor, controllerId, gone)
  if (!untold.isLast) return { counts: sumOf(cleared.counts, untold.counts), isLast: false }
  const erased = { controllerId, memberIds: gone, actor, at }
  const parts: readonly OwnCounts[] = [
    cleared.counts,
    untold.counts,
    await forgetAtPlace(executor, controllerId, left, integrationId),
    { copies: await dropCopies(executor, { controllerId, memberIds: left }) },
    await dropRequestKeys(executor, erased),
    await forgetPerson(executor, controllerId, gone, [], at),
    { people: whole.length },
  ]
  return { counts: parts.reduce(sumOf, {}), isLast: true }
}

/** Their rows of the integration, a batch of each kind. */
async function clearRows(
  executor: Executor,
  { controllerId, integrationId }: AccountToErase,
  members: readonly string[],
): Promise<{ readonly counts: OwnCounts; readonly isLast: boolean }> {
  const ofIntegrations = [...firstBatches, ...lastBatches].filter(each => each.isOfIntegrations)
  const params = [controllerId, listOf(members), String(rowsOfBatch), '{}', integrationId]
  return await runAll(executor, ofIntegrations, params)
}

/** Whoever was told of them reads nothing any more that leads to them. */
async function untell(
  executor: Executor,
  controllerId: string,
  members: readonly string[],
): Promise<{ readonly counts: OwnCounts; readonly isLast: boolean }> {
  if (members.length === 0) return { counts: {}, isLast: true }
  const told = firstBatches.filter(each => !each.isOfIntegrations)
  return await runAll(executor, told, [controllerId, listOf(members), String(rowsOfBatch)])
}

async function runAll(
  executor: Executor,
  batches: typeof firstBatches,
  params: readonly string[],
): Promise<{ readonly counts: OwnCounts; readonly isLast: boolean }> {
  let counts: OwnCounts = {}
  let isLast = true
  for (const { kind, text } of batches) {
    const [done] = await statement<{ rows: number }>(executor, text, params)
    const rows = done?.rows ?? 0
    counts = sumOf(counts, { [kind]: rows })
    if (rows >= rowsOfBatch) isLast = false
  }
  return { counts, isLast }
}

/** Rows that are nobody's: what would show whose account they came from. */
function clearing(kind: 'activities' | 'deliveries', text: string): Batch {
  return async (executor, { controllerId, integrationId }, { searched }) => {
    const [done] = await statement<{ rows: number; last: string | null }>(executor, text, [
      ...[controllerId, integrationId, searched[kind] ?? firstOfIds, String(rowsOfBatch)],
    ])
    if (done === undefined || done.last === null) return null
    return { counts: { unnamed: done.rows }, searched: { [kind]: done.last } }
  }
}

const keptAside: Batch = async (executor, { controllerId, integrationId }, { searched }) => {
  if (searched.held !== undefined) return null
  const ofPlace = and(
    eq(quarantine.controllerId, controllerId),
    eq(quarantine.integrationId, integrationId),
  )
  const some = executor
    .select({ id: quarantine.id })
    .from(quarantine)
    .where(ofPlace)
    .limit(rowsOfBatch)
  const gone = await executor
    .delete(quarantine)
    .where(and(ofPlace, inArray(quarantine.id, some)))
    .returning(roomOf)
  if (gone.length === 0) return null
  await giveRoom(executor, gone)
  return { counts: { quarantined: gone.length } }
}

const waiting: Batch = async (executor, { controllerId, integrationId, at }, { searched }) => {
  if (searched.held !== undefined) return null
  const ofPlace = and(
    eq(fetchQueue.controllerId, controllerId),
    eq(fetchQueue.integrationId, integrationId),
    eq(fetchQueue.state, 'waiting'),
  )
  const some = executor
    .select({ id: fetchQueue.id })
    .from(fetchQueue)
    .where(ofPlace)
    .limit(rowsOfBatch)
  const gone = await executor
    .update(fetchQueue)
    .set({ state: 'skipped', ref: null, key: null, settledAt: at })
    .where(and(ofPlace, inArray(fetchQueue.id, some)))
    .returning({ id: fetchQueue.id })
  return gone.length === 0 ? null : { counts: { readings: gone.length } }
}

async function end({ database }: ErasureContext, account: AccountToErase): Promise<void> {
  await database.transaction(async executor => {
    const { searched } = await readProgress(executor, refOf(account))
    const result = searched.held === undefined ? 'erased' : 'held'
    await endProgress(executor, refOf(account), result, account.at)
    await audit(executor, account, 'account.erased', { result })
  })
}

async function resultOf(
  { database }: ErasureContext,
  account: AccountToErase,
  isDone: boolean,
): Promise<OwnErasure> {
  return await database.transaction(async executor => {
    const { counts, result } = await readProgress(executor, refOf(account))
    const holds = result === 'held' ? await holdsAt(executor, account) : []
    return { isDone, result, counts, holds }
  })
}

/** Holds of people and of the place itself that reach the integration, until the transaction ends. */
async function holdsAt(
  executor: Executor,
  { controllerId, integrationId, at }: AccountToErase,
): Promise<readonly HoldNode[]> {
  await keepHolds(executor, controllerId)
  const active = await activeHolds(executor, controllerId, at)
  return active.filter(hold => isAt(hold, integrationId))
}

function refOf({ controllerId, integrationId }: AccountToErase) {
  return { controllerId, integrationId, subjectId: everybody }
}

async function audit(
  executor: Executor,
  { controllerId, integrationId, actor, at }: AccountToErase,
  action: string,
  details: { readonly step?: string; readonly count?: number; readonly result?: string },
): Promise<void> {
  const object = { objectType: 'integration', objectId: integrationId }
  await writeAudit(executor, { at, controllerId, actor, action, ...object, details })
}

function listOf(ids: readonly string[]): string {
  return `{${ids.join(',')}}`
}
