// Erasures of people: for the API and its jobs, which a server loads once it is asked.
export {
  type ReceiptNode,
  receiptFile,
  receiptsOfRedactions,
  receiptsOfTasks,
} from '../receipts/read-receipts.ts'
export {
  completeTask,
  type DoneByHand,
  retryTask,
  showTarget,
} from './act-on-task.ts'
export { addLookup, type LookedUp } from './add-lookup.ts'
export { approveRedaction, stopRedaction } from './approve-redaction.ts'
export { callRedaction, type RedactionCall } from './call-redaction.ts'
export { checkTask, type Doable } from './check-task.ts'
export { type ClaimedTask, claimTask, dueErasures, releaseTask } from './claim-task.ts'
export { createRedaction } from './create-redaction.ts'
export { dueRedactions } from './due-redactions.ts'
export { freezePlan, postponePlanning } from './freeze-plan.ts'
export {
  listRedactions,
  lookupsOfRedactions,
  redactionsById,
  redactionsOfRequests,
  redactionTarget,
  tasksOfRedactions,
} from './list-redactions.ts'
export {
  noteCheck,
  noteEnd,
  notePause,
  noteRetry,
  refuseTasks,
  type TaskRetry,
} from './note-task.ts'
export { type ObjectsAtPlace, openPlanning, type Planning } from './open-planning.ts'
export { redactionNeeds, redactionStats } from './redaction-needs.ts'
export type { LookupNode, RedactionNode, TaskNode } from './redaction-node.ts'
export { noteOwnErased, settleRedaction } from './settle-redaction.ts'
export { wakeRedaction } from './wake-redaction.ts'
