import assert from 'node:assert/strict'
import { type Observed, onStage } from '@conduit/recordings/player'
import { answeredPlays, nothingAnswered } from './answers.ts'
import { assertNone, assertSame, assertSound } from './assertions.ts'
import type { Check } from './check.ts'
import { straysOfHostileTexts } from './hostile-texts.ts'
import {
  nothingSmooth,
  outcomeOf,
  summaryOf,
  type TroubledRun,
  troubledRuns,
} from './troubled-runs.ts'
import { retryAfterSeconds } from './troubles.ts'

/** Platforms fail, and what they have not answered must be asked again. */
export const platformChecks: readonly Check[] = [
  {
    name: 'platform: what goes wrong there is reported',
    hint: 'let what platform.request() throws go through, ask it for { json: true }, and say of each status that is not the hoped for one what it means: throw a PlatformError, or tell it in rejected.',
    skip: nothingSmooth,
    run: async context => {
      for (const run of await troubledRuns(context)) assertReported(run)
    },
  },
  {
    name: 'platform: what was not read is read the next time',
    hint: 'answer a want (for) only when it was answered, and yield a state only behind the data that it stands for: after a PlatformError everything else is asked again.',
    skip: nothingSmooth,
    run: async context => {
      for (const run of await troubledRuns(context)) assertReadLater(run)
    },
  },
  {
    name: 'platform: no address is called but of hosts that are named',
    hint: 'name every host in hosts(), that of tokens too; make addresses of settings and ids, and take from a payload none that is not checked.',
    skip: nothingAnswered,
    run: async context => {
      for (const { what, during, after } of await troubledRuns(context)) {
        assertNone([...during.sight.strays, ...after.sight.strays], `${what}: called`)
      }
      assertNone(await straysOfHostileTexts(context), 'told of a foreign address, it called')
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
        await onStage(adapter, samples, recording, async stage => {
          await stage.play(recording)
          await stage.rewind()
          const { activities } = await stage.play(recording)
          assertNone(
            activities.map(({ type }) => type),
            `${file}: recorded a second time`,
          )
        })
      }
    },
  },
]

function assertReported({ what, play, trouble, during }: TroubledRun): void {
  assertSound(during.sight.thrown, what)
  const { outcome, retryAfterSeconds: seconds } = outcomeOf(during)
  const isTold = play.recording.poll === undefined
  const { outcomes, isAnswer = false } = trouble
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
  trouble,
  at,
  during,
  after,
  activities,
}: TroubledRun): void {
  const { outcome } = outcomeOf(during)
  const [{ state = {} }] = during.rig.installation.connections
  if (at === 0) assertSame(during.state, state, `${what}: nothing was read, and the state is`)
  assertSound(after.sight.thrown, `${what}, and read again`)
  const isDefinite = outcome === 'ok' || outcome === 'partial'
  if (isDefinite || trouble.isAnswer === true) return
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
