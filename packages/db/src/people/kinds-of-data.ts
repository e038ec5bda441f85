import type { PiiCategory } from '@conduit/privacy'
import { arrayRows } from '../database/array-rows.ts'
import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { membersOf } from './subject-members.ts'

/** How often data of one kind came from one platform. */
export interface KindOfData {
  readonly controllerId: string
  readonly category: PiiCategory
  readonly integrationId: string
  /** In how many activities. */
  readonly count: number
  readonly lastAt: Date
}

/** So many of the newest activities of a subject are looked at. */
const mostActivities = 500

const given = arrayRows({ controllerId: 'uuid', id: 'uuid', root: 'uuid' })

const text = `select given.root::text as root, a.controller_id::text as "controllerId", field ->> 1 as category,
    a.integration_id::text as "integrationId", count(distinct a.id)::int as count,
    (extract(epoch from max(a.received_at)) * 1000)::bigint::text as "lastAt"
  from ${given.from(1)} cross join lateral (
    select id, person from (
      (select id, 0 as person from processing_activities
        where controller_id = given."controllerId" and subject_id = given.id order by id desc limit ${mostActivities})
      union all
      (select activity_id, person from activity_subjects
        where controller_id = given."controllerId" and subject_id = given.id
        order by activity_id desc limit ${mostActivities})
    ) either order by id desc limit ${mostActivities}
  ) tied
  join processing_activities a on a.controller_id = given."controllerId" and a.id = tied.id
  left join field_sets s on s.controller_id = a.controller_id and s.hash = a.field_set
  cross join lateral jsonb_array_elements(coalesce(a.fields, s.fields)) field
  where (field ->> 2)::int = tied.person
  group by 1, 2, 3, 4 order by 3, 4`

type Row = Omit<KindOfData, 'lastAt'> & { readonly root: string; readonly lastAt: string }

/**
 * Which kinds of data came of people, by who stands for each. Of somebody with more than five hundred
 * activities the newest five hundred are looked at; of who was merged, those of each member.
 */
export async function kindsOfData(
  database: Database,
  people: readonly RowRef[],
): Promise<ReadonlyMap<string, readonly KindOfData[]>> {
  return await database.run(async executor => {
    const controllerIds = [...new Set(people.map(({ controllerId }) => controllerId))]
    const kinds = new Map<string, KindOfData[]>()
    for (const controllerId of controllerIds) {
      const ids = people.filter(each => each.controllerId === controllerId).map(({ id }) => id)
      const members = await membersOf(executor, [controllerId], ids)
      const rows = members.map(member => ({ ...member, controllerId }))
      for (const { root, lastAt, ...kind } of await statement<Row>(
        executor,
        text,
        given.encode(rows),
      )) {
        kinds.set(root, [...(kinds.get(root) ?? []), { ...kind, lastAt: new Date(Number(lastAt)) }])
      }
    }
    return kinds
  })
}
