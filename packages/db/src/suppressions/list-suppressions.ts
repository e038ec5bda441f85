import { formatToken, type KeyedHash } from '@conduit/privacy'
import { and, count, eq, inArray, isNotNull, isNull, sum } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { grouped } from '../lists/grouped.ts'
import { ifGiven, listById, ofControllers } from '../lists/list-by-id.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import { suppressionHits, suppressions } from '../schema/index.ts'

type Row = (typeof suppressions)['$inferSelect']

/** An entry of the list. */
export interface SuppressionNode extends Omit<Row, 'token'> {
  /** As people are shown it. */
  readonly token: string
}

/** Which entries. */
export interface SuppressionFilter {
  readonly controllerId: string
  /** Of these identifiers. */
  readonly tokens?: readonly KeyedHash[] | undefined
  readonly reason?: SuppressionNode['reason'] | undefined
  /** The person seems to have come back, and nobody has decided. */
  readonly isToReview?: boolean | undefined
}

/** How often an integration showed an entry. */
export interface IntegrationHits {
  readonly controllerId: string
  readonly suppressionId: string
  readonly integrationId: string
  readonly hits: number
}

/** Entries, what was added last first. */
export async function listSuppressions(
  database: Database,
  { controllerId, tokens, reason, isToReview }: SuppressionFilter,
  request: PageRequest,
): Promise<Page<SuppressionNode>> {
  const { reviewSince } = suppressions
  const where = [
    tokens === undefined ? undefined : inArray(suppressions.token, [...tokens]),
    ifGiven(suppressions.reason, reason),
    isToReview === undefined
      ? undefined
      : isToReview
        ? isNotNull(reviewSince)
        : isNull(reviewSince),
  ]
  return await listById(database, suppressions, [controllerId], where, request, rows =>
    rows.map(row => ({ ...row, token: formatToken(row.keyId, row.token) })),
  )
}

/** How often integrations showed these entries in the days for which hours are kept, by entry. */
export async function hitsOfSuppressions(
  database: Database,
  controllerIds: readonly string[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly IntegrationHits[]>> {
  const { controllerId, suppressionId, integrationId } = suppressionHits
  const rows = await database.run(executor =>
    executor
      .select({
        ...{ controllerId, suppressionId, integrationId },
        hits: sum(suppressionHits.hits).mapWith(Number),
      })
      .from(suppressionHits)
      .where(and(ofControllers(controllerId, controllerIds), inArray(suppressionId, [...ids])))
      .groupBy(controllerId, suppressionId, integrationId)
      .orderBy(integrationId),
  )
  return grouped(rows, row => row.suppressionId)
}

/** How many people of a controller seem to have come back although they are suppressed. */
export async function countToReview(database: Database, controllerId: string): Promise<number> {
  const groups = database.run(executor =>
    executor.select({ count: count() }).from(
      executor
        .selectDistinct({ groupId: suppressions.groupId })
        .from(suppressions)
        .where(
          and(eq(suppressions.controllerId, controllerId), isNotNull(suppressions.reviewSince)),
        )
        .as('groups'),
    ),
  )
  return (await groups)[0]?.count ?? 0
}
