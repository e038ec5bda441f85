import { and, desc, eq, inArray, isNotNull, lte } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { controllerOffboardings } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'

type Row = (typeof controllerOffboardings)['$inferSelect']

/** That an organisation leaves, and how far that is. */
export type OffboardingNode = Omit<Row, 'nextRunAt'>

/** In one of these it goes on, and there is no second one. */
const openStates = ['exporting', 'grace', 'deleting'] as const

const mostDue = 100

/** A row as it is shown. */
export function shownOffboarding({ nextRunAt: _nextRunAt, ...shown }: Row): OffboardingNode {
  return shown
}

/** The offboarding of a controller that goes on, for this transaction alone; null: there is none. */
export async function openOffboarding(
  executor: Executor,
  controllerId: string,
): Promise<Row | null> {
  const table = controllerOffboardings
  const [row] = await executor
    .select()
    .from(table)
    .where(and(eq(table.controllerId, controllerId), inArray(table.state, [...openStates])))
    .for('update')
  return row ?? null
}

/** The last offboarding of a controller, which may be all that is left of it; null: it never was to leave. */
export async function lastOffboarding(
  database: Database,
  controllerId: string,
): Promise<OffboardingNode | null> {
  const table = controllerOffboardings
  const [row] = await database.run(executor =>
    executor
      .select()
      .from(table)
      .where(eq(table.controllerId, controllerId))
      .orderBy(desc(table.id))
      .limit(1),
  )
  return row === undefined ? null : shownOffboarding(row)
}

/** Offboardings of which something is to be done now; that which waits longest comes first. */
export async function dueOffboardings(database: Database, now: Date): Promise<readonly RowRef[]> {
  const { controllerId, id, nextRunAt } = controllerOffboardings
  return await database.run(executor =>
    executor
      .select({ controllerId, id })
      .from(controllerOffboardings)
      .where(and(isNotNull(nextRunAt), lte(nextRunAt, now)))
      .orderBy(nextRunAt, id)
      .limit(mostDue),
  )
}
