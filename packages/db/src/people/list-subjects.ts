import { didOf } from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import { and, inArray, sql } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { timeOfId } from '../database/id-time.ts'
import { listById, ofControllers } from '../lists/list-by-id.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import {
  activitySubjects,
  dataSubjects,
  identifierTokens,
  processingActivities,
} from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { shortNameOf } from './short-name.ts'
import { isRoot, membersOf, rootsOf } from './subject-members.ts'

type Row = (typeof dataSubjects)['$inferSelect']

/** Which data subjects. */
export interface SubjectFilter {
  readonly controllerIds: readonly string[]
  readonly ids?: readonly string[] | undefined
  /** Tokens of an identifier, one for each key of the ring: those who have any. */
  readonly tokens?: readonly KeyedHash[] | undefined
}

/** A data subject. */
export interface SubjectNode extends Row {
  /** `did:dep:` and the hex SHA3-256 of the subject's UUID. */
  readonly did: string
  /** `P-` and six letters of its id. */
  readonly shortName: string
  /** Of the whole person: restricted if any member is. */
  readonly state: Row['state']
  /** Time of the newest activity that is kept; of the first one where none is. */
  readonly lastSeen: Date
}

/** Data subjects, those found last first; those who were merged are one. */
export async function listSubjects(
  database: Database,
  filter: SubjectFilter,
  request: PageRequest,
): Promise<Page<SubjectNode>> {
  const { controllerIds } = filter
  const wanted = await wantedIds(database, filter)
  const where = [isRoot, wanted === null ? undefined : inArray(dataSubjects.id, [...wanted])]
  return await listById(database, dataSubjects, controllerIds, where, request, async rows => {
    const times = await timesOf(database, rows)
    return rows.map(row => {
      const { first, last, isRestricted } = times.get(row.id) ?? notSeen(row)
      const names = { did: didOf(row.id), shortName: shortNameOf(row.id) }
      const state = isRestricted ? 'restricted' : row.state
      return { ...row, ...names, state, firstSeen: first, lastSeen: last ?? first }
    })
  })
}

/**
 * Data subjects by their ids, of one page at most: of who was merged into another one, that one.
 * @returns by the id that was asked for
 */
export async function subjectsById(
  database: Database,
  refs: readonly RowRef[],
): Promise<ReadonlyMap<string, SubjectNode>> {
  const controllerIds = [...new Set(refs.map(({ controllerId }) => controllerId))]
  const ids = refs.map(({ id }) => id)
  const { edges } = await listSubjects(database, { controllerIds, ids }, { first: refs.length })
  const found = new Map(edges.map(({ node }) => [node.id, node]))
  const members = ids.filter(id => !found.has(id))
  if (members.length === 0) return found
  const roots = await database.run(executor => rootsOf(executor, controllerIds, members))
  for (const [id, root] of roots) {
    const node = found.get(root)
    if (node !== undefined) found.set(id, node)
  }
  return found
}

/** Those who stand for the subjects that are asked for; null: all. */
async function wantedIds(
  database: Database,
  { controllerIds, ids, tokens }: SubjectFilter,
): Promise<readonly string[] | null> {
  if (ids === undefined && tokens === undefined) return null
  return await database.run(async executor => {
    const roots = async (subjectIds: readonly string[]) => {
      const found = await rootsOf(executor, controllerIds, subjectIds)
      return new Set(found.values())
    }
    const byId = ids === undefined ? null : await roots(ids)
    if (tokens === undefined) return [...(byId ?? [])]
    const byToken = await roots(await subjectsWith(executor, controllerIds, tokens))
    return [...byToken].filter(id => byId === null || byId.has(id))
  })
}

async function subjectsWith(
  executor: Executor,
  controllerIds: readonly string[],
  tokens: readonly KeyedHash[],
): Promise<readonly string[]> {
  const rows = await executor
    .selectDistinct({ id: identifierTokens.subjectId })
    .from(identifierTokens)
    .where(
      and(
        ofControllers(identifierTokens.controllerId, controllerIds),
        inArray(identifierTokens.token, [...tokens]),
      ),
    )
  return rows.map(({ id }) => id)
}

/** When a person was seen first, and last where an activity tells. */
interface SeenTimes {
  readonly first: Date
  readonly last: Date | null
  readonly isRestricted: boolean
}

function notSeen({ firstSeen: first, state }: Row): SeenTimes {
  return { first, last: null, isRestricted: state === 'restricted' }
}

/** Times by who stands for a person, over all members. */
async function timesOf(
  database: Database,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, SeenTimes>> {
  const times = new Map<string, SeenTimes>()
  if (rows.length === 0) return times
  const controllerIds = [...new Set(rows.map(row => row.controllerId))]
  await database.run(async executor => {
    const ids = rows.map(({ id }) => id)
    const members = await membersOf(executor, controllerIds, ids)
    const roots = new Map(members.map(({ id, root }) => [id, root]))
    for (const { id, firstSeen, state, newest } of await seen(executor, controllerIds, [
      ...roots.keys(),
    ])) {
      const root = roots.get(id) ?? id
      const before = times.get(root)
      const last = newest === null ? null : timeOfId(newest)
      times.set(root, {
        first: before === undefined || firstSeen < before.first ? firstSeen : before.first,
        last: later(before?.last ?? null, last),
        isRestricted: state === 'restricted' || before?.isRestricted === true,
      })
    }
  })
  return times
}

/** The newest activity of a subject tells when it was seen last: known people cost the recorder no update. */
async function seen(
  executor: Executor,
  controllerIds: readonly string[],
  subjectIds: readonly string[],
) {
  const { controllerId, id, firstSeen, state } = dataSubjects
  const asFirst = sql`(select id from ${processingActivities} seen
    where seen.controller_id = ${controllerId} and seen.subject_id = ${id}
    order by seen.id desc limit 1)`
  const asOther = sql`(select activity_id from ${activitySubjects} seen
    where seen.controller_id = ${controllerId} and seen.subject_id = ${id}
    order by activity_id desc limit 1)`
  const newest = sql<string | null>`greatest(${asFirst}, ${asOther})::text`
  return await executor
    .select({ id, firstSeen, state, newest })
    .from(dataSubjects)
    .where(and(ofControllers(controllerId, controllerIds), inArray(id, [...subjectIds])))
}

function later(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}
