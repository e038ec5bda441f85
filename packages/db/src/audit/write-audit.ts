import { uuidv7 } from 'uuidv7'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Executor } from '../database/database.ts'
import { auditEntries } from '../schema/index.ts'

/** Who acts. */
export interface Actor {
  /** `api_key`, `dx_key`, `platform`, `job`, `operator`. */
  readonly type: string
  /** Id of the key or job; null where the type says it all. */
  readonly id: string | null
}

/** What an audit entry may tell beside its object: ids and machine words, never a person's data. */
export interface AuditDetails {
  readonly adapter?: string
  readonly integrationId?: string | null
  readonly scope?: string | null
  readonly role?: string
  readonly status?: string
  readonly isImported?: boolean
  readonly expiresAt?: string | null
  /** Names of what was changed. */
  readonly changed?: readonly string[]
  readonly step?: string
  /** How a step at the platform ended. */
  readonly result?: string
  readonly count?: number
  /** Of a period. */
  readonly days?: number | null
  /** Of a hold: why it is allowed. */
  readonly basis?: string
  /** What a sweep took away, what it left without some of its fields, and what a hold kept. */
  readonly activities?: number
  readonly trimmed?: number
  readonly deliveries?: number
  readonly held?: number
  /** Kind of identifier that a person was looked up by; its value is nowhere. */
  readonly category?: string
  readonly isFound?: boolean
  /** The other data subject, where two are said to be one, or not. */
  readonly into?: string
  /** Hash of a receipt, hexadecimal. */
  readonly receipt?: string
}

/** One act. */
export interface AuditEntry {
  readonly at: Date
  /** The nil UUID for the server itself. */
  readonly controllerId: string
  readonly actor: Actor
  /** `integration.created`. */
  readonly action: string
  readonly objectType: string
  readonly objectId: string | null
  readonly outcome?: 'success' | 'failure'
  readonly details?: AuditDetails
}

const detailNames: readonly (keyof AuditDetails)[] = [
  'adapter',
  'integrationId',
  'scope',
  'role',
  'status',
  'isImported',
  'expiresAt',
  'changed',
  'step',
  'result',
  'count',
  'days',
  'basis',
  'activities',
  'trimmed',
  'deliveries',
  'held',
  'category',
  'into',
  'isFound',
  'receipt',
]

/**
 * Writes an audit entry in the transaction of the act itself, so that neither exists alone.
 * @returns its id
 */
export async function writeAudit(executor: Executor, entry: AuditEntry): Promise<string> {
  const { at, controllerId, actor, action, objectType, objectId, outcome = 'success' } = entry
  const given = entry.details ?? {}
  // The type is an allow-list for callers that are compiled; this is one for all others.
  const details = Object.fromEntries(
    detailNames.filter(name => name in given).map(name => [name, fitting(given[name])]),
  )
  const id = uuidv7()
  await executor.insert(auditEntries).values({
    controllerId,
    id,
    at,
    actorType: cleanText(actor.type, textLimits.type),
    actorId: actor.id === null ? null : cleanText(actor.id, textLimits.type),
    action,
    objectType,
    objectId,
    outcome,
    details,
  })
  return id
}

/** A word, an id, a hash or a time: `integration.created`, `ctl_AZ…`, a UUID, SHA-256, ISO 8601. */
const plain =
  /^(?:\p{L}[\p{L}\p{N}_.:/-]{0,199}|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\d{4}-\d\d-\d\dT[\d:.]{5,15}Z)$/u

/**
 * What a log may hold for ever. A sentence, an address or a number of a phone is not: it could be about a
 * person, and nothing can be taken out of a log again.
 */
function fitting(value: unknown): unknown {
  if (typeof value === 'string') return plain.test(value) ? value : null
  return Array.isArray(value) ? value.map(fitting) : value
}
