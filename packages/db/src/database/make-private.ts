import type { Dirent } from 'node:fs'
import { chmod, lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Takes a data directory and its database files from everybody but their owner, whatever they were
 * before: PGlite makes nearly all of its own files writable for the world. Other files that somebody
 * keeps in the directory stay as they are; nobody else reaches them any more.
 *
 * @param directory one that belongs to somebody else, as a mounted volume may, stays as it is
 * @param files name of a directory in it
 */
export async function makePrivate(directory: string, files: string): Promise<void> {
  try {
    await chmod(directory, 0o700)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error
  }
  await makeTreePrivate(join(directory, files))
}

async function makeTreePrivate(directory: string): Promise<void> {
  await chmod(directory, 0o700)
  const entries = await readdir(directory, { withFileTypes: true })
  await Promise.all(entries.map(entry => makeEntryPrivate(join(directory, entry.name), entry)))
}

async function makeEntryPrivate(path: string, entry: Dirent): Promise<void> {
  if (entry.isDirectory()) return await makeTreePrivate(path)
  if (!entry.isFile()) return
  const { mode } = await lstat(path)
  if ((mode & 0o777) !== 0o600) await chmod(path, 0o600)
}
