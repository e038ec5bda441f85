import { formatToken } from '@conduit/privacy'
import { and, asc, eq, inArray } from 'drizzle-orm'
import { arrayRows } from '../database/array-rows.ts'
import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { grouped } from '../lists/grouped.ts'
import { identifierTokens } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { membersOf } from './subject-members.ts'

/** One identifier of a data subject, as a keyed hash. */
export interface SubjectIdentifier {
  readonly controllerId: string
  readonly category: 'email' | 'phone' | 'account_id'
  /** Key id, a dot, the hash in base64url. */
  readonly token: string
  /** The integration that showed it first. */
  readonly integrationId: string
  readonly firstSeen: Date
  /** A proven event showed it; else it was in unsigned events only. */
  readonly isVerified: boolean
}

/** Identifiers of people, with those of who was merged into them, by who stands for each; the oldest first. */
export async function identifiersOf(
  database: Database,
  people: readonly RowRef[],
): Promise<ReadonlyMap<string, readonly SubjectIdentifier[]>> {
  const tokens = identifierTokens
  return await database.run(async executor => {
    const found = new Map<string, readonly SubjectIdentifier[]>()
    for (const [controllerId, own] of grouped(people, each => each.controllerId)) {
      const members = await membersOf(executor, [controllerId], idsOf(own))
      const roots = new Map(members.map(({ id, root }) => [id, root]))
      const rows = await executor
        .select()
        .from(tokens)
        .where(
          and(eq(tokens.controllerId, controllerId), inArray(tokens.subjectId, [...roots.keys()])),
        )
        .orderBy(asc(tokens.firstSeen), asc(tokens.token))
      const byRoot = grouped(rows, ({ subjectId }) => roots.get(subjectId) ?? subjectId)
      for (const [root, tokens] of byRoot) found.set(root, tokens.map(shownToken))
    }
    return found
  })
}

const given = arrayRows({ controllerId: 'uuid', id: 'uuid', root: 'uuid' })

// An activity that speaks of two members of one person counts once.
const countText = `with people as (
    select "controllerId" as of, root, array_agg(id) as ids from ${given.from(1)} group by 1, 2
  )
  select root::text as root, (
    select count(*)::int from (
      select a.id from processing_activities a where a.controller_id = people.of and a.subject_id = any(people.ids)
      union
      select s.activity_id from activity_subjects s
        where s.controller_id = people.of and s.subject_id = any(people.ids)
    ) each
  ) as activities
  from people`

/** How many activities processed the data of people, those of who was merged included, by who stands for each. */
export async function activityCounts(
  database: Database,
  people: readonly RowRef[],
): Promise<ReadonlyMap<string, number>> {
  return await database.run(async executor => {
    const counts = new Map<string, number>()
    for (const [controllerId, own] of grouped(people, each => each.controllerId)) {
      const members = await membersOf(executor, [controllerId], idsOf(own))
      const rows = members.map(member => ({ ...member, controllerId }))
      for (const { root, activities } of await statement<{ root: string; activities: number }>(
        executor,
        countText,
        given.encode(rows),
      )) {
        counts.set(root, activities)
      }
    }
    return counts
  })
}

function idsOf(people: readonly RowRef[]): readonly string[] {
  return people.map(({ id }) => id)
}

function shownToken({
  kind,
  keyId,
  token,
  ...rest
}: (typeof identifierTokens)['$inferSelect']): SubjectIdentifier {
  const { controllerId, integrationId, firstSeen, isVerified } = rest
  const shown = { category: kind, token: formatToken(keyId, token) }
  return { controllerId, ...shown, integrationId, firstSeen, isVerified }
}
