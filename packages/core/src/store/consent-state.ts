import type { ConsentStatement } from '../contract/event.ts'
import type { Verification } from './store.ts'

/** How a statement was proven. `attested`: somebody with a key of the API answers for it. */
export type StatementProof = Verification | 'attested'

/** What decides between two statements of one person, purpose and channel. */
export interface DatedStatement {
  /** Tells apart what is equal in everything else. */
  readonly id: string
  readonly state: ConsentStatement['state']
  /** When it was said, by the platform's clock; null: nobody has told. */
  readonly saidAt: Date | null
  /** That time stands in signed bytes, was read by us at the platform, or is answered for. */
  readonly isTimeSigned: boolean
  readonly verification: StatementProof
  readonly recordedAt: Date
}

/** What holds, and how it came to be. */
export interface ConsentState<Statement extends DatedStatement> {
  readonly state: Statement['state']
  /** When the statement that holds was said; null: nobody has told. */
  readonly since: Date | null
  readonly statement: Statement
  /** All statements, those that were said first before the others. */
  readonly history: readonly Statement[]
}

/**
 * Tells which statement of consent holds. The order in which they came has no say.
 *
 * - What was said last holds; of what was said at the same time, a withdrawal.
 * - Where the time of any is signed, only such statements count.
 * - A grant that nothing proves does not lift a withdrawal that is proven.
 * - A withdrawal without a time may be later than every other one, a grant without a time earlier.
 * - Nothing was said later than it was recorded, whatever it says itself.
 *
 * @param statements of one person, one purpose and one channel, in any order
 * @returns null: nothing was said
 * @example
 * consentState([grantOfMonday, withdrawalOfTuesday])?.state // 'withdrawn'
 */
export function consentState<Statement extends DatedStatement>(
  statements: readonly Statement[],
): ConsentState<Statement> | null {
  const history = statements.toSorted(compare)
  const statement = thoseThatCount(history).at(-1)
  if (statement === undefined) return null
  const time = timeOf(statement)
  const since = Number.isFinite(time) ? new Date(time) : null
  return { state: statement.state, since, statement, history }
}

function thoseThatCount<Statement extends DatedStatement>(
  history: readonly Statement[],
): readonly Statement[] {
  const timed = history.filter(({ isTimeSigned }) => isTimeSigned)
  if (timed.length > 0) return timed
  if (history.findLast(isProven)?.state !== 'withdrawn') return history
  return history.filter(each => each.state === 'withdrawn' || isProven(each))
}

function isProven({ verification }: DatedStatement): boolean {
  return verification !== 'unsigned'
}

function compare(one: DatedStatement, other: DatedStatement): number {
  const [time, otherTime] = [timeOf(one), timeOf(other)]
  if (time !== otherTime) return time < otherTime ? -1 : 1
  if (one.state !== other.state) return one.state === 'granted' ? -1 : 1
  if (one.id === other.id) return 0
  return one.id < other.id ? -1 : 1
}

/** In milliseconds. */
function timeOf({ saidAt, recordedAt, state }: DatedStatement): number {
  if (saidAt !== null) return Math.min(saidAt.getTime(), recordedAt.getTime())
  return state === 'withdrawn' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
}
