import { isConduitError } from '../contract/errors.ts'

/**
 * Is what a platform sent the reason, so that no code of ours or of an adapter has failed? The event is
 * rejected and counted, and nobody has to be told.
 */
export function isDocumentsFault(error: unknown): boolean {
  if (!isConduitError(error)) return false
  return error.reasonKey === 'other_type' || error.reasonKey === 'not_a_name'
}
