import type { PiiCategory, PrivacyMeaning } from '@conduit/privacy'
import { and, asc, eq, gte } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { firstIdAt, timeOfId } from '../database/id-time.ts'
import { statement } from '../database/statement.ts'
import {
  fieldSetSeen,
  fieldSets,
  integrations,
  type processingActivities,
} from '../schema/index.ts'

type Verification = (typeof processingActivities)['$inferSelect']['verification']

/** How often something was seen. */
export interface Seen<Of> {
  readonly of: Of
  readonly activities: number
  readonly firstAt: Date
  readonly lastAt: Date
}

/** What one integration brought of one meaning. */
export interface ObservedFlow {
  readonly controllerId: string
  readonly integrationId: string
  readonly meaning: PrivacyMeaning
  readonly activities: number
  readonly firstAt: Date
  readonly lastAt: Date
  readonly categories: readonly Seen<PiiCategory>[]
  readonly verifications: readonly Seen<Verification>[]
}

/** What one integration brought. */
export interface Observed {
  readonly controllerId: string
  readonly integrationId: string
  readonly flows: readonly ObservedFlow[]
  /** False: there is more than was looked at, which is the newest. */
  readonly isWhole: boolean
  /** Of the flows, and those that it showed for the first time in that time. */
  readonly categories: ReadonlySet<PiiCategory>
}

/** Integrations of a controller that are looked at. */
const mostIntegrations = 1000
/** Activities that are looked at, of one integration and of all. */
const mostOfOne = 20_000
const mostOfAll = 200_000

const dayMilliseconds = 86_400_000

// An event's fields are one of a few sets as a rule, so what is put together are those.
const text = `with newest as materialized (
    select owner.id as integration_id, activity.* from unnest($2::uuid[]) owner (id)
    cross join lateral (
      select id, meaning, verification, field_set, fields from processing_activities
      where controller_id = $1::uuid and integration_id = owner.id and id >= $3::uuid
      order by processing_activities.id desc limit $4::int
    ) activity
  ),
  alike as (
    select integration_id, meaning, verification, field_set, fields, count(*)::int as activities,
      min(id::text collate "C") as first, max(id::text collate "C") as last
    from newest group by integration_id, meaning, verification, field_set, fields
  ),
  named as (
    select alike.*, array(
      select distinct field ->> 1 from jsonb_array_elements(coalesce(alike.fields, known.fields)) field
      order by 1
    ) as categories
    from alike left join field_sets known
      on known.controller_id = $1::uuid and known.hash = alike.field_set
  )
  select integration_id::text as "integrationId", meaning, verification,
    array_to_json(categories)::text as categories, sum(activities)::int as activities,
    min(first collate "C") as first, max(last collate "C") as last
  from named group by integration_id, meaning, verification, categories`

interface Row {
  readonly integrationId: string
  readonly meaning: PrivacyMeaning
  readonly verification: Verification
  /** As JSON. */
  readonly categories: string
  readonly activities: number
  /** Ids. */
  readonly first: string
  readonly last: string
}

/**
 * What the integrations of a controller brought since a moment. Of one that brought more than 20,000
 * activities, or less where there are many integrations, the newest are looked at.
 */
export async function observedFlows(
  database: Database,
  controllerId: string,
  since: Date,
): Promise<readonly Observed[]> {
  return await database.run(async executor => {
    const owners = await executor
      .select({ id: integrations.id })
      .from(integrations)
      .where(eq(integrations.controllerId, controllerId))
      .orderBy(asc(integrations.id))
      .limit(mostIntegrations)
    if (owners.length === 0) return []
    const most = Math.min(mostOfOne, Math.floor(mostOfAll / owners.length))
    const rows = await statement<Row>(executor, text, [
      controllerId,
      `{${owners.map(({ id }) => id).join(',')}}`,
      firstIdAt(since),
      String(most),
    ])
    const shown = await shownFirst(executor, controllerId, since)
    return owners.map(({ id }) => {
      const own = rows.filter(({ integrationId }) => integrationId === id)
      const flows = flowsOf(controllerId, id, own)
      const seen = flows.flatMap(({ categories }) => categories.map(each => each.of))
      return {
        ...{ controllerId, integrationId: id, flows },
        isWhole: own.reduce((sum, { activities }) => sum + activities, 0) < most,
        categories: new Set([...seen, ...(shown.get(id) ?? [])]),
      }
    })
  })
}

/** Categories in sets of fields that were new then, also where nothing of them is on record any more. */
async function shownFirst(
  executor: Executor,
  controllerId: string,
  since: Date,
): Promise<ReadonlyMap<string, readonly PiiCategory[]>> {
  const found = await executor
    .selectDistinct({ integrationId: fieldSetSeen.integrationId, fields: fieldSets.fields })
    .from(fieldSetSeen)
    .innerJoin(
      fieldSets,
      and(
        eq(fieldSets.controllerId, fieldSetSeen.controllerId),
        eq(fieldSets.hash, fieldSetSeen.hash),
      ),
    )
    .where(and(eq(fieldSetSeen.controllerId, controllerId), gte(fieldSetSeen.firstAt, since)))
    .limit(mostOfOne)
  const shown = new Map<string, PiiCategory[]>()
  for (const { integrationId, fields } of found) {
    const categories = fields.map(([, category]) => category)
    shown.set(integrationId, [...(shown.get(integrationId) ?? []), ...categories])
  }
  return shown
}

function flowsOf(
  controllerId: string,
  integrationId: string,
  rows: readonly Row[],
): readonly ObservedFlow[] {
  const meanings = [...new Set(rows.map(({ meaning }) => meaning))].sort()
  return meanings.map(meaning => {
    const alike = rows.filter(row => row.meaning === meaning)
    const { activities, firstAt, lastAt } = sumOf(meaning, alike)
    const categoriesOf = (row: Row) => JSON.parse(row.categories) as readonly PiiCategory[]
    return {
      ...{ controllerId, integrationId, meaning, activities, firstAt, lastAt },
      categories: seenBy(alike, categoriesOf),
      verifications: seenBy(alike, ({ verification }) => [verification]),
    }
  })
}

function seenBy<Of extends string>(
  rows: readonly Row[],
  namesOf: (row: Row) => readonly Of[],
): readonly Seen<Of>[] {
  const all = [...new Set(rows.flatMap(namesOf))].sort()
  return all.map(of =>
    sumOf(
      of,
      rows.filter(row => namesOf(row).includes(of)),
    ),
  )
}

function sumOf<Of>(of: Of, rows: readonly Row[]): Seen<Of> {
  const activities = rows.reduce((sum, row) => sum + row.activities, 0)
  const [first = ''] = rows.map(row => row.first).sort()
  const last =
    rows
      .map(row => row.last)
      .sort()
      .at(-1) ?? ''
  return { of, activities, firstAt: timeOfId(first), lastAt: timeOfId(last) }
}

/** The moment so many days before another one. */
export function daysBefore(moment: Date, days: number): Date {
  return new Date(moment.getTime() - days * dayMilliseconds)
}
