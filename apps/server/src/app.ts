import type { QuarantineQuota, Transport } from '@conduit/core/host'
import type { Database } from '@conduit/db'
import { type Keyring, loadNumberingPlans } from '@conduit/privacy'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import type { LoadedAdapters } from './adapters/load-adapters.ts'
import { type StrayKind, whoseError } from './adapters/whose-error.ts'
import { createHttp, type HttpOptions } from './http.ts'
import type { JobQueue } from './jobs/job-queue.ts'
import { queueStartedLater } from './jobs/queue-started-later.ts'
import { createMetrics } from './metrics/metrics.ts'
import type { Subscriber } from './notifications/subscriber.ts'
import { createMetricsHttp } from './plugins/metrics.ts'
import { createServices, type Services } from './services.ts'

/** Everything that an application is made of; nothing is taken from the environment. */
export interface AppOptions {
  /** Open and migrated; stays open when the application is closed. */
  readonly database: Database
  readonly keyring: Keyring
  readonly adapters: LoadedAdapters
  readonly transport: Transport
  /** Of `createLogger`: it is what keeps values out of the log. */
  readonly logger: FastifyBaseLogger
  /** Default: the system's clock. */
  readonly clock?: () => Date
  /** Milliseconds by a clock that is never set; default: the process's own. */
  readonly elapsed?: () => number
  /** Origin under which platforms call; default: that of each request. */
  readonly publicUrl?: string | undefined
  /** Addresses of proxies whose `X-Forwarded-For` is believed; default: none. */
  readonly trustProxy?: readonly string[] | undefined
  /** Default: 1,000 requests in 15 minutes. */
  readonly rateLimit?: HttpOptions['rateLimit']
  /** Where the limits are counted; default: in this process. */
  readonly redis?: Redis | undefined
  /** So long an approved redaction can be stopped; default: ten minutes. */
  readonly coolingOffMilliseconds?: number | undefined
  /** How much of each integration is kept in quarantine; default: 10,000 deliveries and 256 MiB. */
  readonly quarantineQuota?: QuarantineQuota
  /** What readiness asks for beside the database: rejects while that is missing. Default: nothing. */
  readonly ensureUsable?: HttpOptions['ensureUsable']
  /** Default: everybody may see them, beside all else. */
  readonly metrics?: {
    readonly key: string | undefined
    /** They are shown by an application of their own, which is to listen elsewhere. */
    readonly isApart: boolean
  }
  /** Who is told in this process of what happens; default: nobody. */
  readonly subscribers?: readonly Subscriber[] | undefined
  /** Files outside of the database to which the checkpoints of the audit log are added; default: none. */
  readonly auditAnchors?: readonly string[]
  /** File outside of the database to which it is added who was erased; default: none. */
  readonly erasureLedger?: string
  /** Jobs run in this process: on this database, or on none (`false`). */
  readonly jobs: { readonly databaseUrl: string | undefined } | false
}

/** The application, and what it shares with whoever runs it. */
export interface App {
  readonly http: FastifyInstance
  /** Shows the metrics; null: `http` does. */
  readonly metricsHttp: FastifyInstance | null
  readonly services: Services
  /**
   * Loads what it can serve without, and starts the jobs if they run in this process; to be called
   * once it serves, and again if that failed.
   */
  readonly startRest: () => Promise<void>
  /**
   * Tells and counts an error that nobody waited for.
   *
   * @returns whether it is an adapter's; any other means that the process cannot be relied upon
   */
  readonly takeStray: (error: unknown, kind: StrayKind) => boolean
}

const defaultLimit = { max: 1_000, windowMilliseconds: 15 * 60_000 }

/**
 * Builds the application. It listens to nothing: `createHttpServer` puts it into service, and
 * `http.inject()` calls it all the same. `http.close()` finishes what was accepted.
 *
 * @example
 * const { http } = await buildApp({ database, keyring, adapters, transport, logger, jobs: false })
 * await http.inject({ url: '/health/live' })
 */
export async function buildApp(options: AppOptions): Promise<App> {
  const { database, keyring, adapters, transport, logger } = options
  const { clock = () => new Date(), elapsed = () => performance.now() } = options
  const { subscribers = [] } = options
  if (subscribers.length > 0) await assertGood(subscribers)
  const jobs = queueOf(options, () => services)
  const metrics = createMetrics(elapsed, jobs?.depths ?? null)
  const services = createServices({
    database,
    keyring,
    clock,
    elapsed,
    transport,
    publicUrl: options.publicUrl,
    adapters,
    logger,
    metrics,
    quarantineQuota: options.quarantineQuota,
    coolingOffMilliseconds: options.coolingOffMilliseconds,
    jobs,
    subscribers,
    auditAnchors: options.auditAnchors ?? [],
    erasureLedger: options.erasureLedger,
  })
  const { trustProxy, redis, rateLimit = defaultLimit, ensureUsable = async () => {} } = options
  const { key, isApart } = options.metrics ?? { key: undefined, isApart: false }
  const limits = { trustProxy, redis, rateLimit }
  const showMetrics = isApart ? null : { key }
  const http = await createHttp({ services, metrics, ...limits, ensureUsable, showMetrics })
  const metricsHttp = isApart ? await createMetricsHttp({ metrics, key, logger }) : null
  // Hooks of this kind run once no request is under way any more.
  http.addHook('onClose', async () => {
    await metricsHttp?.close()
    await jobs?.stop()
    await services.close()
  })
  const startRest = async () => {
    await services.notifier.start()
    await services.sealer.start()
    await jobs?.start().catch(error => {
      metrics.jobsNotStarted()
      throw error
    })
    await metrics.load()
    // The first webhook that brings a number need not wait for what reads it.
    loadNumberingPlans()
  }
  const roots = new Map(adapters.adapters.map(({ adapter, root }) => [adapter.name, root]))
  const takeStray: App['takeStray'] = (error, kind) => {
    const adapter = whoseError(error, kind, roots)
    if (adapter === null) return false
    logger.error({ err: error, adapter }, 'stray error of an adapter')
    metrics.strayError(adapter)
    return true
  }
  return { http, metricsHttp, services, startRest, takeStray }
}

async function assertGood(subscribers: readonly Subscriber[]): Promise<void> {
  const { assertSubscribers } = await import('./notifications/subscriber.ts')
  assertSubscribers(subscribers)
}

function queueOf({ database, jobs }: AppOptions, services: () => Services): JobQueue | null {
  if (jobs === false) return null
  return queueStartedLater(async () => {
    const { createBossQueue } = await import('./jobs/boss-queue.ts')
    return await createBossQueue({ database, databaseUrl: jobs.databaseUrl, services })
  })
}
