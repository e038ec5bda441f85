import { readFile } from 'node:fs/promises'
import { embeddedFiles } from './embedded-files.ts'

// A run of the whole suite migrates one database of each kind and says where they are: making the
// tables takes longer than most tests. A file that is run by itself has none, and makes them.

/**
 * Files of an embedded database, migrated where the run has such, else empty.
 * @example
 * const database = await openDatabase({ files: await migratedFiles() })
 * await migrate(database)
 */
export async function migratedFiles(): Promise<Blob> {
  const path = process.env.CONDUIT_TEST_FILES
  if (path === undefined) return await embeddedFiles()
  return new Blob([await readFile(path)], { type: 'application/x-gzip' })
}

/**
 * Statement that makes a database on the server of `DATABASE_URL`: migrated where the run has such,
 * else empty.
 * @param name of the new database, lower case
 */
export function copiedDatabase(name: string): string {
  const template = process.env.CONDUIT_TEST_TEMPLATE
  return `create database ${name}${template === undefined ? '' : ` template ${template}`}`
}
