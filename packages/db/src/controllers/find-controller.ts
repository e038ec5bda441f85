import type { Controller } from '@conduit/core/host'
import { isUuid } from '@conduit/privacy'
import { eq } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { dataControllers } from '../schema/index.ts'

const { controllerId, did, salt, phoneRegion } = dataControllers

/** A controller as a receiver knows it, in the words of a query. */
export const controllerColumns = { id: controllerId, did, salt, phoneRegion }

/**
 * A controller with the salt of its keys, whether it still has integrations or not.
 *
 * @param id its UUID, which may come from outside
 * @returns null if there is none
 * @throws {ConduitError} `unavailable`
 * @example
 * const controller = await findController(database, controllerId)
 */
export async function findController(database: Database, id: string): Promise<Controller | null> {
  return isUuid(id) ? await database.run(executor => selectController(executor, id)) : null
}

/** `findController` on a connection or in a transaction. */
export async function selectController(executor: Executor, id: string): Promise<Controller | null> {
  const [row] = await executor
    .select(controllerColumns)
    .from(dataControllers)
    .where(eq(controllerId, id))
  return row ?? null
}
