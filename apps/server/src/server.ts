import { ConduitError } from '@conduit/core'
import { createTransport } from '@conduit/core/host'
import { checkMasterKeys, type Database, migrate, openDatabase } from '@conduit/db'
import type { Keyring } from '@conduit/privacy'
import type { Redis } from 'ioredis'
import { type LoadedAdapters, loadAdapters } from './adapters/load-adapters.ts'
import { adminKey } from './admin-key.ts'
import { type App, buildApp } from './app.ts'
import { boundHeap } from './bound-heap.ts'
import { type Environment, takeVariables } from './config/environment.ts'
import { type Configuration, readConfiguration } from './config/read-configuration.ts'
import { embeddedKeyring } from './embedded-keys.ts'
import { refuseFaultyKeyring } from './faulty-keyring.ts'
import { createHttpServer } from './http-server.ts'
import { tryUntilStarted } from './jobs/try-until-started.ts'
import { createLogger, type LogStream } from './logging/create-logger.ts'

/** How a server is started. */
export interface StartOptions {
  /** Variables of the environment. The secret ones are deleted from `process.env` if it is that. */
  readonly env: { readonly [name: string]: string | undefined }
  /** The operator's directory: relative paths and packages of third parties are found from here. */
  readonly cwd: string
  /** Where log lines go; default: standard output. */
  readonly logStream?: LogStream
  /** Told what only a person at the terminal may see; default: written to standard output. */
  readonly print?: (line: string) => void
}

