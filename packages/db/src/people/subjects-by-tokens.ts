import type { KeyedHash } from '@conduit/privacy'
import { and, inArray, ne } from 'drizzle-orm'
import { arrayRows } from '../database/array-rows.ts'
import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { dataSubjects } from '../schema/index.ts'
import { rootsOf } from './subject-members.ts'

const given = arrayRows({ token: 'bytea' })

const findText = `select encode(t.token, 'hex') as token, t.subject_id::text as id
  from ${given.from(3)} join identifier_tokens t on t.controller_id = $1::uuid and t.token = given.token
  where $2::text = 'any' or t.is_verified`

/**
 * Who is known by each of many identifiers, with one look for all of them. Who was erased is nobody.
 *
 * @param sought the tokens of each identifier, one for each key of the ring and each name space
 * @param proof `verified`: what unsigned events alone have shown finds nobody
 * @returns in their order: those who stand for the people that have any of them
 */
export async function subjectsByTokens(
  database: Database,
  controllerId: string,
  sought: readonly (readonly KeyedHash[])[],
  proof: 'any' | 'verified' = 'any',
): Promise<readonly (readonly string[])[]> {
  const tokens = [...new Set(sought.flat())]
  if (tokens.length === 0) return sought.map(() => [])
  return await database.run(async executor => {
    const found = await statement<{ token: KeyedHash; id: string }>(executor, findText, [
      controllerId,
      proof,
      ...given.encode(tokens.map(token => ({ token }))),
    ])
    const ids = found.map(({ id }) => id)
    const roots = await rootsOf(executor, [controllerId], ids)
    const kept = await executor
      .select({ id: dataSubjects.id })
      .from(dataSubjects)
      .where(
        and(
          ofControllers(dataSubjects.controllerId, [controllerId]),
          inArray(dataSubjects.id, [...new Set(roots.values())]),
          ne(dataSubjects.state, 'erased'),
        ),
      )
    const known = new Set(kept.map(({ id }) => id))
    const owners = new Map(found.map(({ token, id }) => [token, roots.get(id) ?? id]))
    return sought.map(each => {
      const people = new Set(each.flatMap(token => owners.get(token) ?? []))
      return [...people].filter(id => known.has(id))
    })
  })
}
