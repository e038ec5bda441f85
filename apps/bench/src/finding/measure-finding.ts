import { fileURLToPath } from 'node:url'
import type { Found, Handled } from './handling.ts'
import { largestRecordings, recordingsOf } from './largest-recordings.ts'
import { type Handler, startHandler } from './start-handler.ts'

/** What handling one delivery costs without a database. */
export interface FindingMeasurement extends Handled {
  /** CPU time of one handling in each round, microseconds. */
  readonly microseconds: readonly number[]
  readonly found: Found
  /** The same of the other checkout; null: there is none. */
  readonly before: Pick<FindingMeasurement, 'microseconds' | 'found'> | null
}

/** How it is measured. */
export interface FindingPlan {
  /** Folder of a checkout of this repository, built, that is compared with; null: none. */
  readonly before: string | null
  readonly rounds: number
  /** Length of one measurement. */
  readonly seconds: number
}

const ownCheckout = fileURLToPath(new URL('../../../../../', import.meta.url))
/** So long until the code is compiled and caches are warm. */
const warmUpMicroseconds = 2_000_000

/**
 * Handles the largest recordings of each adapter, by turns with another checkout: verifies, decodes,
 * parses, finds personal data and pseudonymises. Both play the recordings of the other one, which is the
 * older.
 *
 * @param onMeasured told after each delivery
 * @throws {Error} if a checkout refuses a delivery
 */
export async function measureFinding(
  { before, rounds, seconds }: FindingPlan,
  onMeasured: (measurement: FindingMeasurement) => void,
): Promise<readonly FindingMeasurement[]> {
  const recorded = before ?? ownCheckout
  const checkouts = before === null ? [ownCheckout] : [ownCheckout, before]
  const measured: FindingMeasurement[] = []
  for (const handled of largestRecordings(recorded)) {
    const handlers: Handler[] = []
    try {
      for (const checkout of checkouts) {
        const recordings = recordingsOf(recorded, handled.adapter)
        handlers.push(await startHandler({ kind: 'prepare', checkout, recordings, handled }))
      }
      const [own = nothing, other = null] = await byTurns(handlers, rounds, 1_000_000 * seconds)
      measured.push({ ...handled, ...own, before: other })
    } finally {
      for (const handler of handlers) handler.stop()
    }
    for (const each of measured.slice(-1)) onMeasured(each)
  }
  return measured
}

type Measured = Pick<FindingMeasurement, 'microseconds' | 'found'>
const nothing: Measured = { microseconds: [], found: { events: 0, fields: 0 } }

async function byTurns(
  handlers: readonly Handler[],
  rounds: number,
  microseconds: number,
): Promise<readonly Measured[]> {
  const runs: { handler: Handler; times: number; microseconds: number[] }[] = []
  for (const handler of handlers) {
    runs.push({ handler, times: await timesIn(handler, microseconds), microseconds: [] })
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const run of round % 2 === 0 ? runs : runs.toReversed()) {
      run.microseconds.push(await run.handler.handle(run.times))
    }
  }
  return runs.map(run => ({ microseconds: run.microseconds, found: run.handler.found }))
}

/** How often a delivery is handled in that time, once the code is compiled. */
async function timesIn({ handle }: Handler, microseconds: number): Promise<number> {
  let cost = await handle(1)
  for (let spent = cost, times = 1; spent < warmUpMicroseconds; spent += cost * times) {
    times = Math.max(1, Math.round(warmUpMicroseconds / 10 / cost))
    cost = await handle(times)
  }
  return Math.max(1, Math.round(microseconds / cost))
}
