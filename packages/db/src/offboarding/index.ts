// Shops that have gone and organisations that leave: for the API and its jobs, which a server loads once it is asked.
export { countAccountRecords, eraseAccountRecords } from '../erasure/erase-account-records.ts'
export type { ErasedAccount, ErasureEntry } from '../erasure/erasure-ledger.ts'
export { isAccountBack } from '../erasure/find-erased-again.ts'
export {
  advanceOffboarding,
  deleteControllerAgain,
  isControllerBack,
} from './delete-controller.ts'
export {
  cancelOffboarding,
  confirmOffboardingExports,
  offboardController,
  offboardingExports,
} from './offboard-controller.ts'
export { dueOffboardings, lastOffboarding, type OffboardingNode } from './offboarding-rows.ts'
