import { migrate, openDatabase } from '@conduit/db'
import { type dumpRows, restoreRows } from '@conduit/local-postgres'

/** Has an empty database on a server hold what a dump of another one holds. */
export async function restore(
  url: string,
  dump: Awaited<ReturnType<typeof dumpRows>>,
): Promise<void> {
  const database = await openDatabase({ url })
  await migrate(database)
  await database.close()
  await restoreRows(url, dump)
}
