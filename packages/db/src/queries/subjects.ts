import { didOf } from '@conduit/core'
import { isUuid } from '@conduit/privacy'
import { and, inArray, sql } from 'drizzle-orm'
import type { Database } from '../client.ts'
import { timeOfId } from '../id-time.ts'
import { activitySubjects, dataSubjects, identifierTokens } from '../schema/index.ts'
import { listById, ofControllers } from './by-id.ts'
import type { Page, PageRequest } from './page.ts'

type Row = (typeof dataSubjects)['$inferSelect']

/** Which data subjects. */
export interface SubjectFilter {
  readonly controllerIds: readonly string[]
  readonly ids?: readonly string[] | undefined
  /** Tokens of an identifier, one for each key of the ring: those who have any. */
  readonly tokens?: readonly Uint8Array[] | undefined
}

/** A data subject. */
export interface SubjectNode extends Row {
  /** `did:dep:` and the hex SHA3-256 of the subject's UUID. */
  readonly did: string
  /** Time of the newest activity that is kept; of the first one where none is. */
  readonly lastSeen: Date
}

/** Data subjects, those found last first. */
export async function listSubjects(
  database: Database,
  { controllerIds, ids, tokens }: SubjectFilter,
  request: PageRequest,
): Promise<Page<SubjectNode>> {
  const where = [
    ids === undefined ? undefined : inArray(dataSubjects.id, ids.filter(isUuid)),
    tokens === undefined
      ? undefined
      : inArray(dataSubjects.id, subjectsWith(controllerIds, tokens)),
  ]
  return await listById(database, dataSubjects, controllerIds, where, request, async rows => {
    const seen = await lastSeen(database, rows)
    return rows.map(row => ({
      ...row,
      did: didOf(row.id),
      lastSeen: seen.get(row.id) ?? row.firstSeen,
    }))
  })
}

function subjectsWith(controllerIds: readonly string[], tokens: readonly Uint8Array[]) {
  const mine = and(
    ofControllers(identifierTokens.controllerId, controllerIds),
    inArray(identifierTokens.token, [...tokens]),
  )
  return sql`(select ${identifierTokens.subjectId} from ${identifierTokens} where ${mine})`
}

/** The newest activity of each subject tells when, by its id: known people cost the recorder no update. */
async function lastSeen(
  database: Database,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, Date>> {
  if (rows.length === 0) return new Map()
  const { controllerId, id } = dataSubjects
  const newest = sql<string | null>`(select activity_id::text from ${activitySubjects} seen
    where seen.controller_id = ${controllerId} and seen.subject_id = ${id}
    order by activity_id desc limit 1)`
  const found = await database.run(executor =>
    executor
      .select({ id, newest })
      .from(dataSubjects)
      .where(
        and(
          ofControllers(controllerId, [...new Set(rows.map(row => row.controllerId))]),
          inArray(
            id,
            rows.map(row => row.id),
          ),
        ),
      ),
  )
  return new Map(
    found.flatMap(row => (row.newest === null ? [] : [[row.id, timeOfId(row.newest)]])),
  )
}
