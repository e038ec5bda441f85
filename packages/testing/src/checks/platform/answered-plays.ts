import type { Recording } from '@conduit/recordings'
import { type Observed, type Play, scriptOf } from '@conduit/recordings/player'
import type { SuiteContext } from '../context/check.ts'

/** A play in which the platform was asked something. */
export interface AnsweredPlay {
  readonly file: string
  readonly recording: Recording
  readonly observed: Observed
}

/** The plays in which the platform was asked something. */
export function answeredPlays({ plays }: Pick<SuiteContext, 'plays'>): readonly AnsweredPlay[] {
  return plays.flatMap(({ file, recording, observed }: Play) =>
    recording !== null && observed !== null && scriptOf(recording).length > 0
      ? [{ file, recording, observed }]
      : [],
  )
}

/** Why nothing can be said of what is read at the platform. */
export function nothingAnswered({ adapter }: SuiteContext): string | null {
  return adapter.read === undefined && adapter.poll === undefined ? 'it reads nothing' : null
}
