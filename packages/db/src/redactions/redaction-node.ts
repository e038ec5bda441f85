import type { redactionLookups, redactions, redactionTasks } from '../schema/index.ts'

/** A task before it is kept. */
export type NewTaskRow = (typeof redactionTasks)['$inferInsert']

/** A task of which nothing was done. */
export const freshTask = { state: 'planned' as const, retained: [], tries: 0, pause: 0 }

/** A redaction as its row stands. */
export type RedactionRow = (typeof redactions)['$inferSelect']

/** A task as its row stands. */
export type TaskRow = (typeof redactionTasks)['$inferSelect']

/** The erasure of a person: planned, approved, done. */
export type RedactionNode = Omit<RedactionRow, 'members' | 'version' | 'nextRunAt'>

/** What asking an integration for a plan came to. */
export type LookupNode = (typeof redactionLookups)['$inferSelect']

/** What is done to an object, and how that stands. Which object it is, is not shown with it. */
export type TaskNode = Omit<
  TaskRow,
  | 'target'
  | 'reference'
  | 'progress'
  | 'digestKey'
  | 'pause'
  | 'pausedUntil'
  | 'leaseHolder'
  | 'leaseUntil'
>

/** Nothing can be planned for a request that has one of these. */
export const openStates = ['planning', 'planned', 'cooling_off', 'running', 'waiting'] as const

/** Has it not ended? */
export function isOpen({ state }: Pick<RedactionRow, 'state'>): boolean {
  return openStates.some(each => each === state)
}

/** Has its erasure failed, or is the object still there? It may be tried again. */
export function hasFailed({ outcome, found }: Pick<TaskRow, 'outcome' | 'found'>): boolean {
  return outcome === 'failed_permanent' || outcome === 'failed_retryable' || found === 'remains'
}

/** A row as it is shown. */
export function shownRedaction(row: RedactionRow): RedactionNode {
  const { members: _members, version: _version, nextRunAt: _nextRunAt, ...shown } = row
  return shown
}

/** A row as it is shown. */
export function shownTask(row: TaskRow): TaskNode {
  const { target: _target, reference: _reference, progress: _progress, ...rest } = row
  const {
    digestKey: _digestKey,
    pause: _pause,
    pausedUntil: _until,
    leaseHolder: _holder,
    leaseUntil: _lease,
    ...shown
  } = rest
  return shown
}

/** Is this an end at which the platform holds nothing of the person any more? */
export function isGone({ outcome }: Pick<TaskRow, 'outcome'>): boolean {
  return outcome === 'erased' || outcome === 'anonymised' || outcome === 'suppressed'
}
