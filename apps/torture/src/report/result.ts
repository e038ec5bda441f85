import type { Counted } from '../count/count.ts'
import type { Kind } from '../scene/scene.ts'

/** One line of the table. */
export interface Result {
  readonly fault: string
  readonly what: string
  readonly on: Kind
  /** Absent where it was skipped, or could not be finished. */
  readonly measured?: Measured
  /** Whether a late recovery is a fault: not in the short form, which runs on machines that are busy. */
  readonly isTimed: boolean
  /** Why it cannot be done on this machine. */
  readonly skipped?: string
  /** What kept it from being finished, or was not as it has to be. */
  readonly findings: readonly string[]
  /** What is to be told, and is no fault. */
  readonly notes?: readonly string[]
}

/** What was counted. */
export interface Measured extends Counted {
  /** Events, not attempts. */
  readonly sent: number
  readonly acknowledged: number
  /** Attempts by status; `none`: no answer. */
  readonly statuses: Readonly<Record<string, number>>
  readonly longestWaitMs: number
  /** What the last start of a server took, the longest of them. */
  readonly startMs: number
  /** From when the cause was gone until the first 200; null: there was none. */
  readonly recoveryMs: number | null
}

const longestRecovery = 5_000

/** All that is wrong with a result; empty: nothing. */
export function faultsOf({ measured, findings, isTimed }: Result): readonly string[] {
  if (measured === undefined) return findings
  const { lost, doubled, strange, halfWritten, statuses, recoveryMs, sent, acknowledged } = measured
  const isRecoveryLate = isTimed && recoveryMs !== null && recoveryMs > longestRecovery
  const wrong = [
    lost > 0 && `${lost} lost`,
    doubled > 0 && `${doubled} doubled`,
    strange > 0 && `${strange} stored that nobody sent`,
    ...Object.entries(halfWritten).map(([what, rows]) => `${rows} × ${what}`),
    statuses['500'] !== undefined && `${statuses['500']} answers 500`,
    recoveryMs === null && 'no 200 after the cause was gone',
    isRecoveryLate && `recovered after ${recoveryMs} ms`,
    acknowledged < sent && `${sent - acknowledged} never acknowledged`,
  ]
  return [...wrong.filter(each => each !== false), ...findings]
}
