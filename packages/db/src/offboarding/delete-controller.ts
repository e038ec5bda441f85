import { and, eq, getTableName, inArray } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { Executor } from '../database/database.ts'
import { keepHolds } from '../database/hold-locks.ts'
import { statement } from '../database/statement.ts'
import type { ErasureContext } from '../erasure/erase-own-records.ts'
import type { ErasedController } from '../erasure/erasure-ledger.ts'
import { writeDown } from '../erasure/write-down.ts'
import { activeHolds } from '../people/active-holds.ts'
import * as tables from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'

const { controllerOffboardings, dataControllers, dxKeys, apiKeys, redactions } = tables

/** What stays: that there was such an organisation, and what was done for it. */
const kept: readonly PgTable[] = [
  ...[tables.auditEntries, tables.auditHeads, tables.auditTiles, tables.auditCheckpoints],
  ...[tables.auditKeys, controllerOffboardings],
]

/** What opens anything goes first; what tells of the rest last, as its going is told too. */
const order: readonly PgTable[] = [
  ...[tables.subjectKeys, tables.requestKeys, tables.integrations, tables.integrationAccounts],
  ...[tables.quarantine, tables.fetchQueue],
]
const last: readonly PgTable[] = [
  ...[tables.eventOutbox, tables.notifications, tables.notificationDeliveries],
  ...[tables.subscriberPositions, tables.eventHeads, tables.eventSubscribers, tables.peopleEpochs],
]

/** All others, in the order in which they go. */
const deleted: readonly PgTable[] = [...new Set([...order, ...Object.values(tables), ...last])]
  .filter((table): table is PgTable => typeof table === 'object' && !kept.includes(table))
  .toSorted((one, other) => Number(last.includes(one)) - Number(last.includes(other)))

/** Rows of a table of months lie in several: they are named by their own key. */
const keyOfMonths: Readonly<Record<string, string>> = {
  deliveries: 'id',
  processing_activities: 'id',
  activity_subjects: 'activity_id',
}

const rowsOfBatch = 1_000
const job = { type: 'job', id: null } as const satisfies Actor
/** Servers remember who holds a key for some seconds, and transactions end within some. */
const quietMilliseconds = 60_000
const pauseMilliseconds = 3_600_000

/** How far an offboarding came. */
export type OffboardingStep =
  /** Nothing is to be done now, or for a while. */
  | 'waits'
  /** It was stopped, and goes on where it was when it is called again. */
  | 'stopped'
  | 'done'

/**
 * Goes on with an offboarding: begins it when its time has come and nothing is held, and deletes all rows of
 * the controller, some at a time, but for its audit log. Its salt and its credentials go first, with an entry in
 * the ledger: from then on nothing of it can be read. Each batch is a transaction and finds what is left by
 * itself, so whatever ends the process in between, the next call goes on.
 *
 * @param mayGoOn asked before each batch
 */
export async function advanceOffboarding(
  context: ErasureContext,
  ref: RowRef,
  now: () => Date,
  mayGoOn: () => boolean,
): Promise<OffboardingStep> {
  if ((await begin(context, ref, now())) === 'waits') return 'waits'
  return await deleteAll(context, ref, now, mayGoOn)
}

/** Is a controller in this database that a ledger says is deleted? */
export async function isControllerBack(
  { database }: Pick<ErasureContext, 'database'>,
  { controllerId }: ErasedController,
): Promise<boolean> {
  return await database.run(
    async executor => (await selectController(executor, controllerId)) !== null,
  )
}

/**
 * Deletes a controller anew that came back with a backup: at once, as no server runs that remembers it. Holds of
 * before are of no use: it had left.
 */
export async function deleteControllerAgain(
  context: ErasureContext,
  actor: Actor,
  { controllerId, offboardingId: id }: ErasedController,
  now: () => Date,
): Promise<void> {
  const table = controllerOffboardings
  const at = now()
  await context.database.transaction(async executor => {
    await dropAccess(executor, controllerId)
    // Whatever the backup says of it: it was to be deleted, and is.
    await executor.delete(table).where(eq(table.controllerId, controllerId))
    const own = { controllerId, id, state: 'deleting' as const, graceDays: 0, deleted: {} }
    await executor.insert(table).values({ ...own, requestedAt: at, startedAt: at, nextRunAt: at })
    await audit(executor, controllerId, at, 'deleting_begun', {}, actor)
  })
  await deleteAll(context, { controllerId, id }, now, () => true)
}

