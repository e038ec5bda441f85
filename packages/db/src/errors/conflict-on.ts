import { ConduitError } from '@conduit/core'
import { DatabaseError } from './database-error.ts'

/** Says in a word of the error table that something of the kind exists already. */
export function conflictOn(error: unknown, constraint: string, reason: string): unknown {
  return error instanceof DatabaseError && error.constraint === constraint
    ? new ConduitError('conflict', { reason })
    : error
}
