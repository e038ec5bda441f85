import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { breaksConnection, unavailable } from '../errors/database-error.ts'
import { createBackoff } from './backoff.ts'
import { type Addresses, connectSocket } from './connect-socket.ts'
import type { Database, Executor } from './database.ts'
import { deadlines, sessionSettings, withoutDeadlines } from './deadlines.ts'

/** One connection. Once it broke it is never used again. */
interface Connection {
  readonly sql: postgres.Sql
  isBroken: boolean
  /** The server answered, and knows how its session is to be kept. */
  isReady: boolean
  /** Fails the work that the connection is lent to; absent while it is idle. */
  fail?: ((error: unknown) => void) | undefined
  /** Ends it without asking the server, which may not hear any more. */
  destroy: () => void
}

/** Somebody who waits for a connection. */
type Waiting = (connection: Connection) => void

/** The time for which an executor may be used. */
interface Loan {
  isOver: boolean
}

/**
 * A pool that throws connections away when they break. postgres.js's own connects a broken one
 * anew, which harms in three ways: what its transaction does next is committed statement by
 * statement; bytes that were on their way block the new connection for good; and writing before it
 * is connected ends the process (https://github.com/porsager/postgres/issues/1208). So each
 * connection is a client of its own.
 *
 * Nothing waits for ever: work that is not done in time fails, and its connection with it, since
 * nobody knows what is still on its way there.
 *
 * @param url `postgres://…`
 * @param maxConnections further work waits for one of them
 */
export function createServerPool(url: string, maxConnections: number): Omit<Database, 'kind'> {
  const idle: Connection[] = []
  const waiting = new Set<Waiting>()
  const listening = new Set<Connection>()
  const backoff = createBackoff()
  let open = 0
  let isClosed = false
  let onEmpty: (() => void) | undefined

  const take = async (): Promise<Connection> => {
    if (isClosed) throw unavailable('the database is closed')
    const connection = idle.pop()
    if (connection !== undefined) return usable(connection, url)
    if (open >= maxConnections) return await turn(waiting)
    open += 1
    return connect(url)
  }

  const giveBack = (connection: Connection): void => {
    connection.fail = undefined
    const [next] = waiting
    if (next !== undefined) {
      waiting.delete(next)
      next(usable(connection, url))
    } else if (connection.isBroken || isClosed) {
      open -= 1
      discard(connection)
      if (open === 0) onEmpty?.()
    } else {
      idle.push(connection)
    }
  }

  const prepare = async (connection: Connection): Promise<void> => {
    if (connection.isReady) return
    backoff.check()
    try {
      await connection.sql.unsafe(sessionSettings)
    } catch (error) {
      backoff.failed()
      throw error
    }
    backoff.succeeded()
    connection.isReady = true
  }

  const lend = async <Result>(
    work: (connection: Connection) => Promise<Result>,
    milliseconds: number | null,
  ): Promise<Result> => {
    const connection = await take()
    try {
      return await unlessItBreaks(connection, milliseconds, async () => {
        await prepare(connection)
        return await work(connection)
      })
    } catch (error) {
      if (breaksConnection(error)) discard(connection)
      throw error
    } finally {
      giveBack(connection)
    }
  }

  return {
    run: work => lend(connection => onLoan(connection, work), deadlines.work),
    transaction: work => lend(connection => inTransaction(connection, work), deadlines.work),
    maintenance: work =>
      lend(async connection => {
        return await inTransaction(connection, async executor => {
          await connection.sql.unsafe(withoutDeadlines)
          return await work(executor)
        })
      }, null),
    listen: async (channel, onNotice) => {
      if (isClosed) throw unavailable('the database is closed')
      const connection = connect(url, onNotice)
      listening.add(connection)
      const end = async () => {
        listening.delete(connection)
        await connection.sql.end({ timeout: deadlines.connect / 1000 })
      }
      try {
        await unlessItBreaks(connection, deadlines.work, async () => {
          await prepare(connection)
          await connection.sql.unsafe(`listen ${channel}`)
        })
      } catch (error) {
        listening.delete(connection)
        discard(connection)
        throw error
      }
      return { isBroken: () => connection.isBroken, end }
    },
    close: async () => {
      isClosed = true
      for (const connection of listening) discard(connection)
      const resting = idle.splice(0)
      open -= resting.length
      await Promise.all(resting.map(({ sql }) => sql.end({ timeout: deadlines.connect / 1000 })))
      if (open > 0)
        await new Promise<void>(resolve => {
          onEmpty = resolve
        })
    },
  }
}

/** Waits for a connection that somebody gives back. @throws `unavailable` if that takes too long */
async function turn(waiting: Set<Waiting>): Promise<Connection> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(take)
      reject(unavailable('no connection to the database was free in time'))
    }, deadlines.work)
    const take: Waiting = connection => {
      clearTimeout(timer)
      resolve(connection)
    }
    waiting.add(take)
  })
}

/**
 * Ends with the work, when its connection breaks, or when it took too long: whichever is first. Each
 * work has a promise of its own: a race against one that lives as long as the connection would keep
 * every result that was ever raced against it.
 */
async function unlessItBreaks<Result>(
  connection: Connection,
  milliseconds: number | null,
  work: () => Promise<Result>,
): Promise<Result> {
  if (connection.isBroken) throw broken()
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Result>((resolve, reject) => {
      connection.fail = reject
      if (milliseconds !== null) timer = setTimeout(() => giveUp(connection), milliseconds)
      work().then(resolve, reject)
    })
  } finally {
    clearTimeout(timer)
  }
}

/** The work may still be on its way, so the connection cannot be used for anything else. */
function giveUp(connection: Connection): void {
  connection.fail?.(unavailable('the database did not answer in time'))
  discard(connection)
  connection.destroy()
}

function broken(): Error {
  return unavailable('the connection to the database broke')
}

/** @param onNotice called on each notice of the channels that it listens to */
function connect(url: string, onNotice: () => void = () => undefined): Connection {
  let destroy: (() => void) | undefined
  const sql = postgres(url, {
    max: 1,
    // It would end a connection between two statements of a transaction.
    max_lifetime: null,
    connect_timeout: deadlines.connect / 1000,
    connection: { application_name: 'conduit' },
    // We send no arrays, so their types need not be asked for.
    fetch_types: false,
    onnotice: () => undefined,
    onnotify: onNotice,
    onclose: () => {
      connection.isBroken = true
      connection.fail?.(broken())
    },
    // One only: postgres.js connects again and again, hundreds of times a second, to a server that
    // accepts and then closes.
    socket: async (addresses: Addresses) => {
      if (destroy !== undefined || connection.isBroken) throw broken()
      destroy = () => undefined
      const socket = await connectSocket(addresses)
      destroy = () => socket.destroy()
      if (connection.isBroken) destroy()
      return socket
    },
  } as postgres.Options<Record<string, never>>)
  const connection: Connection = {
    sql,
    isBroken: false,
    isReady: false,
    destroy: () => destroy?.(),
  }
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
