import { isConduitError } from '@conduit/core'

/** Why somebody else's code failed, without a word that it may have taken from what it works on. */
export function describeReason(error: unknown): string {
  if (isConduitError(error)) return error.code
  const name = error instanceof Error ? error.name : typeof error
  return /^\w{1,60}$/.test(name) ? name : 'Error'
}
