import { isUuid } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'

// Each subject under its own controller alone: under another one it would stand for itself.
const up = `with recursive up (controller_id, subject_id, root, depth) as (
    select controller_id, id, id, 0 from data_subjects
    where controller_id = any($1::uuid[]) and id = any($2::uuid[])
    union all
    select up.controller_id, up.subject_id, a.alias_of, up.depth + 1
    from up join subject_aliases a on a.controller_id = up.controller_id and a.subject_id = up.root
      and a.separated_at is null
  )`

const rootsText = `${up}
  select distinct on (subject_id) subject_id::text as id, root::text as root
  from up order by subject_id, depth desc`

const membersText = `${up}, down (controller_id, root, id) as (
    select controller_id, root, root from (
      select distinct on (controller_id, subject_id) controller_id, root
      from up order by controller_id, subject_id, depth desc
    ) roots
    union
    select a.controller_id, down.root, a.subject_id
    from down join subject_aliases a on a.controller_id = down.controller_id and a.alias_of = down.id
      and a.separated_at is null
  )
  select distinct id::text as id, root::text as root from down`

/** The subjects that stand for these now: each itself, unless it was merged into another one. */
export async function rootsOf(
  executor: Executor,
  controllerIds: readonly string[],
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const params = paramsOf(controllerIds, subjectIds)
  if (params === null) return new Map()
  const rows = await statement<Member>(executor, rootsText, params)
  return new Map(rows.map(({ id, root }) => [id, root]))
}

/** A subject, and who stands for it. */
export interface Member {
  readonly id: string
  readonly root: string
}

/** All subjects that are one person with any of these, themselves among them. */
export async function membersOf(
  executor: Executor,
  controllerIds: readonly string[],
  subjectIds: readonly string[],
): Promise<readonly Member[]> {
  const params = paramsOf(controllerIds, subjectIds)
  return params === null ? [] : await statement<Member>(executor, membersText, params)
}

/** The ids of people's members, by who stands for each. */
export function idsByRoot(members: readonly Member[]): ReadonlyMap<string, readonly string[]> {
  const people = new Map<string, string[]>()
  for (const { id, root } of members) {
    const ids = people.get(root)
    if (ids === undefined) people.set(root, [id])
    else ids.push(id)
  }
  return people
}

/** Is this the row of a subject that was not merged into another one? */
export const isRoot = sql`not exists (select from subject_aliases member
  where member.controller_id = "data_subjects"."controller_id"
    and member.subject_id = "data_subjects"."id" and member.separated_at is null)`

function paramsOf(
  controllerIds: readonly string[],
  subjectIds: readonly string[],
): readonly string[] | null {
  const controllers = controllerIds.filter(isUuid)
  const subjects = subjectIds.filter(isUuid)
  if (controllers.length === 0 || subjects.length === 0) return null
  return [`{${controllers.join(',')}}`, `{${subjects.join(',')}}`]
}
