import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '@conduit/bench'
import pg from 'pg'

/** A PostgreSQL of this run alone, which may be killed. */
export interface Cluster {
  /** Where its files lie. */
  readonly folder: string
  /** Makes an empty database; returns its URL for a role without special rights. */
  createDatabase(): Promise<string>
  /** `kill -9` of the postmaster. */
  kill(): Promise<void>
  /** Resolves when it takes connections again. */
  start(): Promise<void>
  /** Is the postmaster alive? */
  isRunning(): Promise<boolean>
  /** Resolves when it takes connections, as it does again after it has recovered by itself. */
  untilAnswers(): Promise<void>
  /** Work of an administrator on a connection of its own. */
  perform<Result>(work: (client: pg.Client) => Promise<Result>, database?: string): Promise<Result>
  close(): Promise<void>
}

const program = fileURLToPath(new URL('./cluster-process.js', import.meta.url))
const recoveryMilliseconds = 60_000
/** Few, so that all of them can be taken away. */
const settings = ['max_connections=60', 'max_wal_size=64MB', 'min_wal_size=32MB']
const role = { name: 'conduit', password: 'conduit' }

/**
 * Makes a new cluster in a folder and starts it; it ends with this process.
 *
 * @param folder is made if it is missing
 */
export async function startCluster(folder: string): Promise<Cluster> {
  const port = await freePort()
  const files = join(folder, 'postgres')
  const child = fork(program, [files, String(port), ...settings], { execArgv: [], detached: true })
  const ready = async () => {
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')])
    if (message !== 'ready') throw new Error('PostgreSQL did not start')
  }
  const urlOf = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
  const perform: Cluster['perform'] = async (work, database = 'postgres') => {
    const client = new pg.Client({ connectionString: urlOf('postgres', 'postgres', database) })
    // A server that is killed tells so here; whoever works on it is told by its own statement.
    client.on('error', () => undefined)
    await client.connect()
    return await work(client).finally(() => client.end().catch(() => undefined))
  }
  const postmaster = async () =>
    Number((await readFile(join(files, 'postmaster.pid'), 'utf8')).split('\n')[0])
  await ready()
  await perform(client =>
    client.query(`create role ${role.name} login password '${role.password}'`),
  )
  return {
    folder,
    perform,
    untilAnswers: async () => {
      const until = performance.now() + recoveryMilliseconds
      for (;;) {
        try {
          await perform(client => client.query('create temporary table t as select 1'))
          return
        } catch (error) {
          if (performance.now() > until) throw error
          await pause(20)
        }
      }
    },
    createDatabase: async () => {
      const name = `torture_${randomBytes(6).toString('hex')}`
      await perform(client => client.query(`create database ${name} owner ${role.name}`))
      return urlOf(role.name, role.password, name)
    },
    kill: async () => void process.kill(await postmaster(), 'SIGKILL'),
    start: async () => {
      child.send('start')
      await ready()
    },
    isRunning: async () => {
      try {
        return process.kill(await postmaster(), 0)
      } catch {
        return false
      }
    },
    close: async () => {
      if (child.connected) child.disconnect()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
