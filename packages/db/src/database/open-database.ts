import { isTransactionConflict, sanitised } from '../errors/database-error.ts'
import type { Database, Executor } from './database.ts'

const triesOfTransaction = 3

/** Where the data lies. */
export interface DatabaseOptions {
  /** `postgres://…`; absent: the embedded database. */
  readonly url?: string | undefined
  /** Directory of the embedded database; absent: in memory, gone with the process. */
  readonly dataDir?: string | undefined
  /** What a database in memory begins with, as PGlite dumps it; absent: it makes that, which takes seconds. */
  readonly files?: Blob | undefined
  /**
   * Called once when another process has taken over the directory of the embedded database, as it may
   * while this one was frozen: from then on everything here fails with `unavailable`.
   */
  readonly onLost?: (() => void) | undefined
  /** Connections to PostgreSQL that one process may hold; default 10. */
  readonly maxConnections?: number | undefined
}

/**
 * Opens PostgreSQL if there is a URL, else PGlite. The tables are not touched: see `migrate`.
 *
 * PGlite writes to the operating system before it answers a commit, so it survives the death of the
 * process; it does not wait for the disk, so the last moments before a power failure may be lost.
 * Its directory and files are for their owner alone, whatever they were before.
 *
 * @throws {ConduitError} `conflict`: another process uses the data directory; `unavailable`
 * @example
 * const database = await openDatabase({ url: process.env.DATABASE_URL, dataDir: '.conduit/db' })
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  // Each driver costs some megabytes, and only one of them is ever used.
  return options.url === undefined
    ? await embeddedDatabase(options)
    : await serverDatabase(options.url, options.maxConnections ?? 10)
}

async function serverDatabase(url: string, maxConnections: number): Promise<Database> {
  const { createServerPool } = await import('./server-pool.ts')
  return databaseOf('postgres', createServerPool(url, maxConnections))
}

async function embeddedDatabase(options: DatabaseOptions): Promise<Database> {
  const { openEmbedded } = await import('./open-embedded.ts')
  const { drizzle, close } = await openEmbedded(options)
  return databaseOf('pglite', {
    run: work => work(drizzle),
    transaction: work => drizzle.transaction(work),
    maintenance: work => drizzle.transaction(work),
    listen: async (channel, onNotice) => {
      const end = await drizzle.$client.listen(channel, onNotice)
      return { isBroken: () => false, end }
    },
    close,
  })
}

function databaseOf(kind: Database['kind'], driver: Omit<Database, 'kind'>): Database {
  let closing: Promise<void> | undefined
  return {
    kind,
    run: work => attempt(() => driver.run(work), 1),
    transaction: work => attempt(() => driver.transaction(work), triesOfTransaction),
    maintenance: work => attempt(() => driver.maintenance(work), triesOfTransaction),
    listen: (channel, onNotice) => attempt(() => driver.listen(channel, onNotice), 1),
    close: () => {
      closing ??= driver.close()
      return closing
    },
  }
}

/** A transaction as a database: what runs on it is part of that transaction. */
export function databaseOn(executor: Executor, kind: Database['kind']): Database {
  const run: Database['run'] = work => attempt(() => work(executor), 1)
  const listen = () => Promise.reject(new TypeError('a transaction cannot listen'))
  return { kind, run, transaction: run, maintenance: run, listen, close: async () => undefined }
}

/** Nothing that a driver throws leaves as it is: their messages quote what was sent. */
async function attempt<Result>(work: () => Promise<Result>, tries: number): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (tries > 1 && isTransactionConflict(error)) return await attempt(work, tries - 1)
    throw sanitised(error)
  }
}
