import assert from 'node:assert/strict'
import { resultFaults, withPlayer } from '@conduit/recordings/player'
import fc from 'fast-check'
import { assertNone } from '../assertions/assert-none.ts'
import { assertSound } from '../assertions/assert-sound.ts'
import type { Check, SuiteContext } from '../context/check.ts'
import { answerCanaries } from '../personal-data/answer-canaries.ts'
import { fromTheStart, leaksOf } from '../personal-data/leaks-of.ts'
import { scriptWithCanaries } from '../personal-data/script-with-canaries.ts'
import { type AnsweredPlay, answeredPlays, nothingAnswered } from '../platform/answered-plays.ts'
import { documentOf } from '../platform/document-of.ts'
import { outcomeOf } from '../platform/outcome-of.ts'
import { assertAlways } from './assert-always.ts'
import { assertNothingUnhandled } from './assert-nothing-unhandled.ts'
import { describeMutations, type Mutation, mutate, mutations } from './mutate.ts'

const runs = 25

/** Further ones would send the adapter's code the same way. */
const mostPlays = 2

/** The same of what platforms answer. */
export const mutatedAnswerChecks: readonly Check[] = [
  {
    name: 'mutations: whatever the platform answers, it is read or reported',
    hint: 'check the form of an answer before you rely on it; what cannot be read is told in rejected, or thrown as a PlatformError.',
    skip: nothingAnswered,
    run: async context => {
      const plays = [...answeredPlays(context)]
        .sort((a, b) => b.observed.foundFields.length - a.observed.foundFields.length)
        .slice(0, mostPlays)
      const property = fc.asyncProperty(
        fc.nat(),
        fc.nat(),
        mutations,
        async (play, answer, all) => {
          const chosen = plays[play % plays.length]
          if (chosen !== undefined) await survives(context, chosen, answer, all)
        },
      )
      await assertNothingUnhandled(() => assertAlways(property, { numRuns: runs * plays.length }))
    },
  },
]

async function survives(
  { adapter, samples }: SuiteContext,
  play: AnsweredPlay,
  answer: number,
  all: readonly Mutation[],
): Promise<void> {
  const { recording, file } = play
  const canaries = answerCanaries(play)
  const answers = scriptWithCanaries(play, canaries)
  const readable = answers.filter(each => documentOf(each) !== undefined)
  const chosen = readable[answer % readable.length]
  if (chosen === undefined) return
  const document = documentOf(chosen)
  const what = `${file}: ${describeMutations(document, all)} in an answer`
  const body = mutate('json', Buffer.from(chosen.response.body ?? ''), document, all)
  const response = { ...chosen.response, body: body.toString() }
  const script = answers.map(each => (each === chosen ? { ...each, response } : each))
  await withPlayer(adapter, samples, recording, async player => {
    const observed = await player.play(recording, script)
    const { adapterCalls, reply, activities } = observed
    assertSound(adapterCalls.thrown, what)
    assert.equal(reply.status, 200, `${what}: status ${reply.status}`)
    assertNone(resultFaults(adapterCalls), what)
    assertNone(leaksOf(canaries, reply, player.server, fromTheStart), what)
    assertNone(adapterCalls.foreignAddresses, `${what}: called`)
    const { outcome } = outcomeOf(observed)
    const failed = activities.filter(({ fetch }) => fetch === 'failed')
    assert.ok(outcome !== 'ok' || failed.length === 0, `${what}: given up, and nothing is told`)
  })
}
