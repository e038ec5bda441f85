import { setTimeout } from 'node:timers/promises'
import { startCrowd } from '../load/start-crowd.ts'
import { forgetPeak, peakResidentBytesOf, residentBytesOf } from '../machine/process-tree.ts'
import type { Entrant } from './entrant.ts'

/** How one who sends single events fares beside one who sends long lists. */
export interface NeighbourMeasurement {
  readonly contestant: string
  /** Milliseconds until the answer of a single event while nobody else sends, 99 of 100. */
  readonly idleP99: number
  readonly p50: number
  readonly p99: number
  /** Longest time for which the server's event loop did nothing else, milliseconds. */
  readonly longestDelay: number
  /** Memory that the server took beyond what it had before, bytes. */
  readonly growthBytes: number
  /** How often the one with the lists got each status. */
  readonly statuses: Readonly<Record<string, number>>
  readonly faults: readonly string[]
}

/** The lists beside which is measured. */
export interface NeighbourLoad {
  /** Callers with lists. */
  readonly callers: number
  /** Events in each of their lists. */
  readonly events: number
  readonly seconds: number
}

const perSecond = 20

/** Sends single events at an even pace, first alone, then beside a crowd with lists. */
export async function measureNeighbour(
  entrant: Entrant,
  { callers, events, seconds }: NeighbourLoad,
): Promise<NeighbourMeasurement | null> {
  const { server, entry, contestant } = entrant
  if (entry.connectLists === null) return null
  const url = await entry.connectLists(server)
  const single = async () => {
    const send = await entrant.prepare({
      connections: 8,
      mix: { bytes: 1000, newPeople: 0, duplicates: 0, forged: 0 },
      requests: perSecond * seconds,
      seconds,
      perSecond,
    })
    return await send()
  }
  const alone = await single()
  const before = residentBytesOf(server.pid)
  forgetPeak(server.pid)
  await longestDelayOf(server.origin)
  const crowd = startCrowd({ url, callers, events })
  // Until the first lists have arrived.
  await setTimeout(1000)
  const beside = await single()
  const longestDelay = await longestDelayOf(server.origin)
  const { statuses } = await crowd.stop()
  const failed = beside.failed + beside.genuineRefused
  return {
    contestant: contestant.id,
    idleP99: alone.p99,
    p50: beside.p50,
    p99: beside.p99,
    longestDelay,
    growthBytes: peakResidentBytesOf(server.pid) - before,
    statuses,
    faults: failed > 0 ? [`${failed} single events refused or without an answer`] : [],
  }
}

/** Since it was asked the last time, in milliseconds. */
async function longestDelayOf(origin: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text()
  const seconds = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]
  if (seconds === undefined) throw new Error('the server does not tell its delays')
  return 1000 * Number(seconds)
}
