import type { dataSubjectRequests } from '../schema/index.ts'

type Row = (typeof dataSubjectRequests)['$inferSelect']

/** How a request stands for everybody. */
export type RequestStatus = Row['status']

/** How far it has come, for those who work on it. */
export type RequestStage = Row['stage']

/** Where a request stands. */
export interface RequestState {
  readonly status: RequestStatus
  readonly stage: RequestStage
}

/** What may be done to a request. */
export type RequestAct =
  | 'acknowledge'
  | 'request_identity'
  | 'pause'
  | 'resume'
  | 'verify'
  | 'scope'
  | 'approve'
  | 'cool_off'
  /** What was approved is not done after all. */
  | 'step_back'
  | 'execute'
  | 'check'
  | 'respond'
  | 'confirm_person'
  /** Another one than was checked. */
  | 'confirm_other'
  | 'extend'
  | 'complete'
  | 'complete_partially'
  | 'refuse'
  | 'withdraw'
  | 'expire'
  | 'mark_duplicate'

/** Why something cannot be done to a request as it stands. */
export type RequestRefusal =
  /** It is closed, and stays so. */
  | 'closed'
  /** Its identity check is under way: it is neither worked on nor answered. */
  | 'identity_open'
  /** What was approved is being done: it can neither be left nor answered meanwhile. */
  | 'tasks_open'
  /** Its receipt was confirmed before. */
  | 'already_acknowledged'
  /** It is further, or not yet so far. */
  | 'out_of_order'
  /** The clock may stand still only while proof of identity was asked for. */
  | 'identity_not_in_doubt'
  /** It stands still already. */
  | 'already_paused'
  /** It runs. */
  | 'not_paused'
  /** A law that applies never stops the clock. */
  | 'clock_never_stops'
  /** It was extended once. */
  | 'already_extended'
  /** A law that applies knows no extension. */
  | 'no_extension'
  /** It is overdue: the person had to be told before. */
  | 'too_late'
  /** What it is said to be a duplicate of was closed without an answer. */
  | 'original_unanswered'

/** What beside its state decides on an act. */
export interface RequestFacts {
  readonly isAcknowledged: boolean
  readonly isExtended: boolean
  readonly isExtendable: boolean
  readonly isOverdue: boolean
  /** Each law that applies lets the clock stand still while identity is in doubt. */
  readonly isStoppable: boolean
}

/** The stage that an act leads to, by the stage that it is done in. */
type Steps = Readonly<Partial<Record<RequestStage, RequestStage>>>

const start = ['received', 'acknowledged'] as const
const doubtful = ['identity_requested', 'on_hold'] as const
const planned = ['verified', 'scoping', 'approved', 'cooling_off'] as const
const running = ['executing', 'verifying'] as const

const stages: Readonly<Record<RequestAct, Steps>> = {
  acknowledge: {
    received: 'acknowledged',
    ...staying([...doubtful, ...planned, ...running, 'responding']),
  },
  request_identity: from([...start, 'verified', 'scoping'], 'identity_requested'),
  pause: { identity_requested: 'on_hold' },
  resume: { on_hold: 'identity_requested' },
  verify: {
    ...staying([...planned, ...running, 'responding']),
    ...from([...start, ...doubtful], 'verified'),
  },
  scope: from([...start, 'verified'], 'scoping'),
  approve: { scoping: 'approved' },
  cool_off: { approved: 'cooling_off' },
  step_back: from(['approved', 'cooling_off'], 'scoping'),
  execute: from(['approved', 'cooling_off'], 'executing'),
  check: { executing: 'verifying' },
  respond: from([...start, 'verified', 'scoping', 'verifying'], 'responding'),
  confirm_person: staying([...start, ...doubtful, 'verified', 'scoping', 'responding']),
  confirm_other: {
    ...staying([...start, ...doubtful]),
    ...from(['verified', 'scoping', 'responding'], 'identity_requested'),
  },
  extend: staying([...start, ...doubtful, ...planned, ...running, 'responding']),
  complete: from([...start, 'verified', 'scoping', 'responding'], 'closed'),
  complete_partially: from([...start, 'verified', 'scoping', 'responding'], 'closed'),
  refuse: from([...start, ...doubtful, ...planned, 'responding'], 'closed'),
  withdraw: from([...start, ...doubtful, ...planned, 'responding'], 'closed'),
  expire: from(doubtful, 'closed'),
  mark_duplicate: from([...start, ...doubtful, 'verified', 'scoping', 'responding'], 'closed'),
}

const ends: Readonly<Partial<Record<RequestAct, RequestStatus>>> = {
  complete: 'completed',
  complete_partially: 'partially_completed',
  refuse: 'refused',
  withdraw: 'cancelled',
  expire: 'expired',
  mark_duplicate: 'duplicate',
}

/**
 * Tells what becomes of a request by an act, or why it cannot be done.
 *
 * @example
 * requestState({ status: 'pending', stage: 'received' }, 'acknowledge', facts)
 * // { next: { status: 'pending', stage: 'acknowledged' } }
 */
export function requestState(
  { stage }: RequestState,
  act: RequestAct,
  facts: RequestFacts,
): { readonly next: RequestState } | { readonly refusal: RequestRefusal } {
  const next = stages[act][stage]
  if (next === undefined) return { refusal: refusalOf(stage, act) }
  const refusal = refusalByFacts(act, facts)
  return refusal === null ? { next: { stage: next, status: statusOf(next, act) } } : { refusal }
}

function statusOf(stage: RequestStage, act: RequestAct): RequestStatus {
  if (stage === 'closed') return ends[act] ?? 'completed'
  return stage === 'received' || stage === 'acknowledged' ? 'pending' : 'in_progress'
}

function refusalOf(stage: RequestStage, act: RequestAct): RequestRefusal {
  if (stage === 'closed') return 'closed'
  if (act === 'acknowledge') return 'already_acknowledged'
  if (act === 'pause') return stage === 'on_hold' ? 'already_paused' : 'identity_not_in_doubt'
  if (act === 'resume') return 'not_paused'
  const isIdentityOpen = doubtful.some(each => each === stage)
  if (isIdentityOpen && act !== 'request_identity') return 'identity_open'
  const isUnderWay = [...running, 'approved', 'cooling_off'].some(each => each === stage)
  return isUnderWay && isAnswer(act) ? 'tasks_open' : 'out_of_order'
}

/** Does it end the request, or change whom it is about? */
function isAnswer(act: RequestAct): boolean {
  return act in ends || act === 'respond' || act === 'confirm_person' || act === 'confirm_other'
}

function refusalByFacts(
  act: RequestAct,
  { isAcknowledged, isExtended, isExtendable, isOverdue, isStoppable }: RequestFacts,
): RequestRefusal | null {
  if (act === 'pause') return isStoppable ? null : 'clock_never_stops'
  if (act === 'acknowledge') return isAcknowledged ? 'already_acknowledged' : null
  if (act !== 'extend') return null
  if (isExtended) return 'already_extended'
  if (!isExtendable) return 'no_extension'
  return isOverdue ? 'too_late' : null
}

function from(stages: readonly RequestStage[], to: RequestStage): Steps {
  return Object.fromEntries(stages.map(stage => [stage, to]))
}

function staying(stages: readonly RequestStage[]): Steps {
  return Object.fromEntries(stages.map(stage => [stage, stage]))
}
