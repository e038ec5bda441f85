import type { Contestant, Entry } from '../contestants/contestant.ts'
import type { LoadJob, LoadResult } from '../load/load-job.ts'
import type { Sender } from '../load/start-sender.ts'
import type { ServerProcess } from '../processes/server-process.ts'

/** A contestant whose server runs. */
export interface Entrant {
  readonly contestant: Contestant
  readonly entry: Entry
  readonly server: ServerProcess
  /** Where deliveries go. */
  readonly url: string
  /** Makes a load for it; what it accepts of it counts as expected. */
  prepare(load: EntrantLoad): Promise<() => Promise<LoadResult>>
  /** Compares what it keeps with what it accepted since it started. */
  checkStored(): Promise<{ readonly expected: number; readonly stored: number }>
  stop(): Promise<void>
}

/** A load of which the entrant knows the rest. */
type EntrantLoad = Pick<LoadJob, 'connections' | 'mix' | 'requests' | 'seconds' | 'perSecond'>

/** People whom the warm-up makes known. */
export const knownPeople = 2000

const warmUpTimes = 12
const warmUpSeconds = 120
// Far from those who are known, and a telephone area code of its own.
const firstNewPerson = 10_000

/** Starts a contestant on its database. */
export async function enter(
  contestant: Contestant,
  entry: Entry,
  sender: Sender,
  people: number,
): Promise<Entrant> {
  const server = await entry.start()
  const url = await entry.connect(server)
  const before = await entry.countStored(server)
  let accepted = 0
  let loads = 0
  let nextPerson = firstNewPerson
  return {
    contestant,
    entry,
    server,
    url,
    async prepare(load) {
      loads += 1
      const run = `${loads}`
      const send = await sender.prepare({ ...load, url, people, firstNewPerson: nextPerson, run })
      nextPerson += load.requests
      return async () => {
        const result = await send()
        accepted += result.events
        return result
      }
    },
    checkStored: async () => ({
      expected: accepted,
      stored: (await entry.countStored(server)) - before,
    }),
    stop: server.stop,
  }
}

/**
 * Sends events about everybody who shall be known, so often that the code is compiled and caches are
 * warm: a server runs for weeks, and its first ten thousand requests cost twice as much as the rest.
 *
 * @throws {Error} if time runs out before everybody is known
 */
export async function warmUp(entrant: Entrant, people: number): Promise<void> {
  const send = await entrant.prepare({
    connections: 64,
    mix: { bytes: 1000, newPeople: 0, duplicates: 0, forged: 0 },
    requests: warmUpTimes * people,
    seconds: warmUpSeconds,
    perSecond: null,
  })
  const { answered } = await send()
  if (answered < people) throw new Error(`${entrant.contestant.title} is too slow to be measured`)
  await entrant.entry.settle()
}
