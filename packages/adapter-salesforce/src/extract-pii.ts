import type { Connection, ConsentStatement, PersonalData, PlatformEvent } from '@conduit/core'
import { fromMatches, pick, rowsOf, valueAt, withConsents } from '@conduit/core'
import { isRecordId } from './parse-event.ts'
import { rows, type Settings } from './settings.ts'
import { changedIds, tables } from './tables.ts'

/**
 * By the tables; but one change may name several records, or by a wildcard all of them. Then each id
 * is a person of its own, and the values that were set in all of them are nobody's.
 */
export function extractPii(event: PlatformEvent, { settings }: Connection<Settings>): PersonalData {
  const found = pick(rowsOf({ tables, rows }, settings), event)
  const ids = found.filter(({ row, value }) => row.path === changedIds && isRecordId(value))
  const others = found.filter(({ row }) => row.path !== changedIds)
  const listed = valueAt(event.data, '/ChangeEventHeader/recordIds')
  const isOne = !Array.isArray(listed) || (listed.length === 1 && ids.length === 1)
  const apart = [
    ...ids.map(match => ({ ...match, person: match.path })),
    ...others.map(match => ({ ...match, person: null })),
  ]
  const consents = valueAt(event.data, '/@consents') as readonly ConsentStatement[] | null
  return withConsents(fromMatches(isOne ? [...ids, ...others] : apart), consents ?? [])
}
