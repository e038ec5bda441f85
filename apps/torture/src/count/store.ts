import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { Cluster } from '../parts/cluster.ts'

/** A row of an answer. */
export type Row = Readonly<Record<string, unknown>>

/** Reads a database by SQL, past Conduit. */
export type Reader = <Result>(work: (ask: Ask) => Promise<Result>) => Promise<Result>

/** Asks one question of it. */
export type Ask = (text: string) => Promise<readonly Row[]>

/** A database on a cluster, as its administrator and not through any proxy. */
export function readerOf(cluster: Cluster, url: string): Reader {
  const name = new URL(url).pathname.slice(1)
  return work =>
    cluster.perform(client => work(async text => (await client.query<Row>(text)).rows), name)
}

/** The embedded database of a data directory that no server uses any more. */
export function embeddedReader(dataDir: string): Reader {
  return async work => {
    const database = await PGlite.create(join(dataDir, 'pglite'))
    return await work(async text => (await database.query<Row>(text)).rows).finally(() =>
      database.close(),
    )
  }
}
