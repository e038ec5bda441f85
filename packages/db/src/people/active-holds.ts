import { type AnyColumn, and, eq, gt, isNull, lte, notExists, or, type SQL } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { legalHolds } from '../schema/index.ts'
import { membersOf } from './subject-members.ts'

/** A legal hold. */
export type HoldNode = (typeof legalHolds)['$inferSelect']

/** More than these of a controller at a time are refused, so that all can be read at once. */
export const mostActiveHolds = 1000

/** What somebody wants to delete. */
export interface HoldScope {
  readonly controllerId: string
  readonly subjectId?: string | undefined
  readonly integrationId?: string | undefined
}

/**
 * Holds that are neither released nor over, nor still to come. What began as it was placed is active
 * whatever the clock of who asks: it may be behind that of who placed it.
 */
export function isActive(now: Date): SQL | undefined {
  return and(
    isNull(legalHolds.releasedAt),
    or(lte(legalHolds.startsAt, now), lte(legalHolds.startsAt, legalHolds.placedAt)),
    or(isNull(legalHolds.endsAt), gt(legalHolds.endsAt, now)),
  )
}

/** The holds of a controller that are active. */
export async function activeHolds(
  executor: Executor,
  controllerId: string,
  now: Date,
): Promise<readonly HoldNode[]> {
  return await executor
    .select()
    .from(legalHolds)
    .where(and(eq(legalHolds.controllerId, controllerId), isActive(now)))
    .limit(mostActiveHolds)
}

/**
 * The holds that forbid to delete something now: of the person, with those merged with it, of the
 * integration, and of the whole controller. To be asked in the transaction that deletes, after
 * `keepHolds`.
 *
 * @returns none: it may be deleted
 */
export async function holdsOn(
  executor: Executor,
  { controllerId, subjectId, integrationId }: HoldScope,
  now: Date,
): Promise<readonly HoldNode[]> {
  const holds = await activeHolds(executor, controllerId, now)
  if (holds.length === 0) return []
  const members =
    subjectId === undefined ? [] : await membersOf(executor, [controllerId], [subjectId])
  const ids = new Set([subjectId, ...members.map(({ id }) => id)])
  return holds.filter(hold => {
    if (hold.subjectId === null) return isOfAll(hold, integrationId)
    return ids.has(hold.subjectId) && isAt(hold, integrationId)
  })
}

/** Rows of a table that no hold of a whole controller, or of their integration, keeps. */
export function isFree(
  executor: Executor,
  { controllerId, integrationId }: { controllerId: AnyColumn; integrationId?: AnyColumn },
  now: Date,
): SQL {
  const holds = executor
    .select({ id: legalHolds.id })
    .from(legalHolds)
    .where(
      and(
        eq(legalHolds.controllerId, controllerId),
        isNull(legalHolds.subjectId),
        integrationId === undefined
          ? isNull(legalHolds.integrationId)
          : or(isNull(legalHolds.integrationId), eq(legalHolds.integrationId, integrationId)),
        isActive(now),
      ),
    )
  return notExists(holds)
}

/** Does a hold reach this integration? @param integrationId absent: any, so that one is enough */
export function isAt(hold: HoldNode, integrationId: string | undefined): boolean {
  return (
    hold.integrationId === null ||
    integrationId === undefined ||
    hold.integrationId === integrationId
  )
}

/** Is nothing of this integration to be deleted at all? @param integrationId absent: of a controller */
export function isOfAll(hold: HoldNode, integrationId: string | undefined): boolean {
  if (hold.subjectId !== null) return false
  return hold.integrationId === null || hold.integrationId === integrationId
}
