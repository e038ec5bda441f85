import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { breaksConnection, unavailable } from '../errors/database-error.ts'
import type { Database, Executor } from './database.ts'

/** One connection. Once it broke it is never used again. */
interface Connection {
  readonly sql: postgres.Sql
  isBroken: boolean
  /** Fails the work that the connection is lent to; absent while it is idle. */
  fail?: ((error: unknown) => void) | undefined
}

/** The time for which an executor may be used. */
interface Loan {
  isOver: boolean
}

const connectSeconds = 10

/**
 * A pool that throws connections away when they break. postgres.js's own connects a broken one
 * anew, which harms in three ways: what its transaction does next is committed statement by
 * statement; bytes that were on their way block the new connection for good; and writing before it
 * is connected ends the process (https://github.com/porsager/postgres/issues/1208). So each
 * connection is a client of its own.
 *
 * @param url `postgres://…`
 * @param maxConnections further work waits for one of them
 */
export function createServerPool(
  url: string,
  maxConnections: number,
): Pick<Database, 'run' | 'transaction' | 'close'> {
  const idle: Connection[] = []
  const waiting: ((connection: Connection) => void)[] = []
  let open = 0
  let isClosed = false
  let onEmpty: (() => void) | undefined

  const take = async (): Promise<Connection> => {
    if (isClosed) throw unavailable('the database is closed')
    const connection = idle.pop()
    if (connection !== undefined) return usable(connection, url)
    if (open >= maxConnections) return await new Promise(resolve => waiting.push(resolve))
    open += 1
    return connect(url)
  }

  const giveBack = (connection: Connection): void => {
    connection.fail = undefined
    const next = waiting.shift()
    if (next !== undefined) {
      next(usable(connection, url))
    } else if (connection.isBroken || isClosed) {
      open -= 1
      discard(connection)
      if (open === 0) onEmpty?.()
    } else {
      idle.push(connection)
    }
  }

  const lend = async <Result>(
    work: (connection: Connection) => Promise<Result>,
  ): Promise<Result> => {
    const connection = await take()
    try {
      return await unlessItBreaks(connection, work)
    } catch (error) {
      if (breaksConnection(error)) discard(connection)
      throw error
    } finally {
      giveBack(connection)
    }
  }

  return {
    run: work => lend(connection => onLoan(connection, work)),
    transaction: work => lend(connection => inTransaction(connection, work)),
    close: async () => {
      isClosed = true
      const resting = idle.splice(0)
      open -= resting.length
      await Promise.all(resting.map(({ sql }) => sql.end()))
      if (open > 0)
        await new Promise<void>(resolve => {
          onEmpty = resolve
        })
    },
  }
}

/**
 * Ends with the work or when its connection breaks, whichever is first. Each work has a promise of
 * its own: a race against one that lives as long as the connection would keep every result that was
 * ever raced against it.
 */
async function unlessItBreaks<Result>(
  connection: Connection,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  if (connection.isBroken) throw broken()
  return await new Promise<Result>((resolve, reject) => {
    connection.fail = reject
    work(connection).then(resolve, reject)
  })
}

function broken(): Error {
  return unavailable('the connection to the database broke')
}

function connect(url: string): Connection {
  const sql = postgres(url, {
    max: 1,
    // It would end a connection between two statements of a transaction.
    max_lifetime: null,
    connect_timeout: connectSeconds,
    connection: { application_name: 'conduit' },
    // We send no arrays, so their types need not be asked for.
    fetch_types: false,
    onnotice: () => undefined,
    onclose: () => {
      connection.isBroken = true
      connection.fail?.(broken())
    },
  })
  const connection: Connection = { sql, isBroken: false }
  return connection
}

/** A connection may break while nobody uses it. */
function usable(connection: Connection, url: string): Connection {
  if (!connection.isBroken) return connection
  discard(connection)
  return connect(url)
}

function discard(connection: Connection): void {
  connection.isBroken = true
  connection.sql.end({ timeout: 0 }).catch(() => undefined)
}

/** An executor that outlives its loan would write into what others do on the connection. */
async function onLoan<Result>(
  connection: Connection,
  work: (executor: Executor) => Promise<Result>,
): Promise<Result> {
  const loan: Loan = { isOver: false }
  try {
    return await work(executorOn(connection, loan))
  } finally {
    loan.isOver = true
  }
}

async function inTransaction<Result>(
  connection: Connection,
  work: (executor: Executor) => Promise<Result>,
): Promise<Result> {
  const { sql } = connection
  await sql.unsafe('begin')
  let result: Result
  try {
    result = await onLoan(connection, work)
  } catch (error) {
    // Without a rollback the connection cannot be used again, and the server rolls back by itself.
    if (!connection.isBroken && !breaksConnection(error)) await sql.unsafe('rollback')
    throw error
  }
  if (connection.isBroken) throw broken()
  // After a failed statement that somebody ignored, the answer to a commit is a rollback.
  const { command } = await sql.unsafe('commit')
  if (command !== 'COMMIT') throw unavailable('the transaction had failed before its commit')
  return result
}

function executorOn(connection: Connection, loan: Loan): Executor {
  const client: Pick<postgres.Sql, 'options' | 'unsafe'> = {
    options: connection.sql.options,
    unsafe: (...parameters) => {
      if (connection.isBroken) throw broken()
      if (loan.isOver) throw unavailable('the transaction is over')
      return connection.sql.unsafe(...parameters)
    },
  }
  return drizzle({ client: client as postgres.Sql })
}
