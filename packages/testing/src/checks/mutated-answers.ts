import assert from 'node:assert/strict'
import { onStage, resultFaults } from '@conduit/recordings/player'
import fc from 'fast-check'
import { type AnsweredPlay, answeredPlays, nothingAnswered } from './answers.ts'
import { assertAlways } from './assert-always.ts'
import { assertNone, assertSound } from './assertions.ts'
import type { Check, SuiteContext } from './check.ts'
import { fromTheStart, leaksOf } from './leaks.ts'
import { answerCanaries, documentOf, markedAnswers } from './marked-answers.ts'
import { describeMutations, type Mutation, mutate, mutations } from './mutate.ts'
import { outcomeOf } from './troubled-runs.ts'
import { assertNothingUnhandled } from './unhandled.ts'

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
        .sort((a, b) => b.observed.findings.length - a.observed.findings.length)
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
  const answers = markedAnswers(play, canaries)
  const readable = answers.filter(each => documentOf(each) !== undefined)
  const chosen = readable[answer % readable.length]
  if (chosen === undefined) return
  const document = documentOf(chosen)
  const what = `${file}: ${describeMutations(document, all)} in an answer`
  const body = mutate('json', Buffer.from(chosen.response.body ?? ''), document, all)
  const response = { ...chosen.response, body: body.toString() }
  const script = answers.map(each => (each === chosen ? { ...each, response } : each))
  await onStage(adapter, samples, recording, async stage => {
    const observed = await stage.play(recording, script)
    const { sight, reply, activities } = observed
    assertSound(sight.thrown, what)
    assert.equal(reply.status, 200, `${what}: status ${reply.status}`)
    assertNone(resultFaults(sight), what)
    assertNone(leaksOf(canaries, reply, stage.rig, fromTheStart), what)
    assertNone(sight.strays, `${what}: called`)
    const { outcome } = outcomeOf(observed)
    const failed = activities.filter(({ fetch }) => fetch === 'failed')
    assert.ok(outcome !== 'ok' || failed.length === 0, `${what}: given up, and nothing is told`)
  })
}
