import { and, eq, type SQL } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { identifierTokens } from '../schema/index.ts'

/** People at one integration. */
export interface PeopleAtPlace {
  readonly controllerId: string
  /** All who are one of them. */
  readonly members: readonly string[]
  readonly integrationId: string
  /** What erases them there; null: nothing does. */
  readonly redactionId: string | null
}

const isTheirs = (table: string) =>
  `${table}.controller_id = $1::uuid and ${table}.subject_id = member.id`

// Tokens say nothing: who showed one first may have shown it alone. What is being erased of the person at
// another platform still needs the person.
const text = `select member.id::text as id from unnest($2::uuid[]) as member (id)
  where exists (select from processing_activities a where ${isTheirs('a')} and a.integration_id <> $3::uuid)
    or exists (select from activity_subjects tie
      join processing_activities a on a.controller_id = tie.controller_id and a.id = tie.activity_id
      where ${isTheirs('tie')} and a.integration_id <> $3::uuid)
    or exists (select from platform_refs r where ${isTheirs('r')} and r.integration_id <> $3::uuid)
    or exists (select from consent_events c where ${isTheirs('c')} and c.integration_id is distinct from $3::uuid)
    or exists (select from redactions r where ${isTheirs('r')} and r.id is distinct from $4::uuid
      and r.state in ('planning', 'planned', 'cooling_off', 'running', 'waiting'))`

/**
 * Of whom of these do we hold something that came from elsewhere? To be asked in a transaction that has
 * moved the people epoch: then nothing comes meanwhile.
 */
export async function knownElsewhere(
  executor: Executor,
  { controllerId, members, integrationId, redactionId }: PeopleAtPlace,
): Promise<ReadonlySet<string>> {
  const ids = `{${members.join(',')}}`
  const params = [controllerId, ids, integrationId, redactionId]
  const rows = await statement<{ id: string }>(executor, text, params)
  return new Set(rows.map(({ id }) => id))
}

/** The same of one person, with all of its members. */
export async function isKnownElsewhere(
  executor: Executor,
  person: PeopleAtPlace,
): Promise<boolean> {
  return (await knownElsewhere(executor, person)).size > 0
}

/** A platform's own id of a person, as an integration showed it: it means that person there, and nobody elsewhere. */
export function isOwnIdAt(integrationId: string): SQL | undefined {
  return and(
    eq(identifierTokens.kind, 'account_id'),
    eq(identifierTokens.integrationId, integrationId),
  )
}
