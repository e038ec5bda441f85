import { and, asc, inArray } from 'drizzle-orm'
import { arrayRows } from '../database/array-rows.ts'
import type { Database, Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { idsByRoot, membersOf } from '../people/subject-members.ts'
import { dataSubjectRequests } from '../schema/index.ts'
import type { RequestNode } from './list-requests.ts'

const given = arrayRows({ controllerId: 'uuid', id: 'uuid', type: 'text', person: 'text' })
const mostOfRequest = 20

// The `offset 0` keeps the planner from comparing with all that is open: without statistics it thinks that there is little.
const text = `select given.id::text as id, same.id::text as other from ${given.from(1)}
  cross join lateral (
    select r.id from (
      select b.request_id as id from request_tokens a
      join request_tokens b on b.controller_id = a.controller_id and b.token = a.token
      where a.controller_id = given."controllerId" and a.request_id = given.id
      union
      select p.id from data_subject_requests p
      where p.controller_id = given."controllerId" and p.subject_id = any(given.person::uuid[])
    ) known
    cross join lateral (
      select * from data_subject_requests
      where controller_id = given."controllerId" and id = known.id offset 0
    ) r
    where r.id <> given.id and r.type = given.type and r.closed_at is null
    order by r.received_at, r.id limit ${mostOfRequest}
  ) same`

/**
 * Which other open requests may be the same: they ask the same, for the same person or by an equal
 * identifier. None of a closed request; twenty of each at most, those that came first.
 *
 * @returns by the id of the request
 */
export async function possibleDuplicates(
  database: Database,
  requests: readonly RequestNode[],
): Promise<ReadonlyMap<string, readonly RequestNode[]>> {
  const open = requests.filter(({ closedAt }) => closedAt === null)
  if (open.length === 0) return new Map()
  return await database.run(async executor => {
    const pairs = await statement<{ id: string; other: string }>(
      executor,
      text,
      given.encode(await withPeople(executor, open)),
    )
    const others = await read(executor, open, [...new Set(pairs.map(({ other }) => other))])
    const sameAs = new Map(open.map(({ id }) => [id, new Set<string>()]))
    for (const { id, other } of pairs) sameAs.get(id)?.add(other)
    return new Map(
      [...sameAs].map(([id, same]) => [id, others.filter(other => same.has(other.id))]),
    )
  })
}

/** Requests with all subjects that are one person with theirs. */
async function withPeople(executor: Executor, requests: readonly RequestNode[]) {
  const subjects = requests.flatMap(({ subjectId }) => subjectId ?? [])
  const members = await membersOf(executor, controllersOf(requests), subjects)
  const roots = new Map(members.map(({ id, root }) => [id, root]))
  const people = idsByRoot(members)
  return requests.map(({ controllerId, id, type, subjectId }) => {
    const person = people.get(roots.get(subjectId ?? '') ?? '') ?? []
    return { controllerId, id, type, person: `{${person.join(',')}}` }
  })
}

/** Requests by their ids, those that came first before the others. */
async function read(
  executor: Executor,
  requests: readonly RequestNode[],
  ids: readonly string[],
): Promise<readonly RequestNode[]> {
  if (ids.length === 0) return []
  const table = dataSubjectRequests
  return await executor
    .select()
    .from(table)
    .where(
      and(ofControllers(table.controllerId, controllersOf(requests)), inArray(table.id, [...ids])),
    )
    .orderBy(asc(table.receivedAt), asc(table.id))
}

function controllersOf(requests: readonly RequestNode[]): readonly string[] {
  return [...new Set(requests.map(({ controllerId }) => controllerId))]
}
