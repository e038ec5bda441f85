import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ConduitError } from '@conduit/core'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { sanitised, unavailable } from '../errors/database-error.ts'
import { type DirectoryLock, lockDirectory } from './lock-directory.ts'
import { makePrivate } from './make-private.ts'
import type { DatabaseOptions } from './open-database.ts'
import { privateFiles } from './private-files.ts'

const filesProgram = fileURLToPath(new URL('./make-embedded-files.js', import.meta.url))

/**
 * Opens the embedded database, which lives in this process and has one connection.
 *
 * @throws {ConduitError} `conflict`: another process uses the directory; `unavailable`
 */
export async function openEmbedded({
  dataDir,
  files,
  onLost,
}: Pick<DatabaseOptions, 'dataDir' | 'files' | 'onLost'>) {
  return dataDir === undefined
    ? await openInMemory(files)
    : await openDirectory(resolve(dataDir), onLost)
}

async function openInMemory(files: Blob | undefined) {
  try {
    const client = await PGlite.create({
      ...(files !== undefined && { loadDataDir: files }),
      relaxedDurability: false,
    })
    return { drizzle: drizzlePglite({ client }), close: () => client.close() }
  } catch (error) {
    throw sanitised(error)
  }
}

async function openDirectory(dataDir: string, onLost: (() => void) | undefined) {
  await makeDirectory(dataDir)
  const lock = await lockDirectory(dataDir, onLost)
  try {
    await makeFiles(dataDir)
    if (!(await exists(join(filesOf(dataDir), 'PG_VERSION')))) throw damaged()
    await makePrivate(dataDir, 'pglite')
    const client = await openFiles(filesOf(dataDir))
    askFirst(client, lock)
    const close = async () => {
      await client.close()
      await lock.release()
    }
    return { drizzle: drizzlePglite({ client }), close }
  } catch (error) {
    await lock.release()
    throw sanitised(error)
  }
}

async function openFiles(dataDir: string): Promise<PGlite> {
  try {
    return await PGlite.create({ fs: privateFiles(dataDir), relaxedDurability: false })
  } catch {
    throw damaged()
  }
}

/** PGlite would make a new database over files that have lost their version. */
function damaged(): ConduitError {
  return unavailable(
    'the embedded database cannot be opened: its files in the data directory are damaged or not all there',
  )
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw unavailable(
      `the data directory cannot be made (${(error as NodeJS.ErrnoException).code})`,
    )
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

/**
 * Asks before each message whether the directory is still ours: nothing runs between that and what
 * the message writes. All queries come by here, those of pg-boss and the last words of `close` too.
 */
function askFirst(client: PGlite, { check }: DirectoryLock): void {
  const execute = client.execProtocolRawSync.bind(client)
  client.execProtocolRawSync = message => {
    check()
    return execute(message)
  }
}

/**
 * Makes the files of a new database in a process of its own: it takes 450 MB more than using them,
 * and this one would keep them for as long as it has little to do. They get their name when they
 * are whole, so that a try that broke off is none; one whose server was killed may still be at it,
 * so each has a directory of its own.
 */
async function makeFiles(dataDir: string): Promise<void> {
  if (await exists(filesOf(dataDir))) return
  for (const name of await readdir(dataDir)) {
    if (name.startsWith('pglite.new')) {
      await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 3 })
    }
  }
  const unfinished = await mkdtemp(`${filesOf(dataDir)}.new-`)
  try {
    await promisify(execFile)(process.execPath, [filesProgram, unfinished])
  } catch {
    throw unavailable('the files of the embedded database cannot be made')
  }
  await rename(unfinished, filesOf(dataDir))
}

function filesOf(dataDir: string): string {
  return join(dataDir, 'pglite')
}
