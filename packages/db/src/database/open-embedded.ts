import { execFile } from 'node:child_process'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { sanitised, unavailable } from '../errors/database-error.ts'
import { lockDirectory } from './lock-directory.ts'

const filesProgram = fileURLToPath(new URL('./make-embedded-files.js', import.meta.url))

/**
 * Opens the embedded database, which lives in this process and has one connection.
 *
 * @param dataDir absent: in memory, gone with the process
 * @param files what a database in memory begins with
 * @throws {ConduitError} `conflict`: another process uses the directory; `unavailable`
 */
export async function openEmbedded(dataDir: string | undefined, files: Blob | undefined) {
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const unlock = dataDir === undefined ? async () => undefined : await lockDirectory(dataDir)
  try {
    if (dataDir !== undefined) await makeFiles(dataDir)
    const client = await PGlite.create({
      ...(dataDir !== undefined && { dataDir: filesOf(dataDir) }),
      ...(dataDir === undefined && files !== undefined && { loadDataDir: files }),
      relaxedDurability: false,
    })
    const close = async () => {
      await client.close()
      await unlock()
    }
    return { drizzle: drizzlePglite({ client }), close }
  } catch (error) {
    await unlock()
    throw sanitised(error)
  }
}

/**
 * Makes the files of a new database in a process of its own: it takes 450 MB more than using them,
 * and this one would keep them for as long as it has little to do. They get their name when they
 * are whole, so that a try that broke off is none.
 */
async function makeFiles(dataDir: string): Promise<void> {
  const isThere = await access(filesOf(dataDir)).then(
    () => true,
    () => false,
  )
  if (isThere) return
  const unfinished = `${filesOf(dataDir)}.new`
  await rm(unfinished, { recursive: true, force: true })
  try {
    await promisify(execFile)(process.execPath, [filesProgram, unfinished])
  } catch {
    throw unavailable('the files of the embedded database cannot be made')
  }
  await rename(unfinished, filesOf(dataDir))
}

function filesOf(dataDir: string): string {
  return `${dataDir}/pglite`
}
