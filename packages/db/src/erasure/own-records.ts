import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { membersOf } from '../people/subject-members.ts'

/**
 * What we hold of people, by kind. Of a whole account beside that `people`, who are known nowhere else, and
 * `unnamed`, rows of nobody that showed whose account they came from.
 */
export const ownKinds = [
  'people',
  'unnamed',
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
  /** Only what came from it. Default: all. */
  readonly integrationId?: string | null
}

const isTheirs = 'subject_id = any($2::uuid[])'
/** It came from the integration that is asked for, if one is. */
const isThere = '($3::uuid is null or integration_id = $3::uuid)'
/** It is of no integration: it goes with the person alone. */
const isOfAll = '$3::uuid is null'

const countOf = (table: string, where: string): string =>
  `(select count(*)::int from ${table} where controller_id = $1::uuid and ${where})`

const text = `select (
    select count(*)::int from (
      select id from processing_activities where controller_id = $1::uuid and ${isTheirs} and ${isThere}
      union
      select a.id from activity_subjects tie
      join processing_activities a on a.controller_id = tie.controller_id and a.id = tie.activity_id
      where tie.controller_id = $1::uuid and tie.${isTheirs} and ($3::uuid is null or a.integration_id = $3::uuid)
    ) activities
  ) as activities,
  ${countOf('consent_events', `${isTheirs} and ${isThere}`)} as consents,
  ${countOf('platform_refs', `${isTheirs} and ${isThere}`)} as references,
  ${countOf('identifier_tokens', `${isTheirs} and ${isThere} and ($3::uuid is null or kind = 'account_id')`)} as identifiers,
  ${countOf('subject_links', `(subject_a = any($2::uuid[]) or subject_b = any($2::uuid[])) and ${isOfAll}`)} as links,
  ${countOf('consent_propagations', `${isTheirs} and ${isThere}`)} as tellings,
  ${countOf('data_exports', isTheirs)} as copies,
  ${countOf('data_subject_requests', `${isTheirs} and ${isOfAll}`)} as requests`

/**
 * Counts what our own tables hold of a person, with all who were merged with it. What is sealed and tied
 * to nobody, as what was kept aside, is found when it is erased, and not before.
 */
export async function countOwnRecords(
  database: Database,
  { controllerId, subjectIds, integrationId = null }: OwnPerson,
): Promise<OwnCounts> {
  return await database.run(async executor => {
    const members = await membersOf(executor, [controllerId], subjectIds)
    const ids = `{${members.map(({ id }) => id).join(',')}}`
    const [row] = await statement<OwnCounts>(executor, text, [controllerId, ids, integrationId])
    return row ?? {}
  })
}
