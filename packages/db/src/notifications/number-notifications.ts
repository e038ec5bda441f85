import { sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { rowsOf, statement } from '../database/statement.ts'

/** The channel on which servers tell each other that there is something to number, or to read. */
export const eventsChannel = 'conduit_events'

/** Of each controller at a time, so that a long backlog of one leaves room for the others. */
const mostOfController = 500
/** In one transaction, which has to end within seconds however many controllers wait. */
const mostControllers = 20

/**
 * Controllers with something to number, and the place of the first of it: by steps over the primary
 * key, so that each controller costs one look, however much of it there is.
 */
const waiting = sql`recursive waiting as (
  (select controller_id, place from event_outbox order by controller_id, place limit 1)
  union all
  select next.* from waiting cross join lateral (
    select controller_id, place from event_outbox each
    where each.controller_id > waiting.controller_id order by controller_id, place limit 1) next
)`

/**
 * Gives numbers to what was committed: the order in which everybody is told of it. One server at a
 * time numbers a controller, by holding the row of its head; what another one holds is left to it.
 * Whatever is committed later gets a later number, however early it was begun. A call is bounded: what
 * is left of a long backlog comes with the next one.
 *
 * @returns how many got one
 */
export async function numberNotifications(database: Database): Promise<number> {
  if (!(await hasAny(database))) return 0
  return await database.transaction(async executor => {
    await executor.execute(sql`with ${waiting}, fresh as (
        select controller_id from waiting w
        where not exists (select from event_heads h where h.controller_id = w.controller_id)
        order by place limit ${mostControllers}
      )
      insert into event_heads (controller_id, seq)
      select controller_id, 0 from fresh order by controller_id on conflict do nothing`)
    // Whoever waits longest comes first, or those that always write would keep out the others.
    const held = rowsOf<{ id: string }>(
      await executor.execute(sql`with ${waiting}
        select h.controller_id as id from waiting w join event_heads h using (controller_id)
        order by w.place limit ${mostControllers} for update of h skip locked`),
    )
    if (held.length === 0) return 0
    // A statement of its own: it has to see what was committed before the rows were held.
    const ids = `{${held.map(({ id }) => id).join(',')}}`
    const [moved] = await statement<{ count: number }>(executor, moveText, [ids])
    const count = moved?.count ?? 0
    if (count > 0) await executor.execute(sql`select pg_notify(${eventsChannel}, '')`)
    return count
  })
}

async function hasAny(database: Database): Promise<boolean> {
  const [found] = rowsOf<{ any: boolean }>(
    await database.run(executor =>
      executor.execute(sql`select exists (select from event_outbox) as any`),
    ),
  )
  return found?.any === true
}

const moveText = `with
  taken as (
    delete from event_outbox o using (
      select held.id, next.place from unnest($1::uuid[]) held(id) cross join lateral (
        select place from event_outbox where controller_id = held.id order by place limit ${mostOfController}
      ) next
    ) chosen
    where o.controller_id = chosen.id and o.place = chosen.place
    returning o.*
  ),
  moved as (
    update event_heads h set seq = h.seq + added.count
    from (select controller_id, count(*) as count from taken group by controller_id) added
    where h.controller_id = added.controller_id
    returning h.controller_id, h.seq - added.count as before
  ),
  numbered as (
    insert into notifications (controller_id, seq, topic, payload, created_at)
    select t.controller_id, m.before + row_number() over (partition by t.controller_id order by t.place),
      t.topic, t.payload, t.created_at
    from taken t join moved m using (controller_id)
    returning 1
  )
  select count(*)::int as count from numbered`
