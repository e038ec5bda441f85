// What people ask: for the API, which a server loads once it is asked, and for its jobs.

export type { Pause } from '../schema/index.ts'
export {
  closeRequest,
  confirmPerson,
  type IdentityCheck,
  moveRequest,
  type NextStage,
  refuseRequest,
  verifyIdentity,
  withdrawRequest,
} from './change-request.ts'
export type { ControllerClock } from './controller-clock.ts'
export {
  type BroughtFault,
  type BroughtRequest,
  broughtFaults,
  clockOf,
  createRequests,
  type OpenedRequest,
} from './create-requests.ts'
export { possibleDuplicates } from './duplicates.ts'
export {
  listRequests,
  type RequestFilter,
  type RequestNode,
  requestsOfSubjects,
} from './list-requests.ts'
export { noteUnchecked } from './note-unchecked.ts'
export { possiblePeople } from './possible-people.ts'
export { refusalReasons } from './refusal-reasons.ts'
export { extendRequest, pauseRequest, resumeRequest } from './request-clock.ts'
export { type RequestEventNode, requestEvents } from './request-events.ts'
export { showIdentities } from './request-identities.ts'
export { type RequestNeed, requestNeeds } from './request-needs.ts'
export { type RequestAct, type RequestState, requestState } from './request-state.ts'
export { type RequestStats, requestStats } from './request-stats.ts'
export { noteTimeMarks } from './time-marks.ts'
export { type ControllerChanges, updateController } from './update-controller.ts'
