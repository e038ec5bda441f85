import { and, desc, eq, lte } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { ifGiven } from '../lists/list-by-id.ts'
import { type Page, type PageRequest, readPage } from '../lists/page.ts'
import { consentEvents } from '../schema/index.ts'
import { type ConsentNode, consentsOf } from './consents-of.ts'
import { countConsents } from './count-consents.ts'

/** Which consents. */
export interface ConsentFilter {
  readonly controllerId: string
  /** Of this person, with those who were merged with it. */
  readonly subjectId?: string | undefined
  /** Of which this integration told something. */
  readonly integrationId?: string | undefined
}

/** A consent, and its place in the list: a member of its person, and its number among theirs. */
interface Row {
  readonly key: readonly [string, string]
  readonly node: ConsentNode
}

/** All consents of one person, in their order. */
interface Person {
  /** The member that was made last, of those who said something that is listed. */
  readonly newest: string
  readonly consents: readonly ConsentNode[]
}

const first = ['ffffffff-ffff-ffff-ffff-ffffffffffff', '0'] as const

/** Consents of people, those of who was found last first. */
export async function listConsents(
  database: Database,
  filter: ConsentFilter,
  request: PageRequest,
): Promise<Page<ConsentNode>> {
  return await readPage<Row, ConsentNode>(request, {
    read: (limit, after) =>
      database.run(async executor => {
        const [subjectId = first[0], place = first[1]] = after ?? first
        const next = after === null ? 0 : Number(place) + 1
        return filter.subjectId === undefined
          ? await rowsOfAll(executor, filter, limit, subjectId, next)
          : await rowsOfOne(executor, filter, filter.subjectId, limit, next)
      }),
    keyOf: ({ key }) => key,
    nodesOf: rows => rows.map(({ node }) => node),
    count: () => database.run(executor => countConsents(executor, filter)),
  })
}

async function rowsOfOne(
  executor: Executor,
  filter: ConsentFilter,
  subjectId: string,
  limit: number,
  next: number,
): Promise<readonly Row[]> {
  const people = await peopleOf(executor, filter, [subjectId])
  return people.flatMap(person => rowsOf(person, filter, next)).slice(0, limit)
}

/** A person stands in the list at the newest of its members: at the others it was listed before. */
async function rowsOfAll(
  executor: Executor,
  filter: ConsentFilter,
  limit: number,
  subjectId: string,
  next: number,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let from = subjectId; rows.length < limit; ) {
    const ids = await speakersFrom(executor, filter, from, limit + 1)
    const people = await peopleOf(executor, filter, ids)
    for (const person of people.filter(({ newest }) => ids.includes(newest))) {
      if (person.newest !== from) rows.push(...rowsOf(person, filter, 0))
      else if (from === subjectId) rows.push(...rowsOf(person, filter, next))
    }
    const last = ids.at(-1)
    if (last === undefined || ids.length <= limit) break
    from = last
  }
  return rows.slice(0, limit)
}

/** Those who said something, from one of them on. */
async function speakersFrom(
  executor: Executor,
  { controllerId, integrationId }: ConsentFilter,
  from: string,
  limit: number,
): Promise<readonly string[]> {
  const table = consentEvents
  const rows = await executor
    .selectDistinct({ id: table.subjectId })
    .from(table)
    .where(
      and(
        eq(table.controllerId, controllerId),
        lte(table.subjectId, from),
        ifGiven(table.integrationId, integrationId),
      ),
    )
    .orderBy(desc(table.subjectId))
    .limit(limit)
  return rows.map(({ id }) => id)
}

/** The newest first. */
async function peopleOf(
  executor: Executor,
  filter: ConsentFilter,
  ids: readonly string[],
): Promise<readonly Person[]> {
  const people = await consentsOf(executor, [filter.controllerId], ids)
  return [...people.values()]
    .map(consents => ({ newest: newestOf(consents, filter), consents }))
    .toSorted((one, other) => (one.newest < other.newest ? 1 : -1))
}

function newestOf(consents: readonly ConsentNode[], { integrationId }: ConsentFilter): string {
  const members = consents
    .flatMap(({ history }) => history)
    .filter(each => integrationId === undefined || each.integrationId === integrationId)
    .map(({ subjectId }) => subjectId)
  return members.toSorted().at(-1) ?? ''
}

function rowsOf(
  { newest, consents }: Person,
  { integrationId }: ConsentFilter,
  next: number,
): readonly Row[] {
  return consents
    .map((node, index): Row => ({ key: [newest, String(index)], node }))
    .slice(next)
    .filter(
      ({ node: { sources } }) =>
        integrationId === undefined || sources.some(each => each.integrationId === integrationId),
    )
}
