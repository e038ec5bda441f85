import type { Database } from '../database/database.ts'
import { type ConsentNode, consentsOf } from './consents-of.ts'

/** The consents of many people at once, by the id of each; of who was merged into another, by neither. */
export async function loadConsents(
  database: Database,
  controllerIds: readonly string[],
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ConsentNode[]>> {
  return await database.run(executor => consentsOf(executor, controllerIds, subjectIds))
}
