import { and, asc, eq, gte, inArray, isNotNull, ne } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { Database, Executor } from '../database/database.ts'
import { dropHoldKeys } from '../hold-keys/drop-hold-keys.ts'
import { movePeopleEpoch } from '../people/people-epoch.ts'
import { membersOf } from '../people/subject-members.ts'
import {
  controllerOffboardings,
  dataSubjects,
  holdKeys,
  ownErasures,
  redactionTasks,
  subjectKeys,
  suppressions,
} from '../schema/index.ts'
import { insertSuppressions } from '../suppressions/insert-suppressions.ts'
import { type ErasureContext, eraseOwnRecords } from './erase-own-records.ts'
import type { ErasedAccount, ErasedPerson, ErasureEntry } from './erasure-ledger.ts'
import { countOwnRecords, type OwnCounts } from './own-records.ts'
import { everybody, everywhere } from './progress.ts'

/** What of an erased person is in the database again. */
export interface FoundAgain {
  /** Members that are there and not erased. */
  readonly people: readonly string[]
  /** Wrapped keys that were destroyed. */
  readonly keys: number
  /** Tokens that are not on the list of suppressed ones. */
  readonly unsuppressed: ErasedPerson['tokens']
  readonly rows: OwnCounts
  /** Members of the same person who were not erased with it: who is who is another matter than it was. */
  readonly others: readonly string[]
  /** Tasks whose own keys were destroyed, and are there. */
  readonly taskIds: readonly string[]
}

/** Looks for what a ledger says is erased. Null: the controller is not in this database. */
export async function findErasedAgain(
  database: Database,
  erased: ErasedPerson,
): Promise<FoundAgain | null> {
  const { controllerId, integrationId } = erased
  const ids = [...erased.subjectIds]
  const found = await database.run(async executor => {
    if ((await selectController(executor, controllerId)) === null) return null
    const people = await executor
      .select({ id: dataSubjects.id })
      .from(dataSubjects)
      .where(
        and(
          eq(dataSubjects.controllerId, controllerId),
          inArray(dataSubjects.id, ids),
          ne(dataSubjects.state, 'erased'),
        ),
      )
    const keys = integrationId === null ? await keysOf(executor, controllerId, ids) : 0
    const members = await membersOf(executor, [controllerId], ids)
    const others = members.map(({ id }) => id).filter(id => !ids.includes(id))
    const unsuppressed = await notOnList(executor, erased)
    const taskIds = await keysAgain(executor, erased)
    const isKnown = integrationId !== null && (await isErasedThere(executor, erased))
    return {
      people: isKnown ? [] : people.map(({ id }) => id),
      keys: keys + taskIds.length,
      ...{ unsuppressed, others, taskIds },
    }
  })
  if (found === null) return null
  const { people, others } = found
  if (people.length === 0 || others.length > 0) return { ...found, rows: {} }
  const rows = await countOwnRecords(database, { controllerId, subjectIds: people, integrationId })
  // Who is known from elsewhere alone has nothing there.
  const isNobody = integrationId !== null && Object.values(rows).every(count => count === 0)
  return { ...found, people: isNobody ? [] : people, rows }
}

/** How many wrapped keys are there that were destroyed. */
async function keysOf(executor: Executor, controllerId: string, ids: string[]): Promise<number> {
  const keys = await executor
    .select({ id: subjectKeys.subjectId })
    .from(subjectKeys)
    .where(and(eq(subjectKeys.controllerId, controllerId), inArray(subjectKeys.subjectId, ids)))
  return keys.length
}

/** Does the database know of that erasure itself? What is there of the person came later, then. */
async function isErasedThere(
  executor: Executor,
  { controllerId, subjectIds, integrationId, at }: ErasedPerson,
): Promise<boolean> {
  const places = [everywhere, ...(integrationId === null ? [] : [integrationId])]
  const [found] = await executor
    .select({ id: ownErasures.subjectId })
    .from(ownErasures)
    .where(
      and(
        eq(ownErasures.controllerId, controllerId),
        inArray(ownErasures.subjectId, [...subjectIds]),
        inArray(ownErasures.integrationId, places),
        eq(ownErasures.result, 'erased'),
        gte(ownErasures.endedAt, at),
      ),
    )
    .limit(1)
  return found !== undefined
}

/** How a replay of an erasure ended. `merged`: it was left, as somebody else is the same person here. */
export type ReplayResult = 'erased' | 'held' | 'merged'

/**
 * Erases anew what came back: identifiers are suppressed, our own rows and the keys go, with what the audit
 * log says of each erasure.
 *
 * @param found what {@link findErasedAgain} has found
 */
export async function replayErasure(
  context: ErasureContext,
  erased: ErasedPerson,
  { people, unsuppressed, others, taskIds }: FoundAgain,
  { actor, at }: { readonly actor: Actor; readonly at: Date },
): Promise<ReplayResult> {
  const { controllerId, redactionId, integrationId } = erased
  if (unsuppressed.length > 0) {
    await context.database.transaction(executor =>
      suppressAgain(executor, { ...erased, tokens: unsuppressed }, actor, at),
    )
  }
  if (taskIds.length > 0) {
    await context.database.transaction(executor => endAgain(executor, erased, taskIds, actor, at))
  }
  if (people.length === 0) return 'erased'
  if (others.length > 0) return 'merged'
  const person = { controllerId, subjectIds: people, redactionId, integrationId, actor, at }
  const { result } = await eraseOwnRecords(context, person, () => true)
  return result ?? 'held'
}

