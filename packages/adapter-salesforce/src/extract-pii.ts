import type { Connection, ConsentStatement, PersonalData, PlatformEvent } from '@conduit/core'
import { fromMatches, type Match, pick, rowsOf, valueAt } from '@conduit/core'
import { isRecordId } from './parse-event.ts'
import { rows, type Settings } from './settings.ts'
import { changedIds, tables } from './tables.ts'

/**
 * By the tables; but one change may name several records, or by a wildcard all of them. Then each id
 * is a person of its own, and the values that were set in all of them are nobody's.
 */
export function extractPii(event: PlatformEvent, { settings }: Connection<Settings>): PersonalData {
  const matches = pick(rowsOf({ tables, rows }, settings), event)
  const isListed = ({ row }: Match) => row.path === changedIds
  const ids = matches.filter(match => isListed(match) && isRecordId(match.value))
  const others = matches.filter(match => !isListed(match))
  const listed = valueAt(event.data, '/ChangeEventHeader/recordIds')
  const isOne = !Array.isArray(listed) || (listed.length === 1 && ids.length === 1)
  const apart = ids.map(match => ({ ...match, person: match.path }))
  const own = fromMatches(isOne ? [...ids, ...others] : apart)
  const shared = isOne ? [] : others.map(({ path, row }) => ({ path, category: row.category }))
  const consents = valueAt(event.data, '/@consents') as readonly ConsentStatement[] | null
  const people = own.people.map(person => (consents ? { ...person, consents } : person))
  return { people, fields: [...own.fields, ...shared] }
}
