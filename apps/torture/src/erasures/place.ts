import { mkdir } from 'node:fs/promises'
import { makeSecrets } from '@conduit/bench'
import pg from 'pg'
import type { Cluster } from '../parts/cluster.ts'
import { type Conduit, conduitAt } from '../parts/conduit-process.ts'

/** A server whose platforms are fakes of this process, and which can be killed and moved in time. */
export interface Place {
  readonly origin: string
  readonly adminKey: string
  /** Time of its clock, in milliseconds. */
  now(): number
  /** Has its calls of platforms go to a fake from now on. */
  lead(origin: string): void
  /** Has its queue no job that is being done or is due? Then nothing goes on before its time has come. */
  isIdle(): Promise<boolean>
  /** Lets so many seconds pass for the server and its queue, which then looks for what is due. */
  jump(seconds: number): Promise<void>
  /** `kill -9`, at once. */
  kill(): void
  isDead(): boolean
  /** Starts it again, later by as much as what it held is held. */
  revive(): Promise<void>
  close(): Promise<void>
}

/** Longer than any lease. */
const silenceSeconds = 600

/** What a dead process held is free again, and its jobs are somebody else's: the database's own clock is real. */
const freed = [
  'update redaction_tasks set lease_until = null where lease_until is not null',
  "delete from pgboss.job where state = 'active'",
]
const due = [
  "update pgboss.job set start_after = now() where state in ('created', 'retry')",
  "insert into pgboss.job (name, policy) values ('tick', 'exclusive') on conflict do nothing",
]
const busy = `select name, state from pgboss.job
  where state = 'active' or (state in ('created', 'retry') and start_after <= now())`
/** Wakes a queue's workers, as if they had waited until they look for jobs by themselves. */
const wake = "select pg_notify('pgboss_' || left(encode(sha224('pgboss'), 'hex'), 24), $1)"

/** A server on a database of its own, started. */
export async function startPlace(cluster: Cluster, folder: string): Promise<Place> {
  const url = await cluster.createDatabase()
  await mkdir(folder, { recursive: true })
  const { masterKey, adminKey } = makeSecrets()
  const keys = { CONDUIT_MASTER_KEY: masterKey, CONDUIT_ADMIN_KEY: adminKey }
  const server: Conduit = await conduitAt({ ...keys, DATABASE_URL: url }, folder, 0, true)
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  let clockOffset = 0
  let fakePort = 0
  let isDead = false
  const run = async (statements: readonly string[]) => {
    for (const statement of statements) await database.query(statement)
  }
  const start = () =>
    server.startWith({
      TORTURE_CLOCK_OFFSET: String(clockOffset),
      TORTURE_FAKE_PORT: String(fakePort),
    })
  await start()
  return {
    origin: server.origin,
    adminKey,
    now: () => Date.now() + clockOffset,
    lead: origin => {
      fakePort = Number(new URL(origin).port)
      server.tell({ fakePort })
    },
    isIdle: async () => {
      const { rows } = await database.query<{ name: string; state: string }>(busy)
      for (const { name, state } of rows) {
        if (state !== 'active') await database.query(wake, [name])
      }
      return rows.length === 0
    },
    jump: async seconds => {
      clockOffset += seconds * 1_000
      server.tell({ clockOffset })
      await run(due)
    },
    kill: () => {
      isDead = true
      const pid = server.pid()
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    },
    isDead: () => isDead,
    revive: async () => {
      await server.end('SIGKILL')
      clockOffset += silenceSeconds * 1_000
      await run([...freed, ...due])
      await start()
      isDead = false
    },
    close: async () => {
      await server.end('SIGTERM')
      await database.end()
    },
  }
}
