import { type SQL, sql } from 'drizzle-orm'

/** Has the redaction `r` ended? What a task of it has to be found by is asked for beside that. */
export const hasEnded: SQL = sql.raw(
  "r.state in ('completed', 'partially_completed', 'failed', 'stopped')",
)

/** Was the key destroyed of the request of the redaction `r`? */
export const isRequestKeyGone: SQL = sql.raw(`not exists (select from request_keys rk
  where rk.controller_id = r.controller_id and rk.request_id = r.request_id)`)

/** Does the task `t` stay for now, so that its redaction goes on one day? As `isKept` has it. */
export const staysForNow: SQL = sql.raw(`(t.state = 'done' and (
  (t.outcome = 'exempt' and coalesce(t.reason = 'held', false))
  or (t.outcome in ('exempt', 'archived_reversible') and coalesce(t.until > t.ended_at, false))))`)
