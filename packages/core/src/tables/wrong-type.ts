import { isConduitError, refuse } from '../contract/errors.ts'

/** Something else stands where rows lead on. @param pointer of the place, without names that are data */
export function refuseType(pointer: string): never {
  refuse('invalid', 'other_type', { pointer })
}

/** Did rows come upon something else than they need? Then the document is at fault, and no code. */
export function isWrongType(error: unknown): boolean {
  return isConduitError(error) && error.reasonKey === 'other_type'
}
