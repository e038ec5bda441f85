import assert from 'node:assert/strict'
import fc from 'fast-check'
import { resultFaults } from '../compare/result-faults.ts'
import type { Rig } from '../play/rig.ts'
import { withEach } from './assertions.ts'
import { requestCanaries } from './canaries.ts'
import type { Check } from './check.ts'
import { leaksOf, markOf } from './leaks.ts'
import { describeMutations, type Mutation, mutate, mutationKinds, mutationSeed } from './mutate.ts'
import { marked } from './personal-data.ts'
import type { Specimen } from './specimen.ts'

const runs = 60
const declared = [200, 400, 401, 413, 415]

/** Whatever a signed delivery holds, the adapter says something it may say. */
export const mutationChecks: readonly Check[] = [
  {
    name: 'mutations: whatever is missing or of another kind, the answer is a declared one',
    skip: ({ specimens }) =>
      specimens.some(each => documentOf(each) !== undefined)
        ? null
        : 'no recording holds a document to change',
    run: ({ specimens }) =>
      withEach(specimens, async (specimen, rig) => {
        const mutation = fc.record({
          place: fc.nat(100_000),
          kind: fc.constantFrom(...mutationKinds),
        })
        await fc.assert(
          fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), mutations =>
            survives(specimen, rig, mutations),
          ),
          { numRuns: runs, seed: mutationSeed, includeErrorInReport: true },
        )
      }),
  },
]

async function survives(
  specimen: Specimen,
  rig: Rig,
  mutations: readonly Mutation[],
): Promise<void> {
  const { format, play } = specimen
  const what = `${specimen.file}: ${describeMutations(documentOf(specimen), mutations)}`
  const canaries = requestCanaries(play)
  const body = mutate(format, marked(specimen, canaries), documentOf(specimen), mutations)
  const mark = markOf(rig)
  const { parsed, extracted, thrown } = rig.sight
  const from = { parsed: parsed.length, extracted: extracted.length, thrown: thrown.length }
  const reply = await rig.send(specimen.with(body))
  const [defect] = thrown.slice(from.thrown)
  assert.ok(defect === undefined, `${what}: ${defect?.method} threw ${defect?.error}`)
  assert.ok(declared.includes(reply.status), `${what}: status ${reply.status}`)
  assert.deepEqual(leaksOf(canaries, reply, rig, mark), [], what)
  const seen = { parsed: parsed.slice(from.parsed), extracted: extracted.slice(from.extracted) }
  assert.deepEqual(resultFaults({ ...seen, fetched: [] }), [], what)
}

function documentOf({ play }: Specimen): unknown {
  return play.observed?.sight.parsed[0]?.delivery.payload
}
