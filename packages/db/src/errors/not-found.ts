import { ConduitError } from '@conduit/core'

/** The thing that an id names is not there, or not one of this controller's. */
export function notFound(what: string): ConduitError {
  return new ConduitError('not_found', { reason: `no such ${what}` })
}
