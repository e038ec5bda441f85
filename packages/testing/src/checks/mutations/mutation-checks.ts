import assert from 'node:assert/strict'
import { type Reply, resultFaults, type TestServer } from '@conduit/recordings/player'
import fc from 'fast-check'
import { assertNone } from '../assertions/assert-none.ts'
import { assertSound } from '../assertions/assert-sound.ts'
import type { Check } from '../context/check.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { withEach } from '../context/with-server.ts'
import { leaksOf, outputCountsOf } from '../personal-data/leaks-of.ts'
import { requestCanaries } from '../personal-data/request-canaries.ts'
import { requestWithCanaries } from '../personal-data/request-with-canaries.ts'
import { assertAlways } from './assert-always.ts'
import { assertNothingUnhandled } from './assert-nothing-unhandled.ts'
import {
  describeMutations,
  eachPlace,
  type Mutation,
  mutate,
  mutations,
  placesOf,
} from './mutate.ts'
import { mutatedAnswerChecks } from './mutated-answer-checks.ts'

const combinations = 40

const declared = [200, 400, 401, 413, 415]

/** Whatever a delivery holds, and whatever a platform answers, the adapter says something it may say. */
export const mutationChecks: readonly Check[] = [
  {
    name: 'mutations: whatever is sent, it is taken or refused, and nothing signed is lost',
    hint: 'check what you rely on, in the payload schema or item by item; what cannot be read is told in rejected, not passed over. The mutation that is named can be made by hand in the recording.',
    skip: ({ oneOfEachKind }) =>
      oneOfEachKind.some(({ seen }) => typeof seen.delivery.payload === 'object')
        ? null
        : 'no recording holds a document to change',
    run: ({ oneOfEachKind }) =>
      assertNothingUnhandled(() =>
        withEach(oneOfEachKind, async (delivery, server) => {
          const { body } = requestWithCanaries(delivery, requestCanaries(delivery))
          const property = fc.asyncProperty(mutations, all => survives(delivery, server, body, all))
          const examples = eachPlace(delivery.seen.delivery.payload)
          const numRuns = examples.length + combinations
          await assertAlways(property, { examples, numRuns })
        }),
      ),
  },
  ...mutatedAnswerChecks,
]

async function survives(
  delivery: RecordedDelivery,
  server: TestServer,
  recorded: Buffer,
  all: readonly Mutation[],
): Promise<void> {
  const { format, seen } = delivery
  const { payload } = seen.delivery
  const what = `${delivery.file}: ${describeMutations(payload, all)}`
  const canaries = requestCanaries(delivery)
  const body = mutate(format, recorded, payload, all)
  const before = outputCountsOf(server)
  const { verified, parsed, extracted, thrown } = server.adapterCalls
  const from = { parsed: parsed.length, extracted: extracted.length, thrown: thrown.length }
  const reply = await server.send(delivery.with(body))
  assertSound(thrown.slice(from.thrown), what)
  assert.ok(declared.includes(reply.status), `${what}: status ${reply.status}`)
  assertNone(leaksOf(canaries, reply, server, before), what)
  const said = { parsed: parsed.slice(from.parsed), extracted: extracted.slice(from.extracted) }
  assertNone(resultFaults({ ...said, read: [] }), what)
  const records = server.captured.records.slice(before.records)
  const places = placesOf(payload, all)
  if (verified.at(-1)?.proof === 'signed')
    assertKept(delivery, reply, said.parsed, records, places, what)
}

/**
 * What was signed is recorded or kept for a replay. Where whose it is stands in the body alone,
 * nobody can keep what cannot be read.
 */
function assertKept(
  { seen }: RecordedDelivery,
  { status, observation }: Reply,
  parsed: TestServer['adapterCalls']['parsed'],
  records: TestServer['captured']['records'],
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
