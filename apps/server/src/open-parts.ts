import { checkMasterKeys, type Database, migrate, openDatabase } from '@conduit/db'
import type { Keyring } from '@conduit/privacy'
import type { FastifyBaseLogger } from 'fastify'
import type { Redis } from 'ioredis'
import { type LoadedAdapters, loadAdapters } from './adapters/load-adapters.ts'
import type { Closers } from './closers.ts'
import type { Environment } from './config/environment.ts'
import type { Configuration } from './config/read-configuration.ts'
import { refuseFaultyKeyring } from './faulty-keyring.ts'

/** What parts are opened with. */
export interface PartsOptions {
  readonly configuration: Configuration
  readonly cwd: string
  readonly keyring: Keyring
  readonly logger: FastifyBaseLogger
  /** Gets what is to be closed, as soon as it is being opened. */
  readonly closers: Closers
  /** Told when another process has taken over the data directory. */
  readonly onLost: () => void
}

/** What a server has to wait for before it can be built. */
export interface Parts {
  /** Migrated, and known to be of this keyring. */
  readonly database: Database
  /** Absent: none is configured. */
  readonly redis: Redis | undefined
  readonly adapters: LoadedAdapters
}

/** Opens all parts at once: while the database answers, Redis is connected and the adapters are imported. */
export async function openParts(options: PartsOptions): Promise<Parts> {
  const { configuration, cwd, keyring, logger, closers, onLost } = options
  const { environment, file } = configuration
  const opening = openMigrated(environment, keyring, onLost)
  closers.add(async () => (await ifItCame(opening))?.close())
  const connecting = redisOf(environment, logger)
  closers.add(async () => (await ifItCame(connecting))?.disconnect())
  const loading = loadAdapters(file.adapters, cwd)
  const [database, redis, adapters] = await Promise.all([opening, connecting, loading])
  return { database, redis, adapters }
}

/** What failed to open is not to be closed. */
async function ifItCame<Opened>(opening: Promise<Opened>): Promise<Opened | undefined> {
  return await opening.catch(() => undefined)
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
  logger: FastifyBaseLogger,
): Promise<Redis | undefined> {
  if (redisUrl === undefined) return undefined
  const { connectRedis } = await import('./redis.ts')
  return await connectRedis(redisUrl, logger)
}
