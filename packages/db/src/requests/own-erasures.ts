import type { KeyedHash } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'

/**
 * So many days a platform may take to tell of what we erased there: Shopify sends `customers/redact` up to half a
 * year after it was asked.
 */
export const echoDays = 200

/** Somebody of whom a platform says that they are to be erased. */
interface ToldErasure {
  readonly controllerId: string
  readonly integrationId: string
  /** Keyed hashes of what it names them by. */
  readonly tokens: readonly KeyedHash[]
  /** Keyed hashes of the platform's objects that it names. */
  readonly references: readonly KeyedHash[]
  readonly at: Date
}

/**
 * The erasure of ours that a platform tells of, as it tells of any: one that has called this very integration
 * about this very object or person, and that the platform has not refused. Its echo is no request.
 *
 * @returns its id; null: it is nothing that we did
 */
export async function ownErasure(executor: Executor, told: ToldErasure): Promise<string | null> {
  const { controllerId, integrationId, tokens, references, at } = told
  if (tokens.length + references.length === 0) return null
  const hashes = (given: readonly KeyedHash[]) =>
    sql`(select decode(hash, 'hex') from jsonb_array_elements_text(${JSON.stringify(given)}::jsonb) as given(hash))`
  const [first] = rowsOf<{ id: string }>(
    await executor.execute(sql`select t.redaction_id::text as id
      from redaction_tasks t
      where t.controller_id = ${controllerId}::uuid and t.integration_id = ${integrationId}::uuid
        and (t.reference in ${hashes(references)} or t.redaction_id in (
          select s.redaction_id from suppressions s
          where s.controller_id = t.controller_id and s.reason = 'erased' and s.token in ${hashes(tokens)}))
        and t.action in ('erase', 'anonymise', 'suppress') and t.called_at is not null
        and (t.accepted_at is not null
          or coalesce(t.outcome, 'erased') in ('erased', 'anonymised', 'suppressed'))
        and greatest(t.called_at, t.accepted_at, t.ended_at)
          > ${at.toISOString()}::timestamptz - make_interval(days => ${echoDays})
      order by t.redaction_id desc limit 1`),
  )
  return first?.id ?? null
}
