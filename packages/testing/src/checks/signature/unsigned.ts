import type { SuiteContext } from '../context/check.ts'
import { nothingTaken } from '../context/nothing-taken.ts'

/** Why nothing can be said of signatures. */
export function unsigned({ signed, oneOfEachKind }: SuiteContext): string | null {
  if (signed.length > 0) return null
  if (oneOfEachKind.length === 0) return nothingTaken
  const isSigned = oneOfEachKind.some(each => each.isSigned)
  return isSigned ? 'samples.sign signs none of the recordings' : 'the platform signs nothing'
}
