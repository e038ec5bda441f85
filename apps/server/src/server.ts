import { createTransport } from '@conduit/core'
import { type Database, migrate, openDatabase } from '@conduit/db'
import type { Redis } from 'ioredis'
import { loadAdapters } from './adapters/load-adapters.ts'
import { ensureAdminKey } from './admin-key.ts'
import { type App, buildApp } from './app.ts'
import type { Environment } from './config/environment.ts'
import { readConfiguration } from './config/read-configuration.ts'
import { embeddedKeyring } from './embedded-keys.ts'
import { createLogger, type LogStream } from './logging/create-logger.ts'

/** How a server is started. */
export interface StartOptions {
  /** Variables of the environment. */
  readonly env: { readonly [name: string]: string | undefined }
  /** The operator's directory: relative paths and packages of third parties are found from here. */
  readonly cwd: string
  /** Where log lines go; default: standard output. */
  readonly logStream?: LogStream
  /** Told what only a person at the terminal may see; default: written to standard output. */
  readonly print?: (line: string) => void
}

/** A server that listens. */
export interface RunningServer extends App {
  /** Where it listens, `http://127.0.0.1:8080`. */
  readonly url: string
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
  const { env, cwd, print = line => void process.stdout.write(`${line}\n`) } = options
  const { environment, file } = await readConfiguration(env, cwd)
  const logger = createLogger(environment.logLevel, options.logStream)
  const adapters = await loadAdapters(file.adapters, cwd)
  for (const { adapter, code, message } of adapters.faults)
    logger.warn({ package: adapter, code, reason: message }, 'adapter not loaded')
  const keyring = environment.keyring ?? (await embeddedKeyring(environment.dataDir))
  const transport = createTransport({ env })
  const opened: (() => Promise<unknown>)[] = [() => transport.dispatcher.close()]
  const closeAll = async () => {
    for (const close of opened.toReversed()) await close()
  }
  try {
    const database = await openMigrated(environment)
    opened.push(() => database.close())
    const redis = await redisOf(environment, logger)
    if (redis !== undefined) opened.push(async () => redis.disconnect())
    const app = await buildApp({
      database,
      keyring,
      adapters,
      transport,
      logger,
      redis,
      publicUrl: environment.publicUrl,
      trustProxy: file.trustProxy,
      rateLimit: environment.rateLimit,
      jobs: { databaseUrl: environment.databaseUrl },
    })
    opened.push(() => app.http.close())
    const adminKey = await ensureAdminKey(app.services.administration, environment.adminKey)
    if (adminKey !== null) print(`API key of the owner, shown only now: ${adminKey}`)
    const { host, port } = environment
    const url = await app.http.listen({ host, port, listenTextResolver: () => 'listening' })
    logger.info({ host, port: Number(new URL(url).port) }, 'ready')
    return { ...app, url, stop: stopper(app, closeAll) }
  } catch (error) {
    await closeAll()
    throw error
  }
}

function stopper({ http }: App, closeAll: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | null = null
  return () => {
    http.refuseRequests()
    stopping ??= closeAll()
    return stopping
  }
}

async function openMigrated({ databaseUrl, dataDir }: Environment): Promise<Database> {
  const database = await openDatabase(
    databaseUrl === undefined ? { dataDir } : { url: databaseUrl },
  )
  try {
    await migrate(database)
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
