import { isConduitError } from '@conduit/core'
import type { AdministrationContext } from '../database/administration-context.ts'
import { firstIdAt } from '../database/id-time.ts'
import { statement } from '../database/statement.ts'
import { mergePeople } from './change-people.ts'
import type { Merge } from './merge-subjects.ts'

const job = { type: 'job', id: null } as const
/** Older suggestions were looked at before, or wait for somebody. */
const lookedBackMilliseconds = 7 * 86_400_000
/** Of one controller, in one look. */
const mostAtOnce = 200

const isActive = (column: string): string => `exists (select from data_subjects s
  where s.controller_id = l.controller_id and s.id = ${column} and s.state = 'active')`

// Whom anything else may concern is left to somebody: another link, a merge, an address from before. What came in
// one delivery has one time: where another event of it speaks of them too, nothing tells what was before.
const toldText = `select c.controller_id::text as "controllerId", told.bare::text as "subjectId",
    told.other::text as into
  from data_controllers c cross join lateral (
    select pair.bare, pair.other from subject_links l
    cross join lateral (values (l.subject_a, l.subject_b), (l.subject_b, l.subject_a)) pair (bare, other)
    where l.controller_id = c.controller_id and l.state = 'suggested' and l.evidence = 'event'
      and l.activity_id >= $1::uuid
      and ${isActive('pair.bare')} and ${isActive('pair.other')}
      and (select count(*) filter (where t.kind = 'account_id') = 1
          and bool_and(t.is_verified and (t.kind = 'account_id' or t.first_seen >= l.created_at))
        from identifier_tokens t where t.controller_id = l.controller_id and t.subject_id = pair.bare)
      and exists (select from identifier_tokens t
        where t.controller_id = l.controller_id and t.subject_id = pair.other and t.kind <> 'account_id')
      and not exists (select from subject_links each
        where each.controller_id = l.controller_id and pair.bare in (each.subject_a, each.subject_b)
          and pair.other not in (each.subject_a, each.subject_b))
      and not exists (select from processing_activities telling
        join processing_activities beside on beside.controller_id = telling.controller_id
          and beside.delivery_id = telling.delivery_id and beside.id <> telling.id
        where telling.controller_id = l.controller_id and telling.id = l.activity_id
          and (beside.subject_id = pair.bare or exists (select from activity_subjects s
            where s.controller_id = beside.controller_id and s.activity_id = beside.id and s.subject_id = pair.bare)))
      and not exists (select from subject_aliases a
        where a.controller_id = l.controller_id and pair.bare in (a.subject_id, a.alias_of))
    order by l.activity_id limit ${mostAtOnce}
  ) told`

/**
 * Joins whom a platform has named by its own id alone to the person whom it names by that id later. Many
 * platforms call with an id, and tell who it is when it is read: had both come at once, it would have been
 * one person from the start. Who was known by anything else by then, or may be somebody else too, is left
 * to a person's decision. What is joined can be separated, and is not joined again then.
 *
 * @returns how many were joined
 */
export async function joinTold(context: AdministrationContext): Promise<number> {
  const since = new Date(context.now().getTime() - lookedBackMilliseconds)
  const found = await context.database.run(executor =>
    statement<Merge>(executor, toldText, [firstIdAt(since)]),
  )
  let joined = 0
  for (const merge of found) {
    try {
      await mergePeople(context, job, merge)
      joined += 1
    } catch (error) {
      // Somebody was faster: they are one already, or were erased.
      if (!isConduitError(error) || error.code !== 'conflict') throw error
    }
  }
  return joined
}
