import { isConduitError } from '@conduit/core'
import { DatabaseError } from '@conduit/db'
import { ConfigError } from './config/config-fault.ts'

const refusals = new Map([
  ['28000', 'the database refused the user of DATABASE_URL'],
  ['28P01', 'the database refused the password of DATABASE_URL'],
  ['3D000', 'the database that DATABASE_URL names does not exist'],
])

const listenFaults = new Map([
  ['EADDRINUSE', 'the port is in use: choose another with CONDUIT_PORT'],
  ['EACCES', 'the port may not be used by this account: choose another with CONDUIT_PORT'],
  ['EADDRNOTAVAIL', 'this machine does not have the address of CONDUIT_HOST'],
  ['ENOTFOUND', 'the name in CONDUIT_HOST has no address'],
])

/**
 * Says why a server did not start, or had to end, where an operator can mend it. Without values: an
 * error of the system names paths and addresses.
 *
 * @returns null: it is a fault of ours
 */
export function startFault(error: unknown): string | null {
  if (error instanceof ConfigError) return error.message
  if (isConduitError(error)) return error.reason
  if (error instanceof DatabaseError) {
    return refusals.get(error.sqlState) ?? `${error.message}; see its own log`
  }
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) return null
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return listenFaults.get(code) ?? `the server cannot listen (${code})`
  }
  return `a file in the data directory cannot be used (${code})`
}
