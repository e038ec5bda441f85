import assert from 'node:assert/strict'
import fc from 'fast-check'
import { resultFaults } from '../compare/result-faults.ts'
import { playRecording } from '../play/play.ts'
import { type AnsweredPlay, answeredPlays, nothingAnswered, withAnswers } from './answers.ts'
import type { Check, SuiteContext } from './check.ts'
import { leaksOf } from './leaks.ts'
import { documentOf, markedAnswers } from './marked-answers.ts'
import { describeMutations, type Mutation, mutate, mutationKinds, mutationSeed } from './mutate.ts'

const runs = 25
/** Further ones would send the adapter's code the same way. */
const mostPlays = 2
const nothing = { records: 0, fetched: 0, log: 0, observations: 0 }

/** What is read at the platform is treated like what is sent. */
export const fetchedDataChecks: readonly Check[] = [
  {
    name: 'personal data: what is fetched does not leave',
    skip: context =>
      nothingAnswered(context) ??
      (answeredPlays(context).some(play => markedAnswers(play).canaries.length > 0)
        ? null
        : 'no recording holds personal data in an answer'),
    run: async context => {
      for (const play of answeredPlays(context)) {
        const { answers, canaries } = markedAnswers(play)
        const { adapter, samples } = context
        const changed = withAnswers(play.recording, answers)
        const { rig, reply } = await playRecording(adapter, samples, changed)
        assert.deepEqual(leaksOf(canaries, reply, rig, nothing), [], play.file)
      }
    },
  },
  {
    name: 'mutations: whatever the platform answers, it is read or reported',
    skip: nothingAnswered,
    run: async context => {
      const plays = [...answeredPlays(context)]
        .sort((a, b) => b.observed.findings.length - a.observed.findings.length)
        .slice(0, mostPlays)
      const mutation = fc.record({
        place: fc.nat(100_000),
        kind: fc.constantFrom(...mutationKinds),
      })
      const property = fc.asyncProperty(
        fc.nat(),
        fc.nat(),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        async (play, answer, mutations) => {
          const chosen = plays[play % plays.length]
          if (chosen !== undefined) await survives(context, chosen, answer, mutations)
        },
      )
      const numRuns = runs * plays.length
      await fc.assert(property, { numRuns, seed: mutationSeed, includeErrorInReport: true })
    },
  },
]

async function survives(
  { adapter, samples }: SuiteContext,
  play: AnsweredPlay,
  answer: number,
  mutations: readonly Mutation[],
): Promise<void> {
  const { answers, canaries } = markedAnswers(play)
  const readable = answers.filter(each => documentOf(each) !== undefined)
  const chosen = readable[answer % readable.length]
  if (chosen === undefined) return
  const document = documentOf(chosen)
  const what = `${play.file}: ${describeMutations(document, mutations)} in an answer`
  const body = mutate('json', Buffer.from(chosen.response.body ?? ''), document, mutations)
  const response = { ...chosen.response, body: body.toString() }
  const changed = answers.map(each => (each === chosen ? { ...each, response } : each))
  const { reply, sight, rig } = await playRecording(
    adapter,
    samples,
    withAnswers(play.recording, changed),
  )
  const [defect] = sight.thrown
  assert.ok(defect === undefined, `${what}: ${defect?.method} threw ${defect?.error}`)
  assert.equal(reply.status, 200, `${what}: status ${reply.status}`)
  assert.deepEqual(resultFaults(sight), [], what)
  assert.deepEqual(leaksOf(canaries, reply, rig, nothing), [], what)
}
