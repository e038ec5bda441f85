import { arrayRows } from '../database/array-rows.ts'
import type { Database, Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { rootsOf } from '../people/subject-members.ts'
import type { RowRef } from '../schema/row-ref.ts'

const given = arrayRows({ controllerId: 'uuid', id: 'uuid' })
const most = 20

const text = `select given.id::text as id, found.subject_id::text as "subjectId" from ${given.from(1)}
  cross join lateral (
    select distinct t.subject_id from request_tokens r
    join identifier_tokens t on t.controller_id = r.controller_id and t.token = r.token
    join data_subjects s on s.controller_id = t.controller_id and s.id = t.subject_id
    where r.controller_id = given."controllerId" and r.request_id = given.id and s.state <> 'erased'
    limit ${most}
  ) found`

/**
 * Who is known by what requests name their people by; twenty of each at most. None once that was destroyed,
 * and nobody who was erased.
 * @returns ids of those who stand for them, by the id of the request
 */
export async function possiblePeople(
  database: Database,
  requests: readonly RowRef[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  return await database.run(executor => peopleNamedBy(executor, requests))
}

/** The same inside a transaction. */
export async function peopleNamedBy(
  executor: Executor,
  requests: readonly RowRef[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await statement<{ id: string; subjectId: string }>(
    executor,
    text,
    given.encode(requests.map(({ controllerId, id }) => ({ controllerId, id }))),
  )
  const controllerIds = [...new Set(requests.map(({ controllerId }) => controllerId))]
  const subjects = rows.map(({ subjectId }) => subjectId)
  const roots = await rootsOf(executor, controllerIds, subjects)
  const people = new Map<string, Set<string>>()
  for (const { id, subjectId } of rows) {
    const known = people.get(id) ?? new Set()
    people.set(id, known.add(roots.get(subjectId) ?? subjectId))
  }
  return new Map([...people].map(([id, found]) => [id, [...found]]))
}
