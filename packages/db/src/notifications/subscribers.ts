import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { arrayRows } from '../database/array-rows.ts'
import type { Database } from '../database/database.ts'
import { serverId } from '../database/server-id.ts'
import { rowsOf, statement } from '../database/statement.ts'

const hour = 3_600_000

/**
 * Makes a subscriber known, and notes that it is still there. One that is new is told of what
 * happens from now on; of a controller that comes later, of everything.
 *
 * @param name its own for good: under it its position is kept
 */
export async function registerSubscriber(
  database: Database,
  name: string,
  now: Date,
): Promise<void> {
  const at = now.toISOString()
  const before = new Date(now.getTime() - hour).toISOString()
  await database.transaction(async executor => {
    const isNew = rowsOf(
      await executor.execute(sql`insert into event_subscribers (controller_id, name, created_at, seen_at)
        values (${serverId}, ${name}, ${at}::timestamptz, ${at}::timestamptz)
        on conflict (controller_id, name) do nothing returning 1`),
    ).length
    if (isNew === 0) {
      await executor.execute(sql`update event_subscribers set seen_at = ${at}::timestamptz
        where controller_id = ${serverId} and name = ${name} and seen_at < ${before}::timestamptz`)
      return
    }
    await executor.execute(sql`insert into subscriber_positions (controller_id, subscriber, seq, tries)
      select controller_id, ${name}, seq, 0 from event_heads on conflict do nothing`)
  })
}

/**
 * Controllers with something for a subscriber to be told of now, and which nobody is telling it of.
 * @param most how many at most; who was told longest ago comes first, so that nobody keeps out another
 */
export async function controllersToTell(
  database: Database,
  subscriber: string,
  now: Date,
  most: number,
): Promise<readonly string[]> {
  const at = now.toISOString()
  const found = rowsOf<{ id: string }>(
    await database.run(executor =>
      executor.execute(sql`select h.controller_id as id from event_heads h
        left join subscriber_positions p on p.controller_id = h.controller_id and p.subscriber = ${subscriber}
        where h.seq > coalesce(p.seq, 0)
          and (p.next_try_at is null or p.next_try_at <= ${at}::timestamptz)
          and (p.lease_until is null or p.lease_until <= ${at}::timestamptz)
        order by p.lease_until nulls first, h.controller_id limit ${most}`),
    ),
  )
  return found.map(({ id }) => id)
}

/** The right to tell a subscriber of one controller's changes. */
export interface Lease {
  readonly controllerId: string
  readonly subscriber: string
  readonly holder: string
  /** Number of the last one that is done. */
  readonly seq: number
  /** How often the next one has failed. */
  readonly tries: number
}

/**
 * Takes that right, which is over when it is given back or its time is up.
 * @returns null: somebody else has it
 */
export async function takeLease(
  database: Database,
  { controllerId, subscriber }: Pick<Lease, 'controllerId' | 'subscriber'>,
  now: Date,
  milliseconds: number,
): Promise<Lease | null> {
  const holder = uuidv7()
  const at = now.toISOString()
  const until = new Date(now.getTime() + milliseconds).toISOString()
  const [taken] = rowsOf<{ seq: string | number; tries: number }>(
    await database.run(executor =>
      executor.execute(sql`insert into subscriber_positions as p
          (controller_id, subscriber, seq, tries, lease_holder, lease_until)
        values (${controllerId}, ${subscriber}, 0, 0, ${holder}, ${until}::timestamptz)
        on conflict (controller_id, subscriber) do update
          set lease_holder = excluded.lease_holder, lease_until = excluded.lease_until
          where p.lease_until is null or p.lease_until <= ${at}::timestamptz
        returning p.seq, p.tries`),
    ),
  )
  if (taken === undefined) return null
  return { controllerId, subscriber, holder, seq: Number(taken.seq), tries: taken.tries }
}

/** What became of one try. */
export interface Told {
  readonly seq: number
  readonly topic: string
  readonly at: Date
  /** Null: it was received. */
  readonly reason: string | null
}

/** Where a subscriber stands after some tries. */
export interface Standing {
  readonly told: readonly Told[]
  /** Number of the last one that is done. */
  readonly seq: number
  /** How often the next one has failed. */
  readonly tries: number
  readonly nextTryAt: Date | null
  /** When the lease is given back, which says who was told longest ago. */
  readonly leaseUntil: Date
}

const toldRows = arrayRows({
  id: 'uuid',
  seq: 'bigint',
  topic: 'text',
  state: 'text',
  at: 'timestamptz',
  reason: 'text',
})

const noteText = `insert into notification_deliveries as d
    (controller_id, id, subscriber, seq, topic, state, tries, first_tried_at, last_tried_at, reason)
  select $1::uuid, id, $2, seq, topic, state, 1, at, at, reason from ${toldRows.from(3)}
  on conflict (controller_id, subscriber, seq) do update set
    state = excluded.state, tries = d.tries + 1, last_tried_at = excluded.last_tried_at, reason = excluded.reason`

/**
 * Notes what became of tries, and where the subscriber stands now, and gives the lease back.
 * @returns false: the lease was somebody else's meanwhile, and nothing is noted
 */
export async function noteTold(
  database: Database,
  { controllerId, subscriber, holder }: Lease,
  { told, seq, tries, nextTryAt, leaseUntil }: Standing,
): Promise<boolean> {
  return await database.transaction(async executor => {
    const moved = rowsOf(
      await executor.execute(sql`update subscriber_positions
        set seq = ${seq}, tries = ${tries}, next_try_at = ${nextTryAt?.toISOString() ?? null}::timestamptz,
          lease_holder = null, lease_until = ${leaseUntil.toISOString()}::timestamptz
        where controller_id = ${controllerId} and subscriber = ${subscriber} and lease_holder = ${holder}
        returning 1`),
    )
    if (moved.length === 0) return false
    if (told.length === 0) return true
    const given = told.map(each => ({
      ...each,
      id: uuidv7(),
      at: each.at.toISOString(),
      state: each.reason === null ? 'delivered' : 'failing',
    }))
    await statement(executor, noteText, [controllerId, subscriber, ...toldRows.encode(given)])
    return true
  })
}
