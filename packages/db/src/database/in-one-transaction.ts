import type { AdministrationContext } from './administration-context.ts'
import { databaseOn } from './open-database.ts'

/**
 * Makes several changes in one transaction: all of them stay, or none.
 *
 * @param work gets a context that is good inside the transaction only; it may run again, and it
 *   waits for nothing but this database
 * @throws what `work` throws
 * @example
 * await inOneTransaction(administration, async administration => {
 *   const id = await addIntegration(administration, actor, input)
 *   return await mintKey(administration, actor, { controllerId, integrationId: id, scope: 'event' })
 * })
 */
export async function inOneTransaction<Result>(
  context: AdministrationContext,
  work: (context: AdministrationContext) => Promise<Result>,
): Promise<Result> {
  const { database, onChange } = context
  const result = await database.transaction(executor =>
    work({ ...context, database: databaseOn(executor, database.kind), onChange: () => undefined }),
  )
  onChange()
  return result
}
