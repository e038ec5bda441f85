// Periods, legal holds and what enforces them: for the API and the daily job, not for every start.
export { keepHolds } from '../database/hold-locks.ts'
export { type HoldNode, holdsOn } from '../people/active-holds.ts'
export {
  countHoldsToReview,
  listHolds,
  loadHolds,
  placeHold,
  releaseHold,
} from './holds.ts'
export { listPeriods, type RetentionPeriodNode, setPeriod } from './periods.ts'
export { sweepRetention } from './sweep-retention.ts'
