import { sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { serverId } from '../database/server-id.ts'
import { rowsOf } from '../database/statement.ts'

const day = 86_400_000
/** So long somebody who was away can go on where he was. */
const resumable = day
/** Nothing is kept longer, for whomever; and a subscriber that was not seen for so long is none. */
const longest = 30 * day
const rowsPerStatement = 5_000

/**
 * Deletes notifications that every subscriber has had and nobody can resume from any more, and what is
 * noted of those that were told long ago. Some at a time, so that nobody waits for it.
 */
export async function sweepNotifications(database: Database, now: Date): Promise<void> {
  const resumableFrom = new Date(now.getTime() - resumable).toISOString()
  const keptFrom = new Date(now.getTime() - longest).toISOString()
  await forgetSubscribers(database, keptFrom)
  for (const { id, floor } of await floors(database)) {
    await inBatches(
      database,
      sql`delete from notifications where controller_id = ${id} and seq = any(array(
        select seq from notifications where controller_id = ${id}
          and (created_at < ${keptFrom}::timestamptz or (seq <= ${floor} and created_at < ${resumableFrom}::timestamptz))
        order by seq limit ${rowsPerStatement}))`,
    )
  }
  await inBatches(
    database,
    sql`delete from notification_deliveries where ctid = any(array(
      select ctid from notification_deliveries where last_tried_at < ${keptFrom}::timestamptz
      limit ${rowsPerStatement}))`,
  )
}

async function forgetSubscribers(database: Database, keptFrom: string): Promise<void> {
  await database.maintenance(async executor => {
    await executor.execute(sql`delete from event_subscribers
      where controller_id = ${serverId} and seen_at < ${keptFrom}::timestamptz`)
    await executor.execute(sql`delete from subscriber_positions p
      where not exists (select from event_subscribers s where s.name = p.subscriber)`)
  })
}

/** Up to which number every subscriber has been told, by controller. */
async function floors(database: Database): Promise<readonly { id: string; floor: number }[]> {
  const found = rowsOf<{ id: string; floor: string | number }>(
    await database.maintenance(executor =>
      executor.execute(sql`select h.controller_id as id,
          coalesce(min(coalesce(p.seq, 0)) filter (where s.name is not null), h.seq) as floor
        from event_heads h
        left join event_subscribers s on s.controller_id = ${serverId}
        left join subscriber_positions p on p.controller_id = h.controller_id and p.subscriber = s.name
        group by h.controller_id`),
    ),
  )
  return found.map(({ id, floor }) => ({ id, floor: Number(floor) }))
}

async function inBatches(database: Database, deletion: ReturnType<typeof sql>): Promise<void> {
  for (;;) {
    const result = await database.maintenance(executor =>
      executor.execute(
        sql`with gone as (${deletion} returning 1) select count(*)::int as count from gone`,
      ),
    )
    const [row] = rowsOf<{ count: number }>(result)
    if (row === undefined || row.count < rowsPerStatement) return
  }
}
