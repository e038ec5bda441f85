import assert from 'node:assert/strict'
import { type Observed, withPlayer } from '@conduit/recordings/player'
import { assertNone } from '../assertions/assert-none.ts'
import { assertSame } from '../assertions/assert-same.ts'
import { assertSound } from '../assertions/assert-sound.ts'
import type { Check } from '../context/check.ts'
import { answeredPlays, nothingAnswered } from './answered-plays.ts'
import { foreignAddressesCalled } from './foreign-addresses-called.ts'
import { outcomeOf } from './outcome-of.ts'
import { retryAfterSeconds } from './platform-failures.ts'
import { type RunWithFailure, runsWithFailure } from './runs-with-failure.ts'
import { noSuccessfulPlay } from './successful-plays.ts'
import { summaryOf } from './summary-of.ts'

/** Platforms fail, and what they have not answered must be asked again. */
export const platformChecks: readonly Check[] = [
  {
    name: 'platform: what goes wrong there is reported',
    hint: 'let what platform.request() throws go through, ask it for { json: true }, and say of each status that is not the hoped for one what it means: throw a PlatformError, or tell it in rejected.',
    skip: noSuccessfulPlay,
    run: async context => {
      for (const run of await runsWithFailure(context)) assertReported(run)
    },
  },
  {
    name: 'platform: what was not read is read the next time',
    hint: 'return from read() only what was answered, and yield a page with its state only behind the data that it stands for: after a PlatformError everything else is asked again.',
    skip: noSuccessfulPlay,
    run: async context => {
      for (const run of await runsWithFailure(context)) assertReadLater(run)
    },
  },
  {
    name: 'platform: no address is called but of hosts that are named',
    hint: 'name every host in hosts(), that of tokens too; make addresses of settings and ids, and take from a payload none that is not checked.',
    skip: nothingAnswered,
    run: async context => {
      for (const { what, during, after } of await runsWithFailure(context)) {
        assertNone(
          [...during.adapterCalls.foreignAddresses, ...after.adapterCalls.foreignAddresses],
          `${what}: called`,
        )
      }
      assertNone(await foreignAddressesCalled(context), 'told of a foreign address, it called')
    },
  },
  {
    name: 'repetition: what is read twice is recorded once',
    hint: 'give each event that is read an id, or keys, that is the same when it is read again.',
    skip: context =>
      nothingAnswered(context) ??
      (answeredPlays(context).some(({ observed }) => isPolled(observed))
        ? null
        : 'what it reads completes what it was told'),
    run: async ({ adapter, samples, plays }) => {
      for (const { recording, observed, file } of answeredPlays({ plays })) {
        if (!isPolled(observed)) continue
        await withPlayer(adapter, samples, recording, async player => {
          await player.play(recording)
          await player.rewind()
          const { activities } = await player.play(recording)
          assertNone(
            activities.map(({ type }) => type),
            `${file}: recorded a second time`,
          )
        })
      }
    },
  },
]

function assertReported({ what, play, failure, during }: RunWithFailure): void {
  assertSound(during.adapterCalls.thrown, what)
  const { outcome, retryAfterSeconds: seconds } = outcomeOf(during)
  const isTold = play.recording.poll === undefined
  const { outcomes, isAnswer = false } = failure
  if (outcomes !== undefined) {
    const wanted = outcomes.join(' or ')
    assert.ok(outcomes.includes(outcome), `${what}: outcome ${outcome} instead of ${wanted}`)
  } else if (!(isAnswer && isTold)) {
    assert.notEqual(outcome, 'ok', `${what}: outcome ok, as if nothing had happened`)
  }
  if (outcome === 'rate_limited') {
    assertSame(seconds, retryAfterSeconds, `${what}: retryAfterSeconds`)
  }
  const given = outcome === 'ok' ? failed(during) : []
  assertNone(given, `${what}: outcome ok, and without a word it is given up to read`)
}

function assertReadLater({
  what,
  play,
  failure,
  at,
  during,
  after,
  activities,
}: RunWithFailure): void {
  const { outcome } = outcomeOf(during)
  const [{ state = {} }] = during.server.installation.integrations
  if (at === 0) assertSame(during.state, state, `${what}: nothing was read, and the state is`)
  assertSound(after.adapterCalls.thrown, `${what}, and read again`)
  const isDefinite = outcome === 'ok' || outcome === 'partial'
  if (isDefinite || failure.isAnswer === true) return
  assertNone(failed(during), `${what}: outcome ${outcome}, but it waits no more`)
  const { observed } = play
  assertSame(outcomeOf(after).outcome, 'ok', `${what}: outcome of the next run`)
  const clean = summaryOf(observed.activities)
  assertNone(missing(clean, activities), `${what}: missing after the next run`)
  assertNone(missing(activities, clean), `${what}: too much after the next run`)
  assertSame(after.state, observed.state, `${what}: state after the next run`)
}

/** Events of which it was given up to read more. */
function failed({ activities }: Observed): readonly string[] {
  return activities.flatMap(({ fetch, type }) => (fetch === 'failed' ? type : []))
}

/** Lines of one list that the other has not as often. */
function missing(from: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...other]
  return from.filter(line => {
    const index = left.indexOf(line)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

function isPolled({ activities }: Observed): boolean {
  return activities.some(({ verification }) => verification === 'fetched')
}
