import type { IntegrationRef } from '@conduit/core/host'
import type { Database } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { fromDrizzle, type Job, PgBoss } from 'pg-boss'
import type { ExportJob } from '../exports/collect-export.ts'
import type { LogMessage } from '../logging/log-fields.ts'
import type { OffboardingJob } from '../offboarding/run-offboarding.ts'
import type { RedactionJob } from '../redactions/advance-redaction.ts'
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
  export: 'export',
  tell: 'tell',
  redaction: 'redaction',
  erase: 'erase',
  rotation: 'rotation',
  offboarding: 'offboarding',
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
 * `stately`), so a notification that comes while a run is under way still gets its own. `tell` and `erase`
 * are like it, and so are `export`, for each copy, and `redaction`, for each of them.
 */
export async function createBossQueue(options: BossQueueOptions): Promise<JobQueue> {
  const { database, services } = options
  const boss = new PgBoss(await bossOptions(database, options.databaseUrl))
  boss.on('error', error => services().logger.error({ err: error }, 'job queue error'))

  return {
    enqueueFetches: async (executor, integrations) => {
      const jobs = sorted(integrations).map(each => insertOf({ ...each, poll: false }))
      await boss.insert(queues.fetch, jobs, { db: fromDrizzle(executor as never, sql) })
    },
    enqueueExport: async (executor, copy) => {
      await boss.insert(queues.export, [exportOf(copy)], {
        db: fromDrizzle(executor as never, sql),
      })
    },
    enqueueTellings: async (executor, integrations) => {
      const jobs = sorted(integrations).map(tellingOf)
      await boss.insert(queues.tell, jobs, { db: fromDrizzle(executor as never, sql) })
    },
    enqueueRedaction: async (executor, redaction) => {
      await boss.insert(queues.redaction, [redactionOf(redaction)], {
        db: fromDrizzle(executor as never, sql),
      })
    },
    enqueueRotation: async executor => {
      await boss.insert(queues.rotation, [rotation], { db: fromDrizzle(executor as never, sql) })
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

  /** In the same way. */
  async function workOnTellings(): Promise<void> {
    const { tellPlatform } = await import('./tell-platform.ts')
    let worker = ''
    const often = { ...oftenHeard, notifyPollingIntervalSeconds: lookSeconds }
    worker = await boss.work(queues.tell, often, async (jobs: Job<IntegrationRef>[]) => {
      for (const { data, id } of jobs) {
        const hasMore = await tellPlatform(services(), data, id)
        if (hasMore) await boss.insert(queues.tell, [tellingOf(data)])
      }
      boss.notifyWorker(worker)
    })
  }

  /** In the same way; what ended there may be what others wait for. */
  async function workOnErasures(): Promise<void> {
    let worker = ''
    const often = { ...oftenHeard, notifyPollingIntervalSeconds: lookSeconds }
    worker = await boss.work(queues.erase, often, async (jobs: Job<IntegrationRef>[]) => {
      const { eraseAtPlatform } = await import('./erase-at-platform.ts')
      for (const { data, id } of jobs) {
        const hasMore = await eraseAtPlatform(services(), data, id)
        if (hasMore) await boss.insert(queues.erase, [tellingOf(data)])
        const { dueRedactions } = await import('@conduit/db/redactions')
        const due = await dueRedactions(database, services().clock())
        if (due.length > 0) {
          await boss.insert(
            queues.redaction,
            due.map(each => redactionOf(each)),
          )
        }
      }
      boss.notifyWorker(worker)
    })
  }

  /** In the same way. */
  async function workOnRedactions(): Promise<void> {
    let worker = ''
    const often = { ...oftenHeard, notifyPollingIntervalSeconds: lookSeconds }
    worker = await boss.work(queues.redaction, often, async (jobs: Job<RedactionJob>[]) => {
      // Erasures are rare: what does them is loaded with the first.
      const { advanceRedaction } = await import('../redactions/advance-redaction.ts')
      const { dueErasures } = await import('@conduit/db/redactions')
      for (const { data } of jobs) {
        const next = await advanceRedaction(services(), data)
        if (next !== null)
          await boss.insert(queues.redaction, [redactionOf(data, next.afterSeconds)])
        const due = await dueErasures(database, services().clock())
        if (due.length > 0) await boss.insert(queues.erase, due.map(tellingOf))
      }
      boss.notifyWorker(worker)
    })
  }

  async function enqueueDue(): Promise<void> {
    const { readings, setups, exports, tellings, ...work } = await dueWork(services())
    if (work.offboardings.length > 0)
      await boss.insert(queues.offboarding, work.offboardings.map(offboardingOf))
    if (work.isRotationDue) await boss.insert(queues.rotation, [rotation])
    if (work.erasures.length > 0) await boss.insert(queues.erase, work.erasures.map(tellingOf))
    if (work.redactions.length > 0) {
      await boss.insert(
        queues.redaction,
        work.redactions.map(each => redactionOf(each)),
      )
    }
    if (tellings.length > 0) await boss.insert(queues.tell, tellings.map(tellingOf))
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
    if (exports.length > 0) {
      await boss.insert(
        queues.export,
        exports.map(copy => exportOf(copy)),
      )
    }
  }

  async function makeQueues(): Promise<void> {
    await makeQueue(queues.fetch, 'stately', { notify: true })
    await makeQueue(queues.setup, 'stately')
    await makeQueue(queues.export, 'stately')
    await makeQueue(queues.tell, 'stately', { notify: true })
    await makeQueue(queues.redaction, 'stately', { notify: true })
    await makeQueue(queues.erase, 'stately', { notify: true })
    await makeQueue(queues.rotation, 'stately')
    await makeQueue(queues.offboarding, 'stately')
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
    for (let count = 0; count < concurrency; count += 1) {
      await workOnFetches()
      await workOnTellings()
    }
    await workOnErasures()
    await workOnRedactions()
    await boss.work(queues.setup, oftenHeard, async (jobs: Job<SetupJob>[]) => {
      for (const { data, id } of jobs) await renewIntegration(services(), data, id)
    })
    await boss.work(queues.export, oftenHeard, async (jobs: Job<ExportJob>[]) => {
      // Copies are rare: what makes them is loaded with the first.
      const { collectExport } = await import('../exports/collect-export.ts')
      for (const { data } of jobs) {
        const next = await collectExport(services(), data)
        if (next !== null) await boss.insert(queues.export, [exportOf(data, next.afterSeconds)])
      }
    })
    await boss.work(queues.rotation, oftenHeard, async () => {
      const { rotateMasterKeys } = await import('@conduit/db/keyring')
      const { keyring, clock, logger } = services()
      const isDone = await rotateMasterKeys({ database, keyring }, clock)
      if (isDone) logger.info({}, 'master keys rotated' satisfies LogMessage)
      else await boss.insert(queues.rotation, [rotation])
    })
    await boss.work(queues.offboarding, oftenHeard, async (jobs: Job<OffboardingJob>[]) => {
      // Who leaves is rare: what deletes them is loaded with the first.
      const { runOffboarding } = await import('../offboarding/run-offboarding.ts')
      for (const { data } of jobs) {
        const hasMore = await runOffboarding(services(), data)
        if (hasMore) await boss.insert(queues.offboarding, [offboardingOf(data)])
      }
    })
    await boss.work(queues.tick, oftenHeard, async () => {
      await enqueueDue()
      const { noteTimeMarks } = await import('@conduit/db/requests')
      await noteTimeMarks(database, services().clock())
      const { joinTold } = await import('@conduit/db/people')
      await joinTold(services().administration)
    })
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

/** There is one for the whole server. */
const rotation = { data: {}, singletonKey: 'rotation' }

/** In one order everywhere, or two transactions could wait for each other. */
function sorted(integrations: readonly IntegrationRef[]): readonly IntegrationRef[] {
  return [...integrations].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function tellingOf({ controllerId, id }: IntegrationRef) {
  return { data: { controllerId, id }, singletonKey: id }
}

function insertOf(data: ReadingJob, startAfter = 0) {
  const { controllerId, id, poll } = data
  return { data: { controllerId, id, poll }, singletonKey: id, startAfter }
}

function redactionOf({ controllerId, id }: RedactionJob, startAfter = 0) {
  return { data: { controllerId, id }, singletonKey: id, startAfter }
}

function offboardingOf({ controllerId, id }: OffboardingJob) {
  return { data: { controllerId, id }, singletonKey: id }
}

function exportOf({ controllerId, id }: ExportJob, startAfter = 0) {
  return { data: { controllerId, id }, singletonKey: id, startAfter }
}
