import { and, eq, inArray, isNotNull, type SQL } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { dataExportParts, dataExportSources, dataExports } from '../schema/index.ts'

/** How copies end, and why. */
export interface ExportEnd {
  readonly status: 'failed' | 'expired' | 'deleted'
  /** A machine word. */
  readonly reason: string | null
}

/**
 * Ends copies of a controller that are collected or can be had: their keys are destroyed, and all that
 * was sealed under them is deleted.
 *
 * @param which of them
 * @returns their ids
 */
export async function endExports(
  executor: Executor,
  controllerId: string,
  which: SQL | undefined,
  { status, reason }: ExportEnd,
): Promise<readonly string[]> {
  const ended = await executor
    .update(dataExports)
    .set({ status, reason, nextRunAt: null, tokens: null, wrapped: null, linkHash: null })
    .where(
      and(
        eq(dataExports.controllerId, controllerId),
        inArray(dataExports.status, ['collecting', 'ready']),
        which,
      ),
    )
    .returning({ id: dataExports.id })
  const ids = ended.map(({ id }) => id)
  if (ids.length === 0) return ids
  const sources = dataExportSources
  const isTheirs = and(eq(sources.controllerId, controllerId), inArray(sources.exportId, ids))
  await executor
    .delete(dataExportParts)
    .where(
      and(eq(dataExportParts.controllerId, controllerId), inArray(dataExportParts.exportId, ids)),
    )
  await executor
    .update(sources)
    .set({ targets: null })
    .where(and(isTheirs, isNotNull(sources.targets)))
  await executor
    .update(sources)
    .set({ outcome: 'failed', reason: reason ?? status, nextTryAt: null })
    .where(and(isTheirs, eq(sources.outcome, 'waiting')))
  return ids
}
