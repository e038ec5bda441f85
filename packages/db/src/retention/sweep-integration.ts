import { sql } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { keepHolds } from '../database/hold-locks.ts'
import { statement } from '../database/statement.ts'
import { activeHolds, isAt, isOfAll } from '../people/active-holds.ts'
import { membersOf } from '../people/subject-members.ts'
import {
  barrenText,
  dropReadingsText,
  emptiedText,
  sweepText,
  windowText,
} from './batch-statements.ts'
import type { Kind } from './kept-days.ts'
import { createReducedSets, type ReducedSets } from './reduced-sets.ts'
import { cutoffOf, firstOfAll, type Segment, segmentsOf } from './segments.ts'
import {
  addTally,
  type MarkKind,
  moveMarks,
  nothing,
  readMarks,
  type Swept,
} from './sweep-marks.ts'

/** How fast it is swept. */
export interface Pace {
  /** Rows that one transaction looks at. */
  readonly rows: number
  /** The moment: holds begin and end while it is swept. */
  readonly moment: () => Date
  /** Called after each transaction, with the milliseconds that it took. */
  readonly rest: (took: number) => Promise<void>
  /** False: the rest is left to the next time. */
  readonly mayGoOn: () => boolean
}

/** One transaction, and whether there is more. */
type Batch = (executor: Executor, after: string) => Promise<string | null>

/**
 * Sweeps the activities and deliveries of an integration, some at a time. Each transaction moves the
 * marks with what it did, so that whatever ends the sweep, the next one goes on from there.
 *
 * @param days how long each kind is kept
 * @param now by which periods are reckoned
 * @returns whether all of it is done
 */
export async function sweepIntegration(
  database: Database,
  swept: Swept,
  days: ReadonlyMap<Kind, number>,
  now: Date,
  pace: Pace,
): Promise<boolean> {
  const marks = await database.run(executor => readMarks(executor, swept))
  for (const segment of segmentsOf(days, marks, now)) {
    const sets = createReducedSets(swept.controllerId, segment.over)
    const batch: Batch = (executor, after) =>
      sweepActivities(executor, swept, { ...segment, after }, sets, pace)
    if (!(await inBatches(database, segment.after, batch, pace))) return false
  }
  const kept = days.get('none')
  if (kept === undefined) return true
  const after = marks.get('deliveries') ?? firstOfAll
  const before = cutoffOf(kept, now)
  return await inBatches(
    database,
    after,
    (executor, from) => sweepDeliveries(executor, swept, { after: from, before }, pace),
    pace,
  )
}

async function inBatches(
  database: Database,
  after: string,
  batch: Batch,
  { rest, mayGoOn }: Pace,
): Promise<boolean> {
  for (let next: string | null = after; next !== null; ) {
    if (!mayGoOn()) return false
    const from: string = next
    const began = performance.now()
    next = await database.maintenance(executor => batch(executor, from))
    await rest(performance.now() - began)
  }
  return true
}

/** @returns the last id that is done; null: there is no more, or all of it is held */
async function sweepActivities(
  executor: Executor,
  swept: Swept,
  { after, before, over }: Segment,
  sets: ReducedSets,
  { rows, moment }: Pace,
): Promise<string | null> {
  const { controllerId, integrationId } = swept
  const now = moment()
  const holds = await holdsAround(executor, swept, now)
  if (holds.isWhole || (await wentBack(executor, swept, over, after))) return null
  const [window] = await statement<Window>(executor, windowText, [
    ...[controllerId, integrationId, after, before],
    String(rows),
  ])
  if (window === undefined || window.last === null) {
    await moveMarks(executor, swept, over, before)
    return null
  }
  const reduced = await sets.of(executor, JSON.parse(window.sets) as readonly string[])
  const held = await membersOf(executor, [controllerId], holds.subjectIds)
  const bounds = [controllerId, integrationId, after, window.last]
  const [done] = await joinedByHash<Done>(executor, sweepText, [
    ...bounds,
    listOf(over),
    JSON.stringify(reduced),
    listOf([...holds.subjectIds, ...held.map(({ id }) => id)]),
  ])
  await statement(executor, dropReadingsText, [...bounds, now.toISOString()])
  const { activities, trimmed, held: heldBack, deliveries: ids } = done ?? none
  const deliveries = await dropEmptied(executor, controllerId, JSON.parse(ids) as string[])
  await addTally(executor, controllerId, { activities, trimmed, held: heldBack, deliveries })
  const isLast = window.rows < rows
  await moveMarks(executor, swept, over, isLast ? before : window.last)
  return isLast ? null : window.last
}

/**
 * Runs a statement that joins a batch with itself. The planner thinks that a stretch of ids is one row,
 * and would compare each row with each: a second for a batch, where a hash takes a fiftieth.
 */
async function joinedByHash<Row>(
  executor: Executor,
  text: string,
  params: readonly string[],
): Promise<readonly Row[]> {
  await executor.execute(sql`set local enable_nestloop = off`)
  const found = await statement<Row>(executor, text, params)
  await executor.execute(sql`set local enable_nestloop = on`)
  return found
}

interface Window {
  readonly rows: number
  readonly last: string | null
  readonly sets: string
}

interface Done {
  readonly activities: number
  readonly trimmed: number
  readonly held: number
  /** Ids of deliveries that lost an activity, as JSON. */
  readonly deliveries: string
}

const none: Done = { activities: 0, trimmed: 0, held: 0, deliveries: '[]' }

async function dropEmptied(
  executor: Executor,
  controllerId: string,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0
  const [row] = await statement<{ deliveries: number }>(executor, emptiedText, [
    controllerId,
    listOf(ids),
  ])
  return row?.deliveries ?? 0
}

async function sweepDeliveries(
  executor: Executor,
  swept: Swept,
  { after, before }: Pick<Segment, 'after' | 'before'>,
  { rows, moment }: Pace,
): Promise<string | null> {
  const { controllerId, integrationId } = swept
  if ((await holdsAround(executor, swept, moment())).isWhole) return null
  const [done] = await joinedByHash<{ rows: number; deliveries: number; last: string | null }>(
    executor,
    barrenText,
    [controllerId, integrationId, after, before, String(rows)],
  )
  const { deliveries = 0, last = null } = done ?? {}
  await addTally(executor, controllerId, { ...nothing, deliveries })
  const isLast = last === null || (done?.rows ?? 0) < rows
  const kinds: readonly MarkKind[] = ['deliveries']
  await moveMarks(executor, swept, kinds, isLast ? before : last)
  return isLast ? null : last
}

/** Were marks taken away since they were read? The next run begins where they are now. */
async function wentBack(
  executor: Executor,
  swept: Swept,
  over: Segment['over'],
  after: string,
): Promise<boolean> {
  const marks = await readMarks(executor, swept)
  return [...over].some(kind => (marks.get(kind) ?? firstOfAll) < after)
}

/** What is held at an integration, until the transaction ends: all of it, or what is about people. */
async function holdsAround(
  executor: Executor,
  { controllerId, integrationId }: Swept,
  now: Date,
): Promise<{ readonly isWhole: boolean; readonly subjectIds: readonly string[] }> {
  await keepHolds(executor, controllerId)
  const holds = await activeHolds(executor, controllerId, now)
  return {
    isWhole: holds.some(hold => isOfAll(hold, integrationId)),
    subjectIds: holds
      .filter(hold => isAt(hold, integrationId))
      .flatMap(each => each.subjectId ?? []),
  }
}

/** As PostgreSQL reads an array of words. */
function listOf(values: Iterable<string>): string {
  return `{${[...values].join(',')}}`
}
