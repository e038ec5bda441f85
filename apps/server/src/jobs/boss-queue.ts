import type { Database } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { fromDrizzle, type Job, PgBoss } from 'pg-boss'
import type { Services } from '../services.ts'
import { bossOptions } from './boss-options.ts'
import { dueWork } from './due-work.ts'
import { keepHouse } from './housekeeping.ts'
import type { JobQueue } from './job-queue.ts'
import { type ReadingJob, readIntegration } from './read-integration.ts'
import { renewIntegration, type SetupJob } from './renew-integration.ts'

/** What the queue works with. */
export interface BossQueueOptions {
  readonly database: Database
  /** `postgres://…`; absent: the database is PGlite. */
  readonly databaseUrl: string | undefined
  /** The services of the server that jobs work with, once they are there. */
  readonly services: () => Services
}

const queues = {
  fetch: 'fetch',
  setup: 'setup',
  tick: 'tick',
  housekeeping: 'housekeeping',
} as const
/** What runs longer hangs, and is begun anew. */
const longestRunSeconds = 900
/** So long after a server has died, or does nothing any more, its jobs are somebody else's. */
const silenceSeconds = 15
const keptSeconds = 3_600
/** Where no notification came: for what failed, and waits to be tried again. */
const lookSeconds = 5
/** No transaction that records takes longer. */
const commitSeconds = 5
/** Of a stop's time: the rest is for what is closed after the jobs. */
const stopMilliseconds = 10_000

/**
 * Makes the job queue on pg-boss, in the schema `pgboss` of the same database.
 *
 * The queue `fetch` holds at most one job that waits and one that runs for each integration (policy
 * `stately`), so a notification that comes while a run is under way still gets its own.
 */
export async function createBossQueue(options: BossQueueOptions): Promise<JobQueue> {
  const { database, services } = options
  const boss = new PgBoss(await bossOptions(database, options.databaseUrl))
  boss.on('error', error => services().logger.error({ err: error }, 'job queue error'))

  return {
    enqueueFetches: async (executor, integrations) => {
      // In one order everywhere, or two transactions could wait for each other.
      const sorted = [...integrations].sort((a, b) => (a.id < b.id ? -1 : 1))
      const jobs = sorted.map(integration => insertOf({ ...integration, poll: false }))
      await boss.insert(queues.fetch, jobs, { db: fromDrizzle(executor as never, sql) })
    },
    depths: async () => {
      const found = await boss.getQueues(Object.values(queues))
      return new Map(
        found.map(({ name, queuedCount, activeCount }) => [name, queuedCount + activeCount]),
      )
    },
    start: async () => {
      await boss.start()
      await makeQueues()
      await work()
    },
    lookForWork: async () => {
      await enqueueDue()
      // A transaction that asked nobody yet may be committed a moment later.
      await boss.send(queues.tick, null, { startAfter: commitSeconds })
    },
    stop: () => boss.stop({ graceful: true, timeout: stopMilliseconds, close: true }),
  }

  /** A notification wakes a worker once, so after each job it looks for the next by itself. */
  async function workOnFetches(): Promise<void> {
    let worker = ''
    const often = { ...oftenHeard, notifyPollingIntervalSeconds: lookSeconds }
    worker = await boss.work(queues.fetch, often, async (jobs: Job<ReadingJob>[]) => {
      for (const { data } of jobs) {
        const next = await readIntegration(services(), data)
        if (next !== null) await boss.insert(queues.fetch, [insertOf(data, next.afterSeconds)])
      }
      boss.notifyWorker(worker)
    })
  }

  async function enqueueDue(): Promise<void> {
    const { readings, setups } = await dueWork(services())
    if (readings.length > 0) {
      await boss.insert(
        queues.fetch,
        readings.map(job => insertOf(job)),
      )
    }
    if (setups.length > 0) {
      await boss.insert(
        queues.setup,
        setups.map(data => ({ data, singletonKey: data.id })),
      )
    }
  }

  async function makeQueues(): Promise<void> {
    await makeQueue(queues.fetch, 'stately', { notify: true })
    await makeQueue(queues.setup, 'stately')
    await makeQueue(queues.tick, 'exclusive')
    await makeQueue(queues.housekeeping, 'exclusive')
    await boss.schedule(queues.tick, '* * * * *')
    await boss.schedule(queues.housekeeping, '17 3 * * *')
  }

  /** Queues that are there already, and may be an older server's, get what is new. */
  async function makeQueue(
    name: string,
    policy: 'stately' | 'exclusive',
    own: { readonly notify?: boolean } = {},
  ): Promise<void> {
    const options = { ...ofAll, ...own }
    await boss.createQueue(name, { ...options, policy })
    await boss.updateQueue(name, options)
  }

  async function work(): Promise<void> {
    const concurrency = database.kind === 'pglite' ? 1 : 4
    for (let count = 0; count < concurrency; count += 1) await workOnFetches()
    await boss.work(queues.setup, oftenHeard, async (jobs: Job<SetupJob>[]) => {
      for (const { data, id } of jobs) await renewIntegration(services(), data, id)
    })
    await boss.work(queues.tick, oftenHeard, enqueueDue)
    await boss.work(queues.housekeeping, oftenHeard, () => keepHouse(services()))
  }
}

const ofAll = {
  retryLimit: 5,
  retryDelay: 5,
  retryBackoff: true,
  retryDelayMax: 600,
  expireInSeconds: longestRunSeconds,
  heartbeatSeconds: silenceSeconds,
  deleteAfterSeconds: keptSeconds,
} as const
/** Twice more often than it has to be: one sign of life may be lost. */
const oftenHeard = { heartbeatRefreshSeconds: silenceSeconds / 3 }

function insertOf(data: ReadingJob, startAfter = 0) {
  const { controllerId, id, poll } = data
  return { data: { controllerId, id, poll }, singletonKey: id, startAfter }
}
