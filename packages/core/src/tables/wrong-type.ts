import { refuse } from '../contract/errors.ts'

/** Something else stands where rows lead on. @param pointer of the place, without names that are data */
export function refuseType(pointer: string): never {
  refuse('invalid', 'other_type', { pointer })
}