/**
 * Is what came from an account there again? Null: its controller is not in this database. It is where the
 * database knows nothing of an erasure as late as the one that the ledger tells of.
 */
export async function isAccountBack(
  database: Database,
  { controllerId, integrationId, at }: ErasedAccount,
): Promise<boolean | null> {
  const table = ownErasures
  return await database.run(async executor => {
    if ((await selectController(executor, controllerId)) === null) return null
    const known = await executor
      .select({ startedAt: table.startedAt })
      .from(table)
      .where(
        and(
          eq(table.controllerId, controllerId),
          eq(table.subjectId, everybody),
          eq(table.integrationId, integrationId),
          gte(table.startedAt, at),
        ),
      )
    return known.length === 0
  })
}

/** Erasures that the database knows to be done, and a ledger does not. */
export async function erasuresMissingIn(
  database: Database,
  listed: readonly ErasureEntry[],
): Promise<number> {
  const known = new Set(listed.flatMap(namesOf))
  const first = listed[0]?.at ?? new Date(0)
  const { controllerId, subjectId, integrationId, endedAt, result } = ownErasures
  const done = await database.maintenance(executor =>
    executor
      .select({ controllerId, subjectId, integrationId, endedAt })
      .from(ownErasures)
      .where(eq(result, 'erased')),
  )
  const of = controllerOffboardings
  const left = await database.maintenance(executor =>
    executor
      .select({ controllerId: of.controllerId, id: of.id, startedAt: of.startedAt })
      .from(of)
      .where(isNotNull(of.startedAt)),
  )
  const all = [
    // Who is erased everywhere is so at each place.
    ...done.map(each => ({
      names: [each.integrationId, everywhere].map(
        place => each.controllerId + each.subjectId + place,
      ),
      at: each.endedAt,
    })),
    ...left.map(each => ({ names: [each.controllerId + each.id], at: each.startedAt })),
  ]
  // What was erased before there was a ledger is in none.
  return all.filter(
    ({ names, at }) => (at ?? first) >= first && !names.some(name => known.has(name)),
  ).length
}

/** As the rows are named that say so. */
function namesOf(entry: ErasureEntry): readonly string[] {
  const { controllerId } = entry
  if ('offboardingId' in entry) return [controllerId + entry.offboardingId]
  if (!('subjectIds' in entry)) return [controllerId + everybody + entry.integrationId]
  const place = entry.integrationId ?? everywhere
  return entry.subjectIds.map(id => controllerId + id + place)
}

async function keysAgain(
  executor: Executor,
  { controllerId, taskIds = [] }: ErasedPerson,
): Promise<readonly string[]> {
  if (taskIds.length === 0) return []
  const found = await executor
    .select({ id: holdKeys.taskId })
    .from(holdKeys)
    .where(and(eq(holdKeys.controllerId, controllerId), inArray(holdKeys.taskId, [...taskIds])))
    .orderBy(asc(holdKeys.taskId))
  return found.map(({ id }) => id)
}

/** What they kept was gone before the backup was restored: nothing is to be done about it again. */
async function endAgain(
  executor: Executor,
  { controllerId, redactionId }: ErasedPerson,
  taskIds: readonly string[],
  actor: Actor,
  at: Date,
): Promise<void> {
  await dropHoldKeys(executor, controllerId, taskIds)
  const ended = { state: 'done', outcome: 'erased', reason: 'erased_before' } as const
  await executor
    .update(redactionTasks)
    .set({ ...ended, nextAt: null, waitsFor: null, until: null })
    .where(
      and(eq(redactionTasks.controllerId, controllerId), inArray(redactionTasks.id, [...taskIds])),
    )
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'redaction.hold_keys_destroyed' },
    ...{ objectType: 'redaction', objectId: redactionId, details: { count: taskIds.length } },
  })
}

async function notOnList(
  executor: Executor,
  { controllerId, tokens }: ErasedPerson,
): Promise<ErasedPerson['tokens']> {
  if (tokens.length === 0) return []
  const listed = await executor
    .select({ token: suppressions.token })
    .from(suppressions)
    .where(
      and(
        eq(suppressions.controllerId, controllerId),
        inArray(
          suppressions.token,
          tokens.map(({ token }) => token),
        ),
      ),
    )
  const known = new Set(listed.map(({ token }) => token))
  return tokens.filter(({ token }) => !known.has(token))
}

async function suppressAgain(
  executor: Executor,
  { controllerId, subjectIds, redactionId, at: erasedAt, tokens }: ErasedPerson,
  actor: Actor,
  at: Date,
): Promise<void> {
  await movePeopleEpoch(executor, controllerId)
  const entry = { controllerId, redactionId, reason: 'erased' as const, expiresAt: null }
  await insertSuppressions(executor, [{ ...entry, tokens, createdAt: at, effectiveFrom: erasedAt }])
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'subject.suppressed', objectType: 'data_subject' },
    ...{ objectId: subjectIds[0] ?? null, details: { status: 'erased', count: tokens.length } },
  })
}
