import { fitsQuarantine, type QuarantineQuota } from '@conduit/core/host'
import { and, eq, sql, sum } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { quarantine, quarantineUsage } from '../schema/index.ts'

/** A row on its way into the quarantine, or out of it. */
interface Kept {
  readonly controllerId: string
  readonly integrationId: string
  /** Bytes of what is sealed. */
  readonly size: number
}

/** What of a row in quarantine takes room; for `returning` and `select`. */
export const roomOf = {
  controllerId: quarantine.controllerId,
  integrationId: quarantine.integrationId,
  size: sql<number>`length(${quarantine.sealed})`,
}

/**
 * Takes room for rows, and counts those that have none. The room of an integration is locked until the
 * transaction ends.
 *
 * @returns those that fit
 */
export async function takeRoom<Row extends Kept>(
  executor: Executor,
  quota: QuarantineQuota,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const kept: Row[] = []
  for (const [first, ...others] of byIntegration(rows)) {
    const { controllerId, integrationId } = first
    await executor
      .insert(quarantineUsage)
      .values({ controllerId, integrationId, rows: 0, bytes: 0, leftOut: 0 })
      .onConflictDoNothing()
    const where = isOf(first)
    const [found] = await executor.select().from(quarantineUsage).where(where).for('update')
    const used = { rows: found?.rows ?? 0, bytes: found?.bytes ?? 0 }
    let leftOut = found?.leftOut ?? 0
    for (const row of [first, ...others]) {
      if (fitsQuarantine(quota, used, row.size)) {
        used.rows += 1
        used.bytes += row.size
        kept.push(row)
      } else leftOut += 1
    }
    await executor
      .update(quarantineUsage)
      .set({ ...used, leftOut })
      .where(where)
  }
  return kept
}

/**
 * Notes that rows take more room than before, or less.
 * @param rows `size` is the difference
 */
export async function changeRoom(executor: Executor, rows: readonly Kept[]): Promise<void> {
  for (const group of byIntegration(rows)) {
    const bytes = group.reduce((sum, { size }) => sum + size, 0)
    await executor
      .update(quarantineUsage)
      .set({ bytes: sql`greatest(0, ${quarantineUsage.bytes} + ${bytes}::bigint)` })
      .where(isOf(group[0]))
  }
}

/** Gives back the room of rows that were deleted. */
export async function giveRoom(executor: Executor, rows: readonly Kept[]): Promise<void> {
  for (const group of byIntegration(rows)) {
    const bytes = group.reduce((sum, { size }) => sum + size, 0)
    await executor
      .update(quarantineUsage)
      .set({
        rows: sql`greatest(0, ${quarantineUsage.rows} - ${group.length}::int)`,
        bytes: sql`greatest(0, ${quarantineUsage.bytes} - ${bytes}::bigint)`,
      })
      .where(isOf(group[0]))
  }
}

/** In the order of the key, in which every transaction locks them. */
function byIntegration<Row extends Kept>(
  rows: readonly Row[],
): readonly (readonly [Row, ...Row[]])[] {
  const groups = new Map<string, [Row, ...Row[]]>()
  for (const row of rows) {
    const key = row.controllerId + row.integrationId
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

function isOf({ controllerId, integrationId }: Kept) {
  return and(
    eq(quarantineUsage.controllerId, controllerId),
    eq(quarantineUsage.integrationId, integrationId),
  )
}

/** How many deliveries of a controller are kept aside. */
export async function countQuarantined(database: Database, controllerId: string): Promise<number> {
  const [found] = await database.run(executor =>
    executor
      .select({ count: sum(quarantineUsage.rows).mapWith(Number) })
      .from(quarantineUsage)
      .where(eq(quarantineUsage.controllerId, controllerId)),
  )
  return found?.count ?? 0
}
