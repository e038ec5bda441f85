import {
  type Connection,
  fromMatches,
  type Match,
  type PersonalData,
  type PlatformEvent,
  pick,
  rowsOf,
  valueAt,
} from '@conduit/core'
import { restNameOf } from './record-types.ts'
import type { Settings } from './settings.ts'
import { rows, tables } from './tables.ts'

/** The name of a firm is nobody's data; external ids are somebody's own numbers for each kind. */
export function extractPii(event: PlatformEvent, { settings }: Connection<Settings>): PersonalData {
  const isFirm = isFalse(event.data, ['/record/isperson', '/fields/isperson', '/isPerson'])
  const matches = pick(rowsOf({ tables, rows }, settings), event)
    .filter(({ path }) => !(isFirm && /\/entityid$/i.test(path)))
    .map(match => (/\/externalid$/i.test(match.path) ? withKind(match, event) : match))
  return fromMatches(matches)
}

function isFalse(data: unknown, pointers: readonly string[]): boolean {
  return pointers.some(pointer => /^(f|false)$/i.test(String(valueAt(data, pointer))))
}

/** Else customer 7 and somebody whom another system calls 7 would be one person. */
function withKind(match: Match, { type }: PlatformEvent): Match {
  const [recordType = ''] = type.split('.')
  return { ...match, value: `externalid:${restNameOf(recordType)}:${match.value}` }
}
