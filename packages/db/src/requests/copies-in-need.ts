import { type SQL, sql } from 'drizzle-orm'

/** SQL of the requests whose newest copy, of the last thirty days, failed, or an integration of it did. */
export function incompleteCopies(controller: SQL, now: SQL): SQL {
  return sql`select request_id from (${newestCopies(controller, now)}) newest
    where status = 'failed' or (status = 'ready' and expires_at > ${now} and exists (
      select from data_export_sources s where s.controller_id = ${controller} and s.export_id = newest.id
        and s.outcome = 'failed'))`
}

/** The same of those whose newest copy nobody has had, and its time is over. */
export function unreadCopies(controller: SQL, now: SQL): SQL {
  return sql`select request_id from (${newestCopies(controller, now)}) newest
    where downloads = 0 and (status = 'expired' or (status = 'ready' and expires_at <= ${now}))`
}

function newestCopies(controller: SQL, now: SQL): SQL {
  return sql`select distinct on (request_id) id, request_id, status, expires_at, downloads from data_exports
    where controller_id = ${controller} and created_at > ${now} - interval '30 days'
    order by request_id, id desc`
}
