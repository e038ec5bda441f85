import { and, eq, sql } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { retentionMarks, retentionTallies } from '../schema/index.ts'

/** What a mark is of. */
export type MarkKind = (typeof retentionMarks)['$inferSelect']['kind']

/** How much a sweep took away, and a hold kept. */
export type Tally = Omit<(typeof retentionTallies)['$inferSelect'], 'controllerId'>

/** An integration of a controller. */
export interface Swept {
  readonly controllerId: string
  readonly integrationId: string
}

export const nothing: Tally = { activities: 0, trimmed: 0, deliveries: 0, held: 0 }

/** How far each kind of an integration's data has been swept. */
export async function readMarks(
  executor: Executor,
  { controllerId, integrationId }: Swept,
): Promise<ReadonlyMap<string, string>> {
  const rows = await executor
    .select({ kind: retentionMarks.kind, sweptTo: retentionMarks.sweptTo })
    .from(retentionMarks)
    .where(
      and(
        eq(retentionMarks.controllerId, controllerId),
        eq(retentionMarks.integrationId, integrationId),
      ),
    )
  return new Map(rows.map(({ kind, sweptTo }) => [kind, sweptTo]))
}

/** Moves marks on, never back. */
export async function moveMarks(
  executor: Executor,
  swept: Swept,
  kinds: Iterable<MarkKind>,
  sweptTo: string,
): Promise<void> {
  const { kind } = retentionMarks
  await executor
    .insert(retentionMarks)
    .values([...kinds].sort().map(kind => ({ ...swept, kind, sweptTo })))
    .onConflictDoUpdate({
      target: [retentionMarks.controllerId, retentionMarks.integrationId, kind],
      set: { sweptTo: sql`greatest(${retentionMarks.sweptTo}, excluded.swept_to)` },
    })
}

/** Adds to what the audit log has yet to tell, in the transaction of the act itself. */
export async function addTally(
  executor: Executor,
  controllerId: string,
  tally: Tally,
): Promise<void> {
  if (Object.values(tally).every(each => each === 0)) return
  const sumOf = (name: keyof Tally) =>
    sql`${retentionTallies[name]} + excluded.${sql.identifier(name)}`
  await executor
    .insert(retentionTallies)
    .values({ controllerId, ...tally })
    .onConflictDoUpdate({
      target: retentionTallies.controllerId,
      set: {
        activities: sumOf('activities'),
        trimmed: sumOf('trimmed'),
        deliveries: sumOf('deliveries'),
        held: sumOf('held'),
      },
    })
}

/** Takes what the audit log has yet to tell. */
export async function takeTally(executor: Executor, controllerId: string): Promise<Tally> {
  const [row] = await executor
    .delete(retentionTallies)
    .where(eq(retentionTallies.controllerId, controllerId))
    .returning()
  if (row === undefined) return nothing
  const { controllerId: _, ...tally } = row
  return tally
}
