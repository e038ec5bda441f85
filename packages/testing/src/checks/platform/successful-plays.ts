import { scriptOf } from '@conduit/recordings/player'
import type { SuiteContext } from '../context/check.ts'
import { type AnsweredPlay, answeredPlays, nothingAnswered } from './answered-plays.ts'
import { outcomeOf } from './outcome-of.ts'

/** Recordings in which all goes well, those with the most calls first. */
export function successfulPlays(context: Pick<SuiteContext, 'plays'>): readonly AnsweredPlay[] {
  return answeredPlays(context)
    .filter(({ recording, observed }) => {
      const isWell = scriptOf(recording).every(({ response }) => response.status === 200)
      return isWell && outcomeOf(observed).outcome === 'ok' && recording.precededBy === undefined
    })
    .sort((a, b) => scriptOf(b.recording).length - scriptOf(a.recording).length)
}

/** Why nothing can be said of a run in which something goes wrong. */
export function noSuccessfulPlay(context: SuiteContext): string | null {
  return (
    nothingAnswered(context) ??
    (successfulPlays(context).length > 0 ? null : 'in none of its recordings all goes well')
  )
}
