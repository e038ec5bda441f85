import { leafHash } from '@conduit/privacy/merkle'
import canonicalize from 'canonicalize'
import { sql } from 'drizzle-orm'

/** What a sealed entry is hashed after, so that its bytes mean nothing elsewhere. */
const entryTag = 'conduit/audit-entry/v1\n'

/** An entry as it is hashed: all of it that says what happened. */
interface SealedEntry {
  readonly seq: number
  readonly id: string
  /** To the microsecond, in UTC. */
  readonly at: string
  readonly actorType: string
  readonly actorId: string | null
  readonly action: string
  readonly objectType: string
  readonly objectId: string | null
  readonly outcome: string
  readonly details: unknown
}

/** An entry's row as {@link entryColumns} reads it. */
export interface EntryRow extends Omit<SealedEntry, 'seq' | 'details'> {
  readonly details: string
}

/** What is read of a row, the same from both drivers: nothing that one of them would round. */
export const entryColumns = sql.raw(`id,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  actor_type as "actorType", actor_id as "actorId", action, object_type as "objectType",
  object_id as "objectId", outcome, details::text as details`)

/** The bytes of an entry, as RFC 8785 has them. */
export function entryText(controllerId: string, seq: number, row: EntryRow): string {
  const { id, at, actorType, actorId, action, objectType, objectId, outcome } = row
  const text = canonicalize({
    ...{ controller: controllerId, seq, id, at, actorType, actorId, action },
    ...{ objectType, objectId, outcome, details: JSON.parse(row.details) },
  })
  if (text === undefined) throw new TypeError('an entry has bytes')
  return text
}

/** Hash of an entry in the tree of its log. */
export function entryHash(controllerId: string, seq: number, row: EntryRow): Buffer {
  return leafHash(entryTag + entryText(controllerId, seq, row))
}
