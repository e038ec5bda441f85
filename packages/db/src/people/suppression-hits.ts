import {
  type ActivityRecord,
  dealtAt,
  type KnownTokens,
  type Occurrence,
  suppressedToken,
} from '@conduit/core/host'
import { uuidv7 } from 'uuidv7'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { instantOrNull } from '../database/instant-or-null.ts'
import { statement } from '../database/statement.ts'

/** The event that somebody suppressed occurs in, and its number among those that are written together. */
interface HitEvent extends Pick<ActivityRecord, 'verification' | 'meaning' | 'occurredAt'> {
  readonly item: number
}

/**
 * Who came and is suppressed, by every token that may be on the list. Of one `place` the lowest `rank`
 * counts.
 */
export const hitColumns = arrayRows({
  item: 'int',
  place: 'int',
  rank: 'int',
  controllerId: 'uuid',
  token: 'bytea',
  integrationId: 'uuid',
  at: 'timestamptz',
  dealtAt: 'timestamptz',
  auditId: 'uuid',
})

/** The rows of suppressed people of new events. */
export function hitRows(
  occurrences: readonly Occurrence[],
  known: KnownTokens,
  eventOf: (activityId: string) => HitEvent | undefined,
) {
  return occurrences.flatMap((occurrence, place) => {
    const token = suppressedToken(occurrence, known)
    const event = eventOf(occurrence.activityId)
    if (token === undefined || event === undefined) return []
    const { controller, integrationId, seenAt } = occurrence
    const hit = {
      ...{ item: event.item, place, controllerId: controller.id, integrationId },
      ...{ at: seenAt.toISOString(), dealtAt: instantOrNull(dealtAt(event)), auditId: uuidv7() },
    }
    return [token.hash, ...token.older].map((hash, rank) => ({ ...hit, rank, token: hash }))
  })
}

/**
 * Parts of a statement that count suppressed people who came, ask for a look at those who deal with the
 * controller again, and write one audit entry for each suppression, integration and hour.
 *
 * @param given the rows, as a table `given`
 * @param where which of them count
 */
export function hitsText(given: string, where: string): string {
  return `shown as materialized (
      select given.place, given.rank, given."integrationId", given.at, given."dealtAt", given."auditId",
        s.controller_id, s.id, greatest(s.effective_from, s.kept_at) as since
      from ${given} join suppressions s on s.controller_id = given."controllerId" and s.token = given.token
      where ${where}
      order by s.controller_id, s.token for no key update of s
    ),
    hit as materialized (
      select distinct on (place) *, date_trunc('hour', at, 'UTC') as hour from shown order by place, rank
    ),
    counted as (
      insert into suppression_hits (controller_id, suppression_id, integration_id, hour, hits)
      select controller_id, id, "integrationId", hour, count(*) from hit group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (controller_id, suppression_id, integration_id, hour)
        do update set hits = suppression_hits.hits + excluded.hits
      returning controller_id, suppression_id, integration_id, hour, xmax = 0 as is_first
    ),
    noted as (
      update suppressions s set hits = s.hits + sum.hits, last_hit_at = greatest(s.last_hit_at, sum.at),
        review_since = coalesce(s.review_since, sum.review)
      from (
        select controller_id, id, count(*)::int as hits, max(at) as at,
          min(at) filter (where "dealtAt" > since) as review
        from hit group by controller_id, id
      ) sum
      where s.controller_id = sum.controller_id and s.id = sum.id
    ),
    told as (
      insert into audit_entries (controller_id, id, at, actor_type, actor_id, action, object_type, object_id, outcome, details)
      select distinct on (c.controller_id, c.suppression_id, c.integration_id, c.hour)
        c.controller_id, hit."auditId", hit.at, 'platform', c.integration_id::text, 'suppression.hit',
        'suppression', c.suppression_id::text, 'success', jsonb_build_object('integrationId', c.integration_id)
      from counted c join hit on hit.controller_id = c.controller_id and hit.id = c.suppression_id
        and hit."integrationId" = c.integration_id and hit.hour = c.hour
      where c.is_first
    )`
}

const countText = `with ${hitsText(hitColumns.from(1), 'true')} select 1`

/** Counts suppressed people who came, inside the transaction that records their events. */
export async function countHits(
  executor: Executor,
  rows: ReturnType<typeof hitRows>,
): Promise<void> {
  if (rows.length === 0) return
  await statement(executor, countText, hitColumns.encode(rows))
}
