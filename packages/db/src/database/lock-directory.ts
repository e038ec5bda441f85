import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConduitError } from '@conduit/core'

const held = new Set<string>()

/**
 * Keeps a second process off a data directory: two PGlite in one directory destroy it. A lock whose
 * process is gone is taken over, so that a killed server starts again.
 *
 * @param directory an existing directory
 * @returns gives the lock back
 * @throws {ConduitError} `conflict`
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'conduit.pid')
  if (held.has(path)) throw inUse()
  held.add(path)
  try {
    await take(path)
  } catch (error) {
    held.delete(path)
    throw error
  }
  return async () => {
    held.delete(path)
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<void> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (isAlive(Number(await readFile(path, 'utf8')))) throw inUse()
    await writeFile(path, String(process.pid), { mode: 0o600 })
  }
}

/** In a container every server is process 1: one's own number in a lock is that of a predecessor. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function inUse(): ConduitError {
  return new ConduitError('conflict', {
    reason: 'another process uses the data directory (conduit.pid names it)',
  })
}