/** A server that listens. */
export interface RunningServer extends Pick<App, 'http' | 'services' | 'takeStray'> {
  /** Where it listens, `http://127.0.0.1:8080`. */
  readonly url: string
  /**
   * Resolves when what a server is ready without runs as well: the jobs; or when it was stopped before.
   * While the database is away or silent they are tried again. Rejects if they cannot be started for
   * another reason, which the log tells too; such a server is to be stopped.
   */
  readonly started: Promise<void>
  /**
   * Rejects when the server cannot go on, which the log tells too, and never resolves: another process
   * has taken over its data directory. It is to be stopped.
   */
  readonly failed: Promise<never>
  /**
   * Reads the configuration file again and puts an application made of it in the place of the one
   * that runs, without a call being lost. If that cannot be done, the old one goes on. The
   * environment (address, database, keys) stays as it was at the start.
   *
   * @throws {ConfigError} with all that is wrong with the file
   */
  readonly reload: () => Promise<void>
  /** Refuses what is new, finishes what was accepted, closes everything. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a server as the environment and the configuration file say.
 *
 * @throws {ConfigError} with all that is wrong with them
 * @example
 * const server = await startServer({ env: process.env, cwd: process.cwd() })
 * await server.stop()
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { cwd, print = line => void process.stdout.write(`${line}\n`) } = options
  // Before any code of an adapter runs.
  const env = takeVariables(options.env)
  boundHeap()
  const configuration = await readConfiguration(env, cwd)
  const { environment } = configuration
  const logger = createLogger(environment.logLevel, options.logStream)
  const keyring = environment.keyring ?? (await embeddedKeyring(environment.dataDir))
  const transport = createTransport({ env })
  const loss = lossOfDirectory(logger)
  const opened: (() => Promise<unknown>)[] = [transport.close]
  const closeAll = () => closeEach(opened.toReversed())
  try {
    // While the database answers, Redis is connected and the adapters are imported.
    const opening = openMigrated(environment, keyring, loss.tell)
    opened.push(async () => (await ifItCame(opening))?.close())
    const connecting = redisOf(environment, logger)
    opened.push(async () => (await ifItCame(connecting))?.disconnect())
    const [database, redis, adapters] = await Promise.all([
      opening,
      connecting,
      loadAdapters(configuration.file.adapters, cwd),
    ])
    const administration = { database, now: () => new Date() }
    const { adminKey: given, adminKeyFile: file } = environment
    const admin = adminKey(administration, { given, file }, print)
    const build = async ({ file }: Configuration, adapters: LoadedAdapters) => {
      for (const { adapter, code, message } of adapters.faults)
        logger.warn({ package: adapter, code, reason: message }, 'adapter not loaded')
      return await buildApp({
        database,
        keyring,
        adapters,
        transport,
        logger,
        redis,
        quarantineQuota: environment.quarantineQuota,
        ensureUsable: admin.ensure,
        publicUrl: environment.publicUrl,
        trustProxy: file.trustProxy,
        rateLimit: environment.rateLimit,
        metrics: { key: environment.metrics.key, isApart: environment.metrics.at !== undefined },
        jobs: { databaseUrl: environment.databaseUrl },
      })
    }
    let app = await build(configuration, adapters)
    const server = createHttpServer()
    const metricsServer = createHttpServer()
    const serve = async (next: App) => {
      if (next.metricsHttp !== null) await metricsServer.serve(next.metricsHttp)
      await server.serve(next.http)
    }
    opened.push(() => app.http.close())
    opened.push(() => server.close())
    opened.push(() => metricsServer.close())
    await admin.begin(logger)
    await ready(app)
    await serve(app)
    const { host, port, metrics } = environment
    if (metrics.at !== undefined) {
      const own = new URL(await metricsServer.listen(metrics.at))
      logger.info({ host: metrics.at.host, port: Number(own.port) }, 'metrics')
    }
    const url = await server.listen({ host, port })
    logger.info({ host, port: Number(new URL(url).port) }, 'ready')

    const stopping = new AbortController()
    opened.push(async () => stopping.abort())
    const started = startJobs(() => app, stopping.signal)
    started.catch(() => undefined)

    const reload = async () => {
      const changed = await readConfiguration(env, cwd)
      const next = await build(changed, await loadAdapters(changed.file.adapters, cwd))
      await readyOrClosed(next)
      const before = app
      app = next
      await serve(next)
      await before.http.close()
      logger.info({}, 'reloaded')
    }
    return {
      get http() {
        return app.http
      },
      get services() {
        return app.services
      },
      takeStray: (error, kind) => app.takeStray(error, kind),
      url,
      started,
      failed: loss.failed,
      ...oneAtATime(() => app, reload, closeAll),
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** What failed to open is not to be closed. */
async function ifItCame<Opened>(opening: Promise<Opened>): Promise<Opened | undefined> {
  return await opening.catch(() => undefined)
}

/** One after the other, and all of them whichever fails. @throws the first that failed */
async function closeEach(closes: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = []
  for (const close of closes) await close().catch(error => errors.push(error))
  if (errors.length > 0) throw errors[0]
}

/** Reloads one after the other; once it stops it only stops. */
function oneAtATime(
  app: () => App,
  reload: () => Promise<void>,
  closeAll: () => Promise<void>,
): Pick<RunningServer, 'reload' | 'stop'> {
  let stopping: Promise<void> | null = null
  let reloading: Promise<void> = Promise.resolve()
  return {
    reload: async () => {
      if (stopping !== null) return
      const next = reloading.then(() => (stopping === null ? reload() : undefined))
      reloading = next.catch(() => undefined)
      await next
    },
    stop: () => {
      app().http.refuseRequests()
      stopping ??= reloading.then(closeAll)
      return stopping
    },
  }
}

/** Starts what comes after "ready"; while the database cannot, again and again: webhooks need no job. */
async function startJobs(app: () => App, signal: AbortSignal): Promise<void> {
  const { logger } = app().services
  let failures = 0
  const onFailure = (error: unknown, count: number) => {
    failures = count
    if (count === 1) logger.warn({ err: error }, 'jobs not started, trying again')
  }
  try {
    await tryUntilStarted(() => app().startRest(), { signal, onFailure })
    if (failures > 0 && !signal.aborted) logger.info({}, 'jobs started')
  } catch (error) {
    logger.error({ err: error }, 'not wholly started')
    throw error
  }
}

/** What cannot begin leaves nothing open. */
async function readyOrClosed(app: App): Promise<void> {
  try {
    await ready(app)
    await app.startRest()
  } catch (error) {
    await app.http.close()
    throw error
  }
}

async function ready({ http, metricsHttp }: App): Promise<void> {
  await Promise.all([http.ready(), metricsHttp?.ready()])
}

/** What there is to say when somebody else has the data directory, and whom to tell. */
function lossOfDirectory(logger: App['services']['logger']) {
  const error = new ConduitError('unavailable', {
    reason: 'another process has taken over the data directory',
  })
  let tell: () => void = () => undefined
  const failed = new Promise<never>((_resolve, reject) => {
    tell = () => {
      logger.fatal({ reason: error.reason }, 'data directory lost')
      reject(error)
    }
  })
  failed.catch(() => undefined)
  return { failed, tell }
}

async function openMigrated(
  { databaseUrl, dataDir }: Environment,
  keyring: Keyring,
  onLost: () => void,
): Promise<Database> {
  const database = await openDatabase(
    databaseUrl === undefined ? { dataDir, onLost } : { url: databaseUrl },
  )
  try {
    await migrate(database)
    refuseFaultyKeyring(await checkMasterKeys(database, keyring, new Date()))
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

async function redisOf(
  { redisUrl }: Environment,
  logger: App['services']['logger'],
): Promise<Redis | undefined> {
  if (redisUrl === undefined) return undefined
  const { connectRedis } = await import('./redis.ts')
  return await connectRedis(redisUrl, logger)
}
