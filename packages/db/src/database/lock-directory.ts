import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { chmod, open, readdir, rm, stat, symlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { ConduitError } from '@conduit/core'
import { unavailable } from '../errors/database-error.ts'

/** macOS takes 103 bytes as the path of a socket, Linux 107; what is longer is cut or refused. */
const longestPath = 103
const nameOfLock = /^conduit\.(\d+)\./

/** A data directory that is this process's own. */
export interface DirectoryLock {
  /**
   * To be asked before each write: a process that was frozen may have a successor when it wakes up.
   * @throws {ConduitError} `unavailable`, from then on always
   */
  readonly check: () => void
  /** Gives the directory back. */
  readonly release: () => Promise<void>
}

/**
 * Keeps all but one process off a data directory: two PGlite in one directory destroy it. Its owner
 * listens at a Unix socket in it for as long as it lives, so that no pid has to be believed, which
 * means nothing in another container, after a restart, or in a copy.
 *
 * `conduit.<n>.lock` is a symbolic link to the socket of the owner, which only one can make. Whoever
 * finds that nobody answers at the highest one makes the next. The highest is never removed: the
 * numbers of owners only grow, and a process that was slower than others sees that it is late.
 *
 * @param directory an existing directory, as an absolute path
 * @param onLost is called once when a check finds that somebody else has the directory
 * @throws {ConduitError} `conflict`: somebody has it; `unavailable`: it takes no Unix sockets
 */
export async function lockDirectory(
  directory: string,
  onLost: () => void = () => undefined,
): Promise<DirectoryLock> {
  for (;;) {
    const last = await lastOwner(directory)
    if (last > 0 && (await answers(directory, lockOf(last)))) {
      throw new ConduitError('conflict', { reason: 'another process uses the data directory' })
    }
    const own = await claim(directory, last + 1, onLost)
    if (own !== null) return own
  }
}

/** @returns null: another process was faster */
async function claim(
  directory: string,
  number: number,
  onLost: () => void,
): Promise<DirectoryLock | null> {
  const name = `conduit.${number}.${randomBytes(6).toString('hex')}.socket`
  const socket = join(directory, name)
  const server = await listen(directory, name)
  const release = async () => {
    await new Promise(resolve => server.close(resolve))
    await rm(socket, { force: true })
  }
  try {
    await chmod(socket, 0o600)
    if (!(await makeLock(directory, number, name))) {
      await release()
      return null
    }
    await removeOlder(directory, number)
    return { check: await ownership(socket, onLost), release }
  } catch (error) {
    await release()
    throw error
  }
}

/** @returns false: somebody has this number, or a higher one */
async function makeLock(directory: string, number: number, name: string): Promise<boolean> {
  const lock = join(directory, lockOf(number))
  try {
    await symlink(name, lock)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw unavailable(`the data directory takes no symbolic link (${codeOf(error)})`)
  }
  // While we found the owner before us dead, others may have come and removed what it left.
  if ((await lastOwner(directory)) === number) return true
  await rm(lock, { force: true })
  return false
}

/**
 * Compares the inode of the socket with what it was. Nobody else gets that number while we listen,
 * so a socket of its name in a copy that has taken the directory's place is another one.
 */
async function ownership(socket: string, onLost: () => void): Promise<() => void> {
  const own = await stat(socket, { bigint: true })
  let isLost = false
  return () => {
    if (!isLost) {
      const found = statOrNothing(socket)
      if (found?.ino === own.ino && found.dev === own.dev) return
      isLost = true
      onLost()
    }
    throw unavailable('another process has taken over the data directory')
  }
}

function statOrNothing(path: string) {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** The number of the last owner, alive or not; 0: there was none. */
async function lastOwner(directory: string): Promise<number> {
  const names = await readdir(directory)
  return Math.max(0, ...names.filter(name => name.endsWith('.lock')).map(numberOf))
}

/** What dead owners left, and those who were too late. */
async function removeOlder(directory: string, number: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const other = numberOf(name)
    if (other > 0 && other < number) await rm(join(directory, name), { force: true })
  }
}

function lockOf(number: number): string {
  return `conduit.${number}.lock`
}

/** @returns 0: the name is none of ours */
function numberOf(name: string): number {
  return Number(nameOfLock.exec(name)?.[1] ?? 0)
}

async function listen(directory: string, name: string): Promise<Server> {
  const server = createServer(connection => connection.destroy())
  server.unref()
  try {
    await atShortPath(directory, name, async path => {
      server.listen({ path, exclusive: true })
      await once(server, 'listening')
    })
  } catch (error) {
    throw unavailable(
      `no Unix socket can be made in the data directory (${codeOf(error)}): it has to be writable and on a file system with sockets`,
    )
  }
  return server
}

/** The system answers for a process that lives, even if that is busy or frozen. */
async function answers(directory: string, name: string): Promise<boolean> {
  return await atShortPath(directory, name, async path => {
    const socket = connect(path)
    try {
      await once(socket, 'connect')
      return true
    } catch (error) {
      const code = codeOf(error)
      return code !== 'ECONNREFUSED' && code !== 'ENOENT'
    } finally {
      socket.destroy()
    }
  })
}

/**
 * A file in a directory by a path that sockets can have. Where its own is too long, Linux offers it
 * through an open descriptor of the directory; changing to the directory would change it for
 * everything else in this process.
 */
async function atShortPath<Result>(
  directory: string,
  name: string,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const path = join(directory, name)
  if (Buffer.byteLength(path) <= longestPath) return await work(path)
  const opened = await open(directory)
  try {
    return await work(`/proc/self/fd/${opened.fd}/${name}`)
  } finally {
    await opened.close()
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
