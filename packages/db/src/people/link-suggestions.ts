import { isUuid } from '@conduit/privacy'
import { arrayRows } from '../database/array-rows.ts'
import type { Database, Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { type Page, type PageRequest, readPage } from '../lists/page.ts'
import type { subjectLinks } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { membersOf, rootsOf } from './subject-members.ts'

/** Two people that may be one. */
export interface LinkNode {
  readonly controllerId: string
  /** Who stands for each of them now. */
  readonly subjectIds: readonly [string, string]
  readonly evidence: (typeof subjectLinks)['$inferSelect']['evidence']
  /** The activity that suggested it. */
  readonly activityId: string
  readonly suggestedAt: Date
}

interface Row {
  readonly a: string
  readonly b: string
  readonly rootA: string
  readonly rootB: string
  readonly evidence: LinkNode['evidence']
  readonly activityId: string
  readonly createdAt: string
}

const shown = `l.subject_a::text as a, l.subject_b::text as b, l.evidence, l.activity_id::text as "activityId",
  (extract(epoch from l.created_at) * 1000)::bigint::text as "createdAt"`

const isErased = (column: string): string => `exists (select from data_subjects s
  where s.controller_id = l.controller_id and s.id = ${column} and s.state = 'erased')`

// Merged people are few: each chain of aliases is followed to its end.
const openText = `with recursive up (subject_id, root, depth) as (
    select subject_id, alias_of, 1 from subject_aliases
    where controller_id = $1::uuid and separated_at is null
    union all
    select up.subject_id, a.alias_of, up.depth + 1 from up join subject_aliases a
      on a.controller_id = $1::uuid and a.subject_id = up.root and a.separated_at is null
  ),
  roots as (select distinct on (subject_id) subject_id, root from up order by subject_id, depth desc)
  select ${shown}, coalesce(one.root, l.subject_a)::text as "rootA", coalesce(other.root, l.subject_b)::text as "rootB"
  from subject_links l left join roots one on one.subject_id = l.subject_a
    left join roots other on other.subject_id = l.subject_b
  where l.controller_id = $1::uuid and l.state = 'suggested' and l.evidence <> 'shared'
    and coalesce(one.root, l.subject_a) <> coalesce(other.root, l.subject_b)
    and not ${isErased('l.subject_a')} and not ${isErased('l.subject_b')}
    and ($2::uuid is null or (l.activity_id, l.subject_a, l.subject_b) < ($2::uuid, coalesce($3, $2)::uuid, coalesce($4, $2)::uuid))
  order by l.activity_id desc, l.subject_a desc, l.subject_b desc limit $5::int`

/** So many suggestions are counted. */
const mostCounted = 1000

/**
 * Who may be one person, in a controller, the newest first. Who shares no more than a mailbox of many
 * is told at the person alone, and nobody is asked to decide it.
 */
export async function listLinks(
  database: Database,
  controllerId: string,
  request: PageRequest,
): Promise<Page<LinkNode>> {
  return await readPage<Row, LinkNode>(request, {
    read: (limit, after) =>
      database.run(executor => openLinks(executor, controllerId, limit, after)),
    keyOf: ({ activityId, a, b }) => [activityId, a, b],
    nodesOf: rows => rows.map(row => nodeOf(controllerId, row)),
    count: () => countLinks(database, controllerId),
  })
}

/** How many suggestions wait for somebody; a thousand at most. */
export async function countLinks(database: Database, controllerId: string): Promise<number> {
  const rows = await database.run(executor => openLinks(executor, controllerId, mostCounted, null))
  return rows.length
}

async function openLinks(
  executor: Executor,
  controllerId: string,
  limit: number,
  after: readonly string[] | null,
): Promise<readonly Row[]> {
  const [activityId = null, ...rest] = after ?? []
  const [a = null, b = null] = rest.filter(isUuid)
  return await statement<Row>(executor, openText, [controllerId, activityId, a, b, String(limit)])
}

const given = arrayRows({ controllerId: 'uuid', id: 'uuid', root: 'uuid' })
/** So many links of one subject are looked at. */
const mostOfSubject = 100

const side = (own: string): string => `(select * from subject_links
  where controller_id = given."controllerId" and ${own} = given.id and state = 'suggested'
  order by evidence = 'shared', activity_id desc limit ${mostOfSubject})`

const ofPeopleText = `select ${shown}, given.root::text as "ownRoot" from ${given.from(1)}
  cross join lateral (${side('subject_a')} union all ${side('subject_b')}) l
  where not ${isErased('l.subject_a')} and not ${isErased('l.subject_b')}
  order by l.evidence = 'shared', l.activity_id desc, l.subject_a desc, l.subject_b desc`

type RowOfPerson = Omit<Row, 'rootA' | 'rootB'> & { readonly ownRoot: string }

/**
 * Who these people may be one with, by who stands for each; every other person once. The newest first;
 * last who shares no more than a mailbox of many: there may be hundreds of them.
 */
export async function linksOf(
  database: Database,
  people: readonly RowRef[],
): Promise<ReadonlyMap<string, readonly LinkNode[]>> {
  const links = new Map<string, Map<string, LinkNode>>()
  await database.run(async executor => {
    for (const controllerId of new Set(people.map(each => each.controllerId))) {
      const ids = people.filter(each => each.controllerId === controllerId).map(({ id }) => id)
      const members = await membersOf(executor, [controllerId], ids)
      const rows = await statement<RowOfPerson>(
        executor,
        ofPeopleText,
        given.encode(members.map(member => ({ ...member, controllerId }))),
      )
      const named = [...new Set(rows.flatMap(({ a, b }) => [a, b]))]
      const roots = await rootsOf(executor, [controllerId], named)
      for (const row of rows) {
        const [rootA, rootB] = [roots.get(row.a) ?? row.a, roots.get(row.b) ?? row.b]
        if (rootA === rootB) continue
        const other = rootA === row.ownRoot ? rootB : rootA
        const ofPerson = links.get(row.ownRoot) ?? new Map<string, LinkNode>()
        links.set(row.ownRoot, ofPerson)
        if (!ofPerson.has(other))
          ofPerson.set(other, nodeOf(controllerId, { ...row, rootA, rootB }))
      }
    }
  })
  return new Map([...links].map(([root, ofPerson]) => [root, [...ofPerson.values()]]))
}

function nodeOf(
  controllerId: string,
  { rootA, rootB, evidence, activityId, createdAt }: Row,
): LinkNode {
  const suggestedAt = new Date(Number(createdAt))
  return { controllerId, subjectIds: [rootA, rootB], evidence, activityId, suggestedAt }
}
