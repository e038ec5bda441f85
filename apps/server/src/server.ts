import { createTransport } from '@conduit/core/host'
import { type LoadedAdapters, loadAdapters } from './adapters/load-adapters.ts'
import { adminKey } from './admin-key.ts'
import { type App, type AppOptions, buildApp } from './app.ts'
import { boundHeap } from './bound-heap.ts'
import { createClosers } from './closers.ts'
import { type Environment, takeVariables } from './config/environment.ts'
import { type Configuration, readConfiguration } from './config/read-configuration.ts'
import { embeddedKeyring } from './embedded-keys.ts'
import { startJobs } from './jobs/start-jobs.ts'
import { createListeners } from './listeners.ts'
import { createLogger, type LogStream } from './logging/create-logger.ts'
import { lossOfDirectory } from './loss-of-directory.ts'
import type { Subscriber } from './notifications/subscriber.ts'
import { openParts } from './open-parts.ts'

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
  /** Who is told in this process of what happens; default: nobody. */
  readonly subscribers?: readonly Subscriber[]
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
  const closers = createClosers()
  closers.add(transport.close)
  try {
    const opening = { configuration, cwd, keyring, logger, closers, onLost: loss.tell }
    const { database, redis, adapters } = await openParts(opening)
    const { adminKey: given, adminKeyFile: file } = environment
    const administration = { database, now: () => new Date() }
    const admin = adminKey(administration, { given, file }, print)
    const { ensure: ensureUsable } = admin
    const { subscribers } = options
    const same = {
      ...{ environment, database, redis, keyring, transport, logger, ensureUsable, subscribers },
    }
    let app = await appOf(same, configuration, adapters)
    closers.add(() => app.http.close())
    const { serve, listen } = createListeners(environment, logger, closers)
    await admin.begin(logger)
    await ready(app)
    await serve(app)
    const url = await listen()
    const stopping = new AbortController()
    closers.add(async () => stopping.abort())
    const started = startJobs(() => app, stopping.signal)
    started.catch(() => undefined)

    const reload = async () => {
      const changed = await readConfiguration(env, cwd)
      const next = await appOf(same, changed, await loadAdapters(changed.file.adapters, cwd))
      await readyOrClosed(next)
      const before = app
      app = next
      const served = serve(next)
      // Streams would keep the old one open: their readers go on at the new one.
      await before.services.notifier.close()
      await served
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
      ...oneAtATime(() => app, reload, closers.closeAll),
    }
  } catch (error) {
    await closers.closeAll()
    throw error
  }
}

/** What stays the same when the configuration file is read again. */
interface Same
  extends Pick<
    AppOptions,
    'database' | 'redis' | 'keyring' | 'transport' | 'logger' | 'ensureUsable' | 'subscribers'
  > {
  readonly environment: Environment
}

/** The application that a configuration file asks for. */
async function appOf(
  { environment, ...same }: Same,
  { file }: Configuration,
  adapters: LoadedAdapters,
): Promise<App> {
  for (const { adapter, code, message } of adapters.faults)
    same.logger.warn({ package: adapter, code, reason: message }, 'adapter not loaded')
  const { quarantineQuota, coolingOffMilliseconds, publicUrl, rateLimit } = environment
  const { metrics, databaseUrl, auditAnchors, erasureLedger } = environment
  return await buildApp({
    ...same,
    adapters,
    quarantineQuota,
    coolingOffMilliseconds,
    publicUrl,
    trustProxy: file.trustProxy,
    rateLimit,
    metrics: { key: metrics.key, isApart: metrics.at !== undefined },
    auditAnchors,
    erasureLedger,
    jobs: { databaseUrl },
  })
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
      // Begun at once: the streams would keep the listener open.
      void app().services.notifier.close()
      stopping ??= reloading.then(closeAll)
      return stopping
    },
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
