import assert from 'node:assert/strict'
import { type Reply, type Rig, resultFaults } from '@conduit/recordings/player'
import fc from 'fast-check'
import { assertAlways } from './assert-always.ts'
import { assertNone, assertSound, withEach } from './assertions.ts'
import { requestCanaries } from './canaries.ts'
import type { Check } from './check.ts'
import { leaksOf, markOf } from './leaks.ts'
import {
  describeMutations,
  eachPlace,
  type Mutation,
  mutate,
  mutations,
  placesOf,
} from './mutate.ts'
import { mutatedAnswerChecks } from './mutated-answers.ts'
import { marked } from './personal-data.ts'
import type { Specimen } from './specimen.ts'
import { assertNothingUnhandled } from './unhandled.ts'

const combinations = 40
const declared = [200, 400, 401, 413, 415]

/** Whatever a delivery holds, and whatever a platform answers, the adapter says something it may say. */
export const mutationChecks: readonly Check[] = [
  {
    name: 'mutations: whatever is sent, it is taken or refused, and nothing signed is lost',
    hint: 'check what you rely on, in the payload schema or item by item; what cannot be read is told in rejected, not passed over. The mutation that is named can be made by hand in the recording.',
    skip: ({ specimens }) =>
      specimens.some(({ seen }) => typeof seen.delivery.payload === 'object')
        ? null
        : 'no recording holds a document to change',
    run: ({ specimens }) =>
      assertNothingUnhandled(() =>
        withEach(specimens, async (specimen, rig) => {
          const { body } = marked(specimen, requestCanaries(specimen))
          const property = fc.asyncProperty(mutations, all => survives(specimen, rig, body, all))
          const examples = eachPlace(specimen.seen.delivery.payload)
          const numRuns = examples.length + combinations
          await assertAlways(property, { examples, numRuns })
        }),
      ),
  },
  ...mutatedAnswerChecks,
]

async function survives(
  specimen: Specimen,
  rig: Rig,
  recorded: Buffer,
  all: readonly Mutation[],
): Promise<void> {
  const { format, seen } = specimen
  const { payload } = seen.delivery
  const what = `${specimen.file}: ${describeMutations(payload, all)}`
  const canaries = requestCanaries(specimen)
  const body = mutate(format, recorded, payload, all)
  const mark = markOf(rig)
  const { verified, parsed, extracted, thrown } = rig.sight
  const from = { parsed: parsed.length, extracted: extracted.length, thrown: thrown.length }
  const reply = await rig.send(specimen.with(body))
  assertSound(thrown.slice(from.thrown), what)
  assert.ok(declared.includes(reply.status), `${what}: status ${reply.status}`)
  assertNone(leaksOf(canaries, reply, rig, mark), what)
  const said = { parsed: parsed.slice(from.parsed), extracted: extracted.slice(from.extracted) }
  assertNone(resultFaults({ ...said, fetched: [] }), what)
  const records = rig.captured.records.slice(mark.records)
  const places = placesOf(payload, all)
  if (verified.at(-1)?.proof === 'signed')
    assertKept(specimen, reply, said.parsed, records, places, what)
}

/**
 * What was signed is recorded or kept for a replay. Where whose it is stands in the body alone,
 * nobody can keep what cannot be read.
 */
function assertKept(
  { seen }: Specimen,
  { status, observation }: Reply,
  parsed: Rig['sight']['parsed'],
  records: Rig['captured']['records'],
  places: readonly string[],
  what: string,
): void {
  const isKnown = seen.adapter.authenticate.mints !== 'account'
  const isKept = records.some(({ quarantine }) => quarantine !== null)
  if (status === 400 && isKnown) assert.ok(isKept, `${what}: refused, and not kept for a replay`)
  if (status !== 200 || observation?.code === 'handshake') return
  const items = new Set(seen.parsed.events.map(({ path }) => path))
  const isWithin = (place: string) => [...items].some(path => place.startsWith(`${path}/`))
  const [said] = parsed
  if (said === undefined || !places.every(isWithin)) return
  const { events, rejected = [] } = said.parsed
  const accounted = new Set([...events, ...rejected].map(({ path }) => path)).size
  assert.ok(
    accounted >= items.size,
    `${what}: of ${items.size} items only ${accounted} are told or rejected`,
  )
}
