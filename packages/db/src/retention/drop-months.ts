import { isConduitError } from '@conduit/core'
import { sql } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { keepHolds } from '../database/hold-locks.ts'
import { firstIdAt } from '../database/id-time.ts'
import { lockSchema } from '../database/partitions.ts'
import { rowsOf } from '../database/statement.ts'
import { activeHolds, isOfAll } from '../people/active-holds.ts'
import { keptDays, kinds } from './kept-days.ts'
import { readPeriods } from './periods.ts'
import { addTally, nothing, type Swept } from './sweep-marks.ts'

const dayMilliseconds = 86_400_000
/** So long after its end nothing of a month is on its way any more. */
const quietDays = 7
/** Webhooks wait for whoever waits for the lock of a table. */
const lockMilliseconds = 1_000

const tables = ['deliveries', 'processing_activities', 'activity_subjects'] as const

/** A month that has its own partitions. */
interface Month {
  /** `2026_01` */
  readonly name: string
  readonly from: Date
  readonly to: Date
}

/**
 * Drops the partitions of months of which nothing is kept any longer, by whichever controller. Where
 * somebody keeps something of it, nothing is dropped: rows go one by one.
 *
 * @param now by which periods are reckoned
 * @param moment by which holds begin and end
 * @returns how many months
 */
export async function dropMonths(
  database: Database,
  now: Date,
  moment: () => Date,
): Promise<number> {
  let dropped = 0
  for (const month of await oldMonths(database, now)) {
    try {
      if (await database.maintenance(executor => dropMonth(executor, month, now, moment())))
        dropped += 1
    } catch (error) {
      // Somebody reads it, and others would wait with us: there is another day.
      if (!isConduitError(error) || error.code !== 'unavailable') throw error
    }
  }
  return dropped
}

async function oldMonths(database: Database, now: Date): Promise<readonly Month[]> {
  const found = rowsOf<{ name: string }>(
    await database.run(executor =>
      executor.execute(sql`select right(relname, 7) as name from pg_inherits
        join pg_class on pg_class.oid = inhrelid
        where inhparent = 'processing_activities'::regclass
          and relname ~ '^processing_activities_[0-9]{4}_[0-9]{2}$' order by relname`),
    ),
  )
  const quiet = now.getTime() - quietDays * dayMilliseconds
  return found
    .map(({ name }) => {
      const [year = 0, month = 0] = name.split('_').map(Number)
      const from = new Date(Date.UTC(year, month - 1))
      return { name, from, to: new Date(Date.UTC(year, month)) }
    })
    .filter(({ to }) => to.getTime() <= quiet)
}

async function dropMonth(
  executor: Executor,
  month: Month,
  now: Date,
  moment: Date,
): Promise<boolean> {
  const run = (text: string) => executor.execute(sql.raw(text))
  await run(`set local lock_timeout = ${lockMilliseconds}`)
  await lockSchema(executor)
  const names = tables.map(table => `"${table}_${month.name}"`)
  await run(`lock table ${names.join(', ')} in share mode`)
  const owners = await ownersIn(executor, month)
  for (const owner of owners) {
    if (!(await isOver(executor, owner, month, now, moment))) return false
  }
  for (const controllerId of new Set(owners.map(owner => owner.controllerId))) {
    await tell(executor, controllerId, month)
  }
  for (const name of names) await run(`drop table ${name}`)
  return true
}

/** Whose rows lie in a month, by steps over an index: each integration costs one look. */
async function ownersIn(executor: Executor, { name }: Month): Promise<readonly Swept[]> {
  const stepping = (table: string, order: string, behind: string) =>
    `(with recursive steps as (
        (select controller_id, integration_id from "${table}_${name}" order by ${order} limit 1)
        union all
        select next.* from steps cross join lateral (
          select controller_id, integration_id from "${table}_${name}" each
          where ${behind} order by ${order} limit 1) next
      ) select * from steps)`
  const activities = stepping(
    'processing_activities',
    'integration_id, id',
    'each.integration_id > steps.integration_id',
  )
  const deliveries = stepping(
    'deliveries',
    'controller_id, integration_id, id',
    '(each.controller_id, each.integration_id) > (steps.controller_id, steps.integration_id)',
  )
  return rowsOf<Swept>(
    await executor.execute(
      sql.raw(`select controller_id::text as "controllerId", integration_id::text as "integrationId"
        from (${activities} union ${deliveries}) owners order by 1, 2`),
    ),
  )
}

/** Does an integration keep nothing at all of a month? Who holds anything of anybody keeps all. */
async function isOver(
  executor: Executor,
  { controllerId, integrationId }: Swept,
  { to }: Month,
  now: Date,
  moment: Date,
): Promise<boolean> {
  const days = keptDays(await readPeriods(executor, controllerId), integrationId)
  if (kinds.some(kind => !days.has(kind))) return false
  const longest = Math.max(...days.values())
  if (now.getTime() - longest * dayMilliseconds < to.getTime()) return false
  await keepHolds(executor, controllerId)
  const holds = await activeHolds(executor, controllerId, moment)
  return !holds.some(hold => hold.subjectId !== null || isOfAll(hold, integrationId))
}

/** Counts what goes, and takes along what hangs on it. */
async function tell(
  executor: Executor,
  controllerId: string,
  { name, from, to }: Month,
): Promise<void> {
  const countOf = async (table: string) => {
    const result = await executor.execute(sql`select count(*)::int as count
      from ${sql.identifier(`${table}_${name}`)} where controller_id = ${controllerId}::uuid`)
    return rowsOf<{ count: number }>(result)[0]?.count ?? 0
  }
  const activities = await countOf('processing_activities')
  const deliveries = await countOf('deliveries')
  await addTally(executor, controllerId, { ...nothing, activities, deliveries })
  await executor.execute(sql`delete from fetch_queue where controller_id = ${controllerId}::uuid
    and id >= ${firstIdAt(from)}::uuid and id < ${firstIdAt(to)}::uuid`)
}
