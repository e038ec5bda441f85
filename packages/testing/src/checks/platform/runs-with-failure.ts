import type { FakeCall } from '@conduit/recordings'
import { type Observed, scriptOf, withPlayer } from '@conduit/recordings/player'
import type { SuiteContext } from '../context/check.ts'
import type { AnsweredPlay } from './answered-plays.ts'
import { type PlatformFailure, platformFailures } from './platform-failures.ts'
import { successfulPlays } from './successful-plays.ts'
import { summaryOf } from './summary-of.ts'

/** A recording played while something went wrong at the platform, and read again when it was over. */
export interface RunWithFailure {
  /** For a person to read: the file, what went wrong, and with which call. */
  readonly what: string
  readonly play: AnsweredPlay
  readonly failure: PlatformFailure
  /** Index of the call that was answered so. */
  readonly at: number
  /** While it lasted, and afterwards. */
  readonly during: Observed
  readonly after: Observed
  /** All that there is in the end. */
  readonly activities: readonly string[]
}

/** Further plays would send the adapter's code the same way. */
const mostPlays = 3

/** Names of the failures that are tried with the last call too. */
const later: ReadonlySet<string> = new Set(['403', '404', '500'])

const known = new WeakMap<SuiteContext, Promise<readonly RunWithFailure[]>>()

/** Every failure with the first call of a recording, and some of them with its last. */
export function runsWithFailure(context: SuiteContext): Promise<readonly RunWithFailure[]> {
  const runs = known.get(context) ?? runAll(context)
  known.set(context, runs)
  return runs
}

async function runAll(context: SuiteContext): Promise<readonly RunWithFailure[]> {
  const runs: RunWithFailure[] = []
  for (const play of successfulPlays(context).slice(0, mostPlays)) {
    const last = scriptOf(play.recording).length - 1
    for (const failure of platformFailures) {
      const places = last > 0 && later.has(failure.name) ? [0, last] : [0]
      for (const at of places) runs.push(await runOne(context, play, failure, at))
    }
  }
  return runs
}

async function runOne(
  { adapter, samples }: SuiteContext,
  play: AnsweredPlay,
  failure: PlatformFailure,
  at: number,
): Promise<RunWithFailure> {
  const { file, recording } = play
  const script: readonly FakeCall[] = scriptOf(recording)
  const spoilt = failure.spoil(script, at, new Date(recording.receivedAt))
  return await withPlayer(adapter, samples, recording, async player => {
    const during = await player.play(recording, spoilt)
    const after = await player.resume(during, recording, script)
    const what = `${file}: ${failure.name} to call ${at + 1}`
    const activities = summaryOf(player.server.store.activities)
    return { what, play, failure, at, during, after, activities }
  })
}
