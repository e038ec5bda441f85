import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { membersOf } from '../people/subject-members.ts'

/** What we hold of people, by kind. */
export const ownKinds = [
  'activities',
  'consents',
  'references',
  'identifiers',
  'links',
  'tellings',
  'copies',
  'requests',
  'readings',
  'notifications',
  'quarantined',
  'undecodable',
] as const

/** One of {@link ownKinds}. */
export type OwnKind = (typeof ownKinds)[number]

/** How much of each kind; what is not named is none. */
export type OwnCounts = Readonly<Partial<Record<OwnKind, number>>>

/** A person of a controller; one of its members is enough. */
export interface OwnPerson {
  readonly controllerId: string
  readonly subjectIds: readonly string[]
}

const countOf = (table: string, where = 'subject_id = any($2::uuid[])'): string =>
  `(select count(*)::int from ${table} where controller_id = $1::uuid and ${where})`

const text = `select (
    select count(*)::int from (
      select id from processing_activities where controller_id = $1::uuid and subject_id = any($2::uuid[])
      union
      select activity_id from activity_subjects where controller_id = $1::uuid and subject_id = any($2::uuid[])
    ) activities
  ) as activities,
  ${countOf('consent_events')} as consents,
  ${countOf('platform_refs')} as references,
  ${countOf('identifier_tokens')} as identifiers,
  ${countOf('subject_links', '(subject_a = any($2::uuid[]) or subject_b = any($2::uuid[]))')} as links,
  ${countOf('consent_propagations')} as tellings,
  ${countOf('data_exports')} as copies,
  ${countOf('data_subject_requests')} as requests`

/**
 * Counts what our own tables hold of a person, with all who were merged with it. What is sealed and tied
 * to nobody, as what was kept aside, is found when it is erased, and not before.
 */
export async function countOwnRecords(
  database: Database,
  { controllerId, subjectIds }: OwnPerson,
): Promise<OwnCounts> {
  return await database.run(async executor => {
    const members = await membersOf(executor, [controllerId], subjectIds)
    const ids = `{${members.map(({ id }) => id).join(',')}}`
    const [row] = await statement<OwnCounts>(executor, text, [controllerId, ids])
    return row ?? {}
  })
}
