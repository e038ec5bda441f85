import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSecrets } from '@conduit/bench'
import { placeEmbeddedFiles } from '@conduit/local-postgres'
import { embeddedReader, type Reader, readerOf } from '../count/store.ts'
import { type Connected, connectPlatforms } from '../load/connected.ts'
import { createLoad, type Load } from '../load/load.ts'
import type { Cluster } from '../parts/cluster.ts'
import { type Conduit, conduitAt } from '../parts/conduit-process.ts'
import { type Passage, startProxy } from '../parts/proxy.ts'
import { type RedisServer, startRedis } from '../parts/redis.ts'

/** What Conduit keeps its records in. */
export type Kind = 'postgres' | 'pglite'

/** What a fault needs beside one server. */
export interface SceneNeeds {
  readonly servers?: number
  /** A proxy between the servers and PostgreSQL. */
  readonly proxy?: boolean
  /** A Redis in which the servers count; there has to be one on this machine. */
  readonly redis?: boolean
  /** All servers start at the same moment on a database that nobody has migrated. */
  readonly startTogether?: boolean
  /** Each delivery goes to all servers at once. */
  readonly toAll?: boolean
  /** Milliseconds that the clock of servers and senders is ahead. */
  readonly clockOffset?: number
}

/** Servers, their database, and a load that has not begun. */
export interface Scene {
  readonly kind: Kind
  /** In the order of their start; the first ones of `startTogether` that came up. */
  readonly servers: readonly Conduit[]
  readonly load: Load
  readonly connected: Connected
  readonly adminKey: string
  readonly masterKey: string
  /** The clock of servers and senders. */
  readonly now: () => Date
  /** Data directory of PGlite. */
  readonly dataDir: string
  /** One more server on the same database, not started. */
  another(dataDir?: string): Promise<Conduit>
  /** Null: none is needed. */
  readonly redis: RedisServer | null
  readonly read: Reader
  close(): Promise<void>
}

/** A scene on PostgreSQL: what only that has. */
export interface PostgresScene extends Scene {
  readonly cluster: Cluster
  /** The name of its database. */
  readonly database: string
  readonly proxy: Passage
}

/** Sets up a scene in a folder of its own. */
export async function postgresScene(
  cluster: Cluster,
  folder: string,
  needs: SceneNeeds,
): Promise<PostgresScene> {
  const url = await cluster.createDatabase()
  const proxy = await startProxy(url)
  const where = { DATABASE_URL: needs.proxy === true ? proxy.url : url }
  const scene = await sceneOf('postgres', where, folder, needs, readerOf(cluster, url))
  const close = async () => {
    await scene.close()
    await proxy.close()
  }
  return { ...scene, cluster, proxy, database: new URL(url).pathname.slice(1), close }
}

/** The same on the embedded database. */
export async function embeddedScene(folder: string, needs: SceneNeeds): Promise<Scene> {
  const dataDir = join(folder, 'data')
  await placeEmbeddedFiles(dataDir)
  const where = { CONDUIT_DATA_DIR: dataDir }
  return await sceneOf('pglite', where, folder, needs, embeddedReader(dataDir))
}

async function sceneOf(
  kind: Kind,
  where: Readonly<Record<string, string>>,
  folder: string,
  needs: SceneNeeds,
  read: Reader,
): Promise<Scene> {
  await mkdir(folder, { recursive: true })
  const { servers: count = 1, startTogether = false, clockOffset = 0, toAll = false } = needs
  const { masterKey, adminKey } = makeSecrets()
  const keys = { CONDUIT_MASTER_KEY: masterKey, CONDUIT_ADMIN_KEY: adminKey }
  const redis = needs.redis === true ? await startRedis(join(folder, 'redis')) : null
  const shared = redis === null ? {} : { REDIS_URL: redis.url }
  const opened: Conduit[] = []
  const another = async (dataDir?: string) => {
    const elsewhere = dataDir === undefined ? {} : { CONDUIT_DATA_DIR: dataDir }
    const server = await conduitAt(
      { ...keys, ...where, ...shared, ...elsewhere },
      folder,
      clockOffset,
    )
    opened.push(server)
    return server
  }
  const close = async () => {
    for (const server of opened) {
      server.thaw()
      await server.end('SIGTERM')
    }
    await redis?.close()
  }
  const begin = async () => {
    const made = await Promise.all(Array.from({ length: count }, () => another()))
    const servers = await startAll(kind, made, startTogether)
    const [first] = servers
    if (first === undefined) throw new Error('no server came up')
    return { servers, connected: await connectPlatforms(first.origin, adminKey) }
  }
  const { servers, connected } = await begin().catch(async error => {
    await close()
    throw error
  })
  const now = () => new Date(Date.now() + clockOffset)
  const origins = servers.map(({ origin }) => origin)
  return {
    kind,
    servers,
    load: createLoad({ origins, toAll, connected, now }),
    connected,
    adminKey,
    masterKey,
    now,
    dataDir: where.CONDUIT_DATA_DIR ?? '',
    another,
    redis,
    read,
    close,
  }
}

/** On a data directory one of those that start together has to come up, and no more. */
async function startAll(
  kind: Kind,
  servers: readonly Conduit[],
  together: boolean,
): Promise<readonly Conduit[]> {
  if (!together) {
    for (const server of servers) await server.start()
    return servers
  }
  const started = await Promise.allSettled(servers.map(server => server.start()))
  const up = servers.filter((_, index) => started[index]?.status === 'fulfilled')
  const wanted = kind === 'postgres' ? servers.length : 1
  if (up.length !== wanted)
    throw new Error(`${up.length} of ${servers.length} came up, not ${wanted}`)
  return up
}

/** Copies a data directory that nobody uses. */
export async function copyOf(dataDir: string): Promise<string> {
  const copy = `${dataDir}-copy`
  await cp(dataDir, copy, { recursive: true, filter: path => !path.endsWith('.socket') })
  return copy
}
