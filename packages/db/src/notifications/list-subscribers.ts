import { sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { serverId } from '../database/server-id.ts'
import { rowsOf } from '../database/statement.ts'

/** How far a subscriber is with a controller. */
export interface SubscriberNode {
  readonly name: string
  /** Notifications that it has not had, of whatever topic. */
  readonly behind: number
  /** How often the next one has failed. */
  readonly tries: number
  readonly nextTryAt: Date | null
  /** Why it failed last; null: it did not. */
  readonly reason: string | null
}

/** All subscribers, as they stand with one controller, by name. */
export async function listSubscribers(
  database: Database,
  controllerId: string,
): Promise<readonly SubscriberNode[]> {
  const found = rowsOf<{
    name: string
    behind: string | number
    tries: number
    next_try_at: Date | string | null
    reason: string | null
  }>(
    await database.run(executor =>
      executor.execute(sql`select s.name, coalesce(h.seq, 0) - coalesce(p.seq, 0) as behind,
          coalesce(p.tries, 0) as tries, p.next_try_at, d.reason
        from event_subscribers s
        left join event_heads h on h.controller_id = ${controllerId}
        left join subscriber_positions p on p.controller_id = ${controllerId} and p.subscriber = s.name
        left join lateral (
          select reason from notification_deliveries d
          where p.tries > 0 and d.controller_id = ${controllerId} and d.subscriber = s.name and d.seq > p.seq
          order by d.seq limit 1
        ) d on true
        where s.controller_id = ${serverId} order by s.name limit 100`),
    ),
  )
  return found.map(({ behind, next_try_at: nextTryAt, ...rest }) => ({
    ...rest,
    behind: Number(behind),
    nextTryAt: nextTryAt === null ? null : new Date(nextTryAt),
  }))
}
