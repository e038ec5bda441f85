import assert from 'node:assert/strict'
import { personalDataOf } from '@conduit/recordings/player'
import type { Check, SuiteContext } from '../context/check.ts'
import { nothingSeen, withAdapterCalls } from '../context/with-adapter-calls.ts'
import { type Growing, growingPlaces } from './grown.ts'

/** A sixth of what a document may hold: enough for a square to be told from anything else. */
const mostValues = 32_000
const times = 32
/**
 * What grows with the number takes 32 times as long, or three times that where memory is short; what
 * grows with its square 1,024 times.
 */
const mostGrowth = 192
/** A quarter is tried first: it tells most of what is linear, in a quarter of the time or less. */
const partOf = 4
/** What takes 192 times as long with all of it takes more than this with a quarter. */
const mostGrowthOfPart = 16
/** A collection of garbage can take ten times what is measured; the square is there in each round. */
const rounds = 8
/** Below it nothing was quadratic, or so little that it does not matter. */
const floorMilliseconds = 100

/** Something that the adapter is asked about one document. */
interface Question {
  /** The recording. */
  readonly what: string
  readonly kind: 'parseEvent and extractPii' | 'extractPii'
  readonly document: unknown
  ask(document: unknown): void
}

/** Whoever knows the address may send what they like. */
export const growthChecks: readonly Check[] = [
  {
    name: 'growth: a longer list, or more members, cost no more than their number',
    hint: 'search what was read before in a Set or a Map, and not by includes(), find() or some() within a loop; add to a list by push(), and not by copying it.',
    skip: nothingSeen,
    run: context => {
      const known = new Set<string>()
      for (const { what, kind, document, ask } of questions(context)) {
        for (const growing of growingPlaces(document)) {
          const place = `${kind} ${growing.place}`
          if (!known.has(place)) assertLinear(`${what}: ${kind}`, growing, ask)
          known.add(place)
        }
      }
    },
  },
]

/** What the recordings show: deliveries, and what was read at the platform. */
function questions({ adapter, plays }: SuiteContext): readonly Question[] {
  const found: Question[] = []
  withAdapterCalls(plays, (file, { parsed, extracted }) => {
    for (const { delivery, integration } of parsed) {
      const ask = (payload: unknown) => {
        const { events } = adapter.parseEvent({ ...delivery, payload }, integration)
        for (const event of events) personalDataOf(adapter, event, integration)
      }
      const kind = 'parseEvent and extractPii'
      found.push({ what: file, kind, document: delivery.payload, ask })
    }
    for (const { event, integration } of extracted) {
      if (event.path !== '') continue
      const ask = (data: unknown) => personalDataOf(adapter, { ...event, data }, integration)
      found.push({ what: file, kind: 'extractPii', document: event.data, ask })
    }
  })
  return found
}

function assertLinear(what: string, { place, size, grown }: Growing, ask: Question['ask']): void {
  const count = Math.floor(mostValues / size)
  for (const isAlike of [true, false]) {
    const timed = (part: number, tries: number) =>
      leastOf(tries, () => millisecondsOf(ask, grown(Math.ceil(count / part), isAlike)))
    // With all of it, what grows with the square takes so many times as long.
    if (partOf ** 2 * timed(partOf, 1) < floorMilliseconds) continue
    let growth = 0
    for (let round = 0; round < rounds; round++) {
      growth = growthOf(timed)
      if (growth <= mostGrowth) break
    }
    assert.ok(
      growth <= mostGrowth,
      `${what}: ${times} times as much at “${place}” takes ${growth} times as long`,
    )
  }
}

/** How many times as long all of it takes; 0: too little to matter. */
function growthOf(timed: (part: number, tries: number) => number): number {
  const few = timed(times, 3)
  if (timed(partOf, 2) <= mostGrowthOfPart * few) return 0
  const many = timed(1, 2)
  return many < floorMilliseconds ? 0 : Math.round(many / few)
}

/** A busy machine makes nobody guilty. */
function leastOf(tries: number, measure: () => number): number {
  return Math.min(...Array.from({ length: tries }, measure))
}

/** Of the processor. */
function millisecondsOf(ask: Question['ask'], document: unknown): number {
  const before = process.cpuUsage()
  try {
    ask(document)
  } catch {
    // A refusal is an answer too.
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
