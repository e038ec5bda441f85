import { arrayRows } from '../database/array-rows.ts'
import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import type { RowRef } from '../schema/row-ref.ts'

// Crockford's: no I, L, O and U.
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const letterCount = 6
const bitsOfLetter = 5
const endLength = 8

/**
 * What people call a person by: `P-` and six letters for the last thirty bits of its id.
 * @example shortNameOf('01a209dc-bcd3-7b6c-aa79-000000000100') // 'P-000080'
 */
export function shortNameOf(subjectId: string): string {
  const bits = Number.parseInt(subjectId.slice(-endLength), 16)
  const name = Array.from({ length: letterCount }, (_, place) => {
    return letters[Math.floor(bits / 2 ** (bitsOfLetter * place)) % letters.length]
  })
  return `P-${name.reverse().join('')}`
}

const given = arrayRows({ controllerId: 'uuid', id: 'uuid', ending: 'text' })

const sharedText = `select distinct given.id::text as id from ${given.from(1)} join data_subjects s
  on s.controller_id = given."controllerId" and right(s.id::text, ${endLength}) = given.ending and s.id <> given.id
  where not exists (
    select from subject_aliases a where a.controller_id = s.controller_id and a.subject_id = s.id
      and a.separated_at is null
  )`

/** Those of these people whose short name another person of the same controller has too. */
export async function sharedShortNames(
  database: Database,
  people: readonly RowRef[],
): Promise<ReadonlySet<string>> {
  if (people.length === 0) return new Set()
  const rows = people.flatMap(({ controllerId, id }) =>
    endingsOf(id).map(ending => ({ controllerId, id, ending })),
  )
  const found = await database.run(executor =>
    statement<{ id: string }>(executor, sharedText, given.encode(rows)),
  )
  return new Set(found.map(({ id }) => id))
}

/** The four endings of ids, in hexadecimal digits, that make one short name. */
function endingsOf(id: string): readonly string[] {
  const ending = id.slice(-endLength)
  const low = Number.parseInt(ending.slice(0, 1), 16) % 4
  return [0, 4, 8, 12].map(high => (high + low).toString(16) + ending.slice(1))
}
