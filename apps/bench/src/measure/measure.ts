import type { LoadResult } from '../load/load-job.ts'
import {
  cpuMicrosecondsOf,
  cpuMicrosecondsOfMachine,
  forgetPeak,
  peakResidentBytesOf,
} from '../machine/process-tree.ts'
import type { Cluster } from '../postgres/cluster.ts'
import type { BenchCase } from './cases.ts'
import type { Entrant } from './entrant.ts'

/** One contestant in one case in one round. */
export interface Measurement {
  readonly contestant: string
  readonly case: string
  readonly round: number
  readonly load: LoadResult
  readonly requestsPerSecond: number
  /** CPU time for each answered request, microseconds. */
  readonly serverMicroseconds: number
  /** The same of all processes of PostgreSQL; null where the contestant does not use it. */
  readonly databaseMicroseconds: number | null
  /** The most memory that the server had in use meanwhile, bytes. */
  readonly peakBytes: number
  /** Written to PostgreSQL's log of changes for each event; null where the contestant does not use it. */
  readonly walBytesPerEvent: number | null
  /** Share of the machine's CPU time that went to neither server, database nor sender. */
  readonly othersShare: number
  /** Events kept since the contestant was started, and how many it had accepted. */
  readonly stored: number
  readonly expected: number
  /** What it lost, invented, accepted or refused wrongly. */
  readonly faults: readonly string[]
}

/** What is measured with. */
export interface Instruments {
  readonly cluster: Cluster
  readonly cores: number
  /** How long one measurement takes; longer where few requests are answered. */
  readonly seconds: number
}

const leadInSeconds = 0.5
const leadInRequests = 1000
// The lead-in finds the rate roughly, and a load that runs out of requests ends early.
const margin = 1.5
// Fewer say little, so a slow contestant, or all on a busy machine, get more time; within reason.
const wantedRequests = 2000
const mostTimes = 4

/**
 * Measures a contestant in a case: a short load that is not counted wakes it and finds its rate,
 * then comes the one that is.
 */
export async function measure(
  entrant: Entrant,
  benchCase: BenchCase,
  round: number,
  instruments: Instruments,
): Promise<Measurement> {
  const { connections, mix, pace } = benchCase
  const atFullSpeed = (requests: number, seconds: number) =>
    entrant.prepare({ connections, mix, requests, seconds, perSecond: null })
  const leadIn = await atFullSpeed(leadInRequests, Math.min(leadInSeconds, instruments.seconds))
  const roughRate = rateOf(await leadIn())
  const fullSeconds = secondsFor(roughRate, instruments)
  const requests = Math.ceil(roughRate * fullSeconds * margin) + connections
  const fullSpeed = await atFullSpeed(requests, fullSeconds)
  if (pace === null) return await observe(entrant, benchCase, round, instruments, fullSpeed)
  const perSecond = pace * rateOf(await fullSpeed())
  const seconds = secondsFor(perSecond, instruments)
  const paced = await entrant.prepare({
    connections,
    mix,
    requests: Math.ceil(perSecond * seconds),
    seconds,
    perSecond,
  })
  return await observe(entrant, benchCase, round, instruments, paced)
}

function secondsFor(perSecond: number, { seconds }: Instruments): number {
  return Math.min(mostTimes * seconds, Math.max(seconds, wantedRequests / perSecond))
}

async function observe(
  entrant: Entrant,
  benchCase: BenchCase,
  round: number,
  { cluster, cores }: Instruments,
  send: () => Promise<LoadResult>,
): Promise<Measurement> {
  const { contestant, server, entry } = entrant
  const read = async () => ({
    wal: await cluster.walBytes(),
    server: cpuMicrosecondsOf(server.pid),
    database: cpuMicrosecondsOf(cluster.postmaster),
    machine: cpuMicrosecondsOfMachine(),
  })
  forgetPeak(server.pid)
  const before = await read()
  const load = await send()
  const after = await read()
  const usesPostgres = contestant.database === 'postgres'
  const used = (what: keyof typeof before) => after[what] - before[what]
  const ours = used('server') + (usesPostgres ? used('database') : 0) + load.senderMicroseconds
  const peakBytes = peakResidentBytesOf(server.pid)
  const { stored, expected } = await entrant.checkStored()
  await entry.settle()
  return {
    contestant: contestant.id,
    case: benchCase.id,
    round,
    load,
    requestsPerSecond: rateOf(load),
    serverMicroseconds: used('server') / load.answered,
    databaseMicroseconds: usesPostgres ? used('database') / load.answered : null,
    peakBytes,
    walBytesPerEvent: usesPostgres ? used('wal') / load.events : null,
    othersShare: Math.max(0, used('machine') - ours) / (load.seconds * 1_000_000 * cores),
    stored,
    expected,
    faults: faultsOf(entrant, load, stored, expected),
  }
}

function faultsOf(
  { contestant }: Entrant,
  load: LoadResult,
  stored: number,
  expected: number,
): readonly string[] {
  const faults: string[] = []
  if (load.failed > 0) faults.push(`${load.failed} requests without an answer`)
  if (load.genuineRefused > 0) faults.push(`${load.genuineRefused} genuine deliveries refused`)
  if (contestant.verifies && load.forgedAccepted > 0) {
    faults.push(`${load.forgedAccepted} forged deliveries accepted`)
  }
  if (contestant.database === 'none') return faults
  const repeated = load.accepted - load.events
  if (load.duplicates !== repeated) {
    faults.push(`${repeated} duplicates accepted, ${load.duplicates} called so`)
  }
  if (stored !== expected) faults.push(`${expected} events accepted, ${stored} kept`)
  return faults
}

function rateOf({ answered, seconds }: LoadResult): number {
  return answered / seconds
}
