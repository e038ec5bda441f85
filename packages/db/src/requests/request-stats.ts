import { sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import { needsSomebody, type RequestNeed } from './request-needs.ts'

/** How a controller's requests stand. */
export interface RequestStats {
  readonly open: number
  /** Open, and their time is over. */
  readonly overdue: number
  /** Open, and due within a week. */
  readonly dueSoon: number
  /** Open, and their receipt should have been confirmed. */
  readonly unacknowledged: number
  /** Open, and their clock stands still. */
  readonly onHold: number
  /** Open, and nobody has said who it is that asks. */
  readonly unconfirmed: number
  /** Open, and nobody has checked that it is them. */
  readonly unchecked: number
  /** Answered without that. */
  readonly answeredUnchecked: number
  /** Open, and another open one may be the same; of the thousand that are due first. */
  readonly duplicates: number
  /** Closed in time, and too late. */
  readonly closedInTime: number
  readonly closedLate: number
}

/** Counts the requests of a controller by how they stand. */
export async function requestStats(
  database: Database,
  controllerId: string,
  now: Date,
): Promise<RequestStats> {
  const counted = (need: RequestNeed) =>
    sql`count(*) filter (where ${needsSomebody(need, controllerId, now)})::int`
  const query = sql`select
      count(*) filter (where closed_at is null)::int as open,
      ${counted('overdue')} as overdue,
      ${counted('due_soon')} as "dueSoon",
      ${counted('unacknowledged')} as unacknowledged,
      count(*) filter (where stage = 'on_hold')::int as "onHold",
      ${counted('unconfirmed')} as unconfirmed,
      ${counted('unchecked')} as unchecked,
      ${counted('answered_unchecked')} as "answeredUnchecked",
      ${counted('duplicate')} as duplicates,
      count(*) filter (where closed_at <= due_at)::int as "closedInTime",
      count(*) filter (where closed_at > due_at)::int as "closedLate"
    from data_subject_requests where controller_id = ${controllerId}::uuid`
  const answer = await database.run(executor => executor.execute(query))
  const [row] = rowsOf<RequestStats>(answer)
  if (row === undefined) throw new TypeError('counts without a row')
  return row
}