async function deleteAll(
  context: ErasureContext,
  ref: RowRef,
  now: () => Date,
  mayGoOn: () => boolean,
): Promise<'stopped' | 'done'> {
  // What came in the meantime may have made a row of a table that was empty.
  for (let isEmpty = false; !isEmpty; ) {
    isEmpty = true
    for (const table of deleted) {
      for (let count = 1; count > 0; ) {
        if (!mayGoOn()) return 'stopped'
        count = await deleteSome(context, ref, table, now())
        if (count > 0) isEmpty = false
      }
    }
  }
  await end(context, ref, now())
  return 'done'
}

async function begin(
  { database, ledger }: ErasureContext,
  ref: RowRef,
  at: Date,
): Promise<'waits' | 'deletes'> {
  const table = controllerOffboardings
  const { controllerId, id } = ref
  return await database.transaction(async executor => {
    const [row] = await executor.select().from(table).where(isRow(table, ref)).for('update')
    if (row === undefined || row.nextRunAt === null || row.nextRunAt > at) return 'waits'
    if (row.state === 'deleting') return 'deletes'
    if (row.state !== 'grace') return 'waits'
    const waitsFor = await obstacleOf(executor, controllerId, at)
    if (waitsFor !== null) {
      const nextRunAt = new Date(at.getTime() + pauseMilliseconds)
      await executor.update(table).set({ waitsFor, nextRunAt }).where(isRow(table, ref))
      return 'waits'
    }
    await dropAccess(executor, controllerId)
    const nextRunAt = new Date(at.getTime() + quietMilliseconds)
    await executor
      .update(table)
      .set({ state: 'deleting', startedAt: at, waitsFor: null, nextRunAt })
      .where(isRow(table, ref))
    await audit(executor, controllerId, at, 'deleting_begun', {})
    await writeDown(executor, ledger, { controllerId, offboardingId: id, at })
    return 'waits'
  })
}

/** Why nothing may be deleted yet, a machine word; null: nothing keeps it. */
async function obstacleOf(
  executor: Executor,
  controllerId: string,
  at: Date,
): Promise<string | null> {
  await keepHolds(executor, controllerId)
  if ((await activeHolds(executor, controllerId, at)).length > 0) return 'held'
  const running = await executor
    .select({ id: redactions.id })
    .from(redactions)
    .where(
      and(
        eq(redactions.controllerId, controllerId),
        inArray(redactions.state, ['cooling_off', 'running']),
      ),
    )
    .limit(1)
  return running.length > 0 ? 'redaction_running' : null
}

/** The organisation with its salt, and all that lets anybody in. */
async function dropAccess(executor: Executor, controllerId: string): Promise<void> {
  for (const table of [dxKeys, apiKeys, dataControllers])
    await executor.delete(table).where(eq(table.controllerId, controllerId))
}

async function deleteSome(
  { database }: ErasureContext,
  ref: RowRef,
  table: PgTable,
  at: Date,
): Promise<number> {
  const { controllerId } = ref
  const name = getTableName(table)
  return await database.transaction(async executor => {
    const [done] = await statement<{ rows: number }>(executor, deletion(name), [
      ...[controllerId, String(rowsOfBatch)],
    ])
    const count = done?.rows ?? 0
    if (count === 0) return 0
    const of = controllerOffboardings
    const [row] = await executor
      .select({ deleted: of.deleted })
      .from(of)
      .where(isRow(of, ref))
      .for('update')
    const before = row?.deleted ?? {}
    const sum = { ...before, [name]: (before[name] ?? 0) + count }
    await executor.update(of).set({ deleted: sum }).where(isRow(of, ref))
    await audit(executor, controllerId, at, 'deleting', { step: name, count })
    return count
  })
}

function deletion(name: string): string {
  const key = keyOfMonths[name]
  const some =
    key === undefined
      ? `ctid = any(array(select ctid from "${name}" where controller_id = $1::uuid limit $2::int))`
      : `controller_id = $1::uuid and ${key} = any(array(select ${key} from "${name}"
          where controller_id = $1::uuid order by ${key} limit $2::int))`
  return `with gone as (delete from "${name}" where ${some} returning 1)
    select count(*)::int as rows from gone`
}

async function end({ database }: ErasureContext, ref: RowRef, at: Date): Promise<void> {
  const table = controllerOffboardings
  await database.transaction(async executor => {
    await executor
      .update(table)
      .set({ state: 'done', finishedAt: at, nextRunAt: null })
      .where(isRow(table, ref))
    await audit(executor, ref.controllerId, at, 'offboarded', {})
  })
}

async function audit(
  executor: Executor,
  controllerId: string,
  at: Date,
  step: string,
  details: { readonly step?: string; readonly count?: number },
  actor: Actor = job,
): Promise<void> {
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: `data_controller.${step}` },
    ...{ objectType: 'data_controller', objectId: controllerId, details },
  })
}
