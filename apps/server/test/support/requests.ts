import { decodeId } from '@conduit/core/host'
import type { Test } from 'tap'
import type { Activity } from './records.ts'
import { rowsOf } from './rows-of.ts'
import type { TestApp } from './test-app.ts'

/** How what was recorded came to be known, and the requests of it. */
interface Row {
  readonly id: string
  readonly meaning: string
  readonly verification: string
  readonly requests: number
}

/** Has everything that asks something and is proven opened a request, and nothing else? */
export async function compareRequests(
  t: Test,
  app: TestApp,
  activities: readonly Activity[],
): Promise<void> {
  const rows = await rowsOf<Row>(
    app,
    `select id::text, meaning, verification, (
        select count(*)::int from data_subject_requests r
        where r.controller_id = a.controller_id and r.activity_id = a.id
      ) as requests from processing_activities a order by id`,
  )
  const ids = new Set(activities.map(({ id }) => decodeId('activity', id)?.id))
  for (const { meaning, verification, requests } of rows.filter(({ id }) => ids.has(id))) {
    const isProven = verification === 'signed' || verification === 'fetched'
    const asks = meaning.startsWith('request.') && isProven
    t.equal(requests > 0, asks, `${meaning}, ${verification}: ${requests} requests`)
  }
}
