import type { FakeCall } from '../fake-platform/faults.ts'
import type { Observed } from '../play/play.ts'
import type { Recording } from '../recording/recording.ts'
import type { Play, SuiteContext } from './check.ts'

/** A play in which the platform was asked something. */
export interface AnsweredPlay {
  readonly file: string
  readonly recording: Recording
  readonly observed: Observed
}

/** The plays in which the platform was asked something. */
export function answeredPlays({ plays }: Pick<SuiteContext, 'plays'>): readonly AnsweredPlay[] {
  return plays.flatMap(({ file, recording, observed }: Play) =>
    recording !== null && observed !== null && answersOf(recording).length > 0
      ? [{ file, recording, observed }]
      : [],
  )
}

/** Why nothing can be said of what is read at the platform. */
export function nothingAnswered(context: SuiteContext): string | null {
  if (context.adapter.fetch === undefined) return 'it fetches nothing'
  return answeredPlays(context).length > 0 ? null : 'no recording holds an answer of the platform'
}

/** What the platform answers in a recording. */
export function answersOf({ poll, fetchback }: Recording): readonly FakeCall[] {
  return poll?.responses ?? fetchback ?? []
}

/** The recording with other answers. */
export function withAnswers(recording: Recording, answers: readonly FakeCall[]): Recording {
  const { poll } = recording
  return poll === undefined
    ? { ...recording, fetchback: [...answers] }
    : { ...recording, poll: { ...poll, responses: [...answers] } }
}
