import { auditEntryHash } from '@conduit/privacy/merkle'
import canonicalize from 'canonicalize'
import { sql } from 'drizzle-orm'

/** An entry's row as {@link entryColumns} reads it: all of it that says what happened. */
export interface EntryRow {
  readonly id: string
  /** To the microsecond, in UTC. */
  readonly at: string
  readonly actorType: string
  readonly actorId: string | null
  readonly action: string
  readonly objectType: string
  readonly objectId: string | null
  readonly outcome: string
  /** JSON. */
  readonly details: string
}

/** What is read of a row, the same from both drivers: nothing that one of them would round. */
export const entryColumns = sql.raw(`id,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  actor_type as "actorType", actor_id as "actorId", action, object_type as "objectType",
  object_id as "objectId", outcome, details::text as details`)

/**
 * The bytes of an entry, as RFC 8785 has them. Its members are always the same ones, so that they are
 * written in their order instead of being sorted for each of a million entries.
 */
export function entryText(controllerId: string, seq: number, row: EntryRow): string {
  const { id, at, actorType, actorId, action, objectType, objectId, outcome } = row
  const start = `{"action":${quoted(action)},"actorId":${quoted(actorId)},"actorType":${quoted(actorType)}`
  const middle = `"at":"${at}","controller":"${controllerId}","details":${detailsText(row.details)}`
  const object = `"objectId":${quoted(objectId)},"objectType":${quoted(objectType)}`
  return `${start},${middle},"id":"${id}",${object},"outcome":${quoted(outcome)},"seq":${seq}}`
}

/** A text as RFC 8785 has it, which is how ECMAScript writes it. */
function quoted(text: string | null): string {
  return text === null ? 'null' : JSON.stringify(text)
}

function detailsText(details: string): string {
  if (details === '{}') return details
  const text = canonicalize(JSON.parse(details))
  if (text === undefined) throw new TypeError('details are an object')
  return text
}

/** Hash of an entry in the tree of its log. */
export function entryHash(controllerId: string, seq: number, row: EntryRow): Buffer {
  return auditEntryHash(entryText(controllerId, seq, row))
}
