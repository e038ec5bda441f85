import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** What runs queries: a drizzle database, on a connection or in a transaction. */
export type Executor = Omit<PgDatabase<PgQueryResultHKT>, 'transaction'>

/** An open database, the same whichever driver is behind it. */
export interface Database {
  readonly kind: 'pglite' | 'postgres'
  /**
   * Runs queries one by one.
   * @throws {ConduitError} `unavailable` where asking again may help; {@link DatabaseError} otherwise
   */
  run<Result>(work: (executor: Executor) => Promise<Result>): Promise<Result>
  /**
   * Runs queries in one transaction; what `work` throws rolls it back. After a deadlock `work` runs
   * again, up to three times in all.
   * @throws as `run`
   */
  transaction<Result>(work: (executor: Executor) => Promise<Result>): Promise<Result>
  /**
   * A transaction that may take as long as it needs: migrations, sweeping. All others have to end
   * within seconds, or fail with `unavailable`.
   * @throws as `run`
   */
  maintenance<Result>(work: (executor: Executor) => Promise<Result>): Promise<Result>
  /**
   * Calls back on each notice of a channel, from any process, on a connection of its own. It says
   * nothing when that breaks: whoever listens looks from time to time all the same.
   *
   * @returns ends it; and whether it has broken
   * @throws as `run`
   */
  listen(channel: string, onNotice: () => void): Promise<Listening>
  /** Ends what runs, then closes. */
  close(): Promise<void>
}

/** Somebody who listens. */
export interface Listening {
  readonly isBroken: () => boolean
  readonly end: () => Promise<void>
}
