import { ConduitError, isConduitError } from '@conduit/core'

/**
 * What the database refused for a reason that lies in the data or in our statement. It holds the
 * SQLSTATE and the names of table and constraint; never a value, a parameter or the driver's own
 * message, which quote what was sent.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  /** Five characters of PostgreSQL's appendix A. */
  readonly sqlState: string
  readonly table: string | null
  readonly constraint: string | null

  constructor(sqlState: string, table: string | null, constraint: string | null) {
    super(
      `the database refused a statement (${[sqlState, table, constraint].filter(Boolean).join(' ')})`,
    )
    this.sqlState = sqlState
    this.table = table
    this.constraint = constraint
  }
}

const retryAfterSeconds = 5
const sqlState = /^[0-9A-Z]{5}$/

// 08 connection, 25 transaction state, 40 rollback, 42 a schema that is not migrated yet, 53 resources,
// 55 object state, 57 operator intervention, 58 system, XX internal: none of them is the data's fault.
const transientClasses = new Set(['08', '25', '40', '42', '53', '55', '57', '58', 'XX'])

/**
 * Any error on its way out of this package, stripped of what the drivers put into theirs.
 *
 * @returns errors of the table as they are; `unavailable` for everything that asking again may cure;
 *   a {@link DatabaseError} for the rest of what the database refuses; other errors as they are
 */
export function sanitised(error: unknown): unknown {
  if (error instanceof DatabaseError) return error
  const driverError = rootCause(error)
  if (isConduitError(driverError)) return driverError
  const code = textOf(driverError, 'code')
  if (code !== null && sqlState.test(code)) {
    if (transientClasses.has(code.slice(0, 2))) return unavailable(`the database answered ${code}`)
    return new DatabaseError(
      code,
      textOf(driverError, 'table_name') ?? textOf(driverError, 'table'),
      textOf(driverError, 'constraint_name') ?? textOf(driverError, 'constraint'),
    )
  }
  if (isDriverFailure(error, driverError)) {
    return unavailable(`the database cannot be reached (${code ?? 'driver'})`)
  }
  return error
}

/** After a fail-over the session stands at a server that only reads. */
const readOnly = '25006'

// 08 connection, 53 resources, 57 operator intervention, 58 system, XX internal.
const endingClasses = new Set(['08', '53', '57', '58', 'XX'])

/** Is the connection of this failure better not used again? True for all that the server did not answer itself. */
export function breaksConnection(error: unknown): boolean {
  const driverError = rootCause(error)
  if (isConduitError(driverError)) return false
  const code = textOf(driverError, 'code')
  if (code !== null && sqlState.test(code)) {
    return code === readOnly || endingClasses.has(code.slice(0, 2))
  }
  return isDriverFailure(error, driverError)
}

/** Was the transaction given up for the sake of another one, and may simply be run again? */
export function isTransactionConflict(error: unknown): boolean {
  const code = textOf(rootCause(error), 'code')
  return code === '40P01' || code === '40001'
}

/** The database cannot do it now; the same call may succeed in a few seconds. */
export function unavailable(reason: string): ConduitError {
  return new ConduitError('unavailable', { reason, retryAfterSeconds })
}

/** drizzle wraps what a driver throws, with every parameter in its message. */
function rootCause(error: unknown): unknown {
  return isWrapped(error) ? error.cause : error
}

function isWrapped(error: unknown): error is Error {
  return error instanceof Error && error.name === 'Error' && 'query' in error && 'params' in error
}

/** Failures without a SQLSTATE: postgres.js's CONNECTION_*, errno codes, a closed or broken PGlite. */
function isDriverFailure(error: unknown, driverError: unknown): boolean {
  if (isWrapped(error)) return true
  const code = textOf(driverError, 'code') ?? ''
  if (/^(CONNECT|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_)/.test(code))
    return true
  return (
    error instanceof Error &&
    (error.name === 'RuntimeError' || /^PGlite is clos/.test(error.message))
  )
}

function textOf(error: unknown, key: string): string | null {
  if (typeof error !== 'object' || error === null) return null
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' ? value : null
}
