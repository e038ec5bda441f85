import { ConduitError } from '@conduit/core'
import type { Keyring } from '@conduit/privacy'
import type { Database } from '../client.ts'
import { DatabaseError } from '../database-error.ts'

/** What administration needs beside its arguments. */
export interface AdministrationContext {
  readonly database: Database
  readonly keyring: Keyring
  readonly now: () => Date
  /** Makes this process forget what it remembers of keys and connections. */
  readonly onChange: () => void
}

/** Says in a word of the error table that something of the kind exists already. */
export function conflictOn(error: unknown, constraint: string, reason: string): unknown {
  return error instanceof DatabaseError && error.constraint === constraint
    ? new ConduitError('conflict', { reason })
    : error
}

/** The thing that an id names is not there, or not one of this controller's. */
export function notFound(what: string): ConduitError {
  return new ConduitError('not_found', { reason: `no such ${what}` })
}
