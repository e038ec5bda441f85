// Erasing people from our own rows, and who is not to come back: for the API and for jobs, which load it once it is asked.

export {
  addSuppressions,
  keepSuppression,
  liftSuppression,
} from '../suppressions/change-suppressions.ts'
export type { NewSuppression, SuppressedToken } from '../suppressions/insert-suppressions.ts'
export {
  countToReview,
  hitsOfSuppressions,
  type IntegrationHits,
  listSuppressions,
  type SuppressionFilter,
  type SuppressionNode,
} from '../suppressions/list-suppressions.ts'
export { type PersonToSuppress, suppressPerson } from '../suppressions/suppress-person.ts'
export {
  type ErasureContext,
  eraseOwnRecords,
  type OwnErasure,
  type PersonToErase,
} from './erase-own-records.ts'
export type { ErasedPerson, ErasureLedger } from './erasure-ledger.ts'
export {
  erasuresMissingIn,
  type FoundAgain,
  findErasedAgain,
  type ReplayResult,
  replayErasure,
} from './find-erased-again.ts'
export { countOwnRecords, type OwnCounts, type OwnKind, type OwnPerson } from './own-records.ts'
