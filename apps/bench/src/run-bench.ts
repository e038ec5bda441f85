import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeId, conduitEmbedded, conduitOnPostgres } from './contestants/conduit.ts'
import type { Contestant, Entry, Stage } from './contestants/contestant.ts'
import { type FindingMeasurement, measureFinding } from './finding/measure-finding.ts'
import { type Sender, startSender } from './load/start-sender.ts'
import { describeMachine } from './machine/describe-machine.ts'
import { type Entrant, enter, warmUp } from './measure/entrant.ts'
import type { Measurement } from './measure/measure.ts'
import { type MemoryMeasurement, measureMemory } from './measure/measure-memory.ts'
import { measureNeighbour, type NeighbourMeasurement } from './measure/measure-neighbour.ts'
import { measureHelp, measureStart, type StartMeasurement } from './measure/measure-start.ts'
import { playRounds } from './measure/play-rounds.ts'
import type { Plan } from './plan.ts'
import { openCluster } from './postgres/cluster.ts'
import { profileShares } from './profile.ts'
import type { BenchReport, ConduitProfile } from './report/bench-report.ts'

/** What a run works with. */
interface Run {
  readonly plan: Plan
  readonly candidates: readonly Candidate[]
  readonly stage: Stage
  readonly sender: Sender
  /** Told what has just been done. */
  readonly tell: (line: string) => void
}

interface Candidate {
  readonly contestant: Contestant
  readonly entry: Entry
}

const helpRuns = 5

/**
 * Runs the bench as planned and takes everything down again, whatever happens.
 *
 * @param tell told what has just been done
 * @throws {Error} where a server does not start or what is needed to measure is missing
 */
export async function runBench(plan: Plan, tell: (line: string) => void): Promise<BenchReport> {
  if (process.platform !== 'linux') throw new Error('the bench reads /proc, which only Linux has')
  const opened: (() => Promise<unknown>)[] = []
  try {
    const folder = await mkdtemp(join(tmpdir(), 'conduit-bench-'))
    opened.push(() => rm(folder, { recursive: true, force: true }))
    const cluster = await openCluster()
    opened.push(cluster.close)
    const machine = describeMachine(cluster.description)
    const startedAt = new Date().toISOString()
    const sender = startSender()
    opened.push(sender.stop)
    const stage = { cluster, folder, ...(plan.profile && { profiles: join(folder, 'profiles') }) }
    const candidates: Candidate[] = []
    for (const contestant of plan.contestants) {
      const entry = await contestant.prepare(stage)
      opened.push(entry.close)
      candidates.push({ contestant, entry })
    }
    const run = { plan, candidates, stage, sender, tell }
    return {
      machine,
      startedAt,
      rounds: plan.rounds,
      seconds: plan.seconds,
      ...(await race(run)),
      profiles: await readProfiles(run),
      ...(await startAgain(run)),
      memory: await fillMemory(run),
      neighbours: await crowdOut(run),
      finding: await findAgain(run),
    }
  } finally {
    for (const close of opened.toReversed()) {
      // What is left must be closed too.
      await close().catch(error => tell(`could not be closed: ${error}`))
    }
  }
}

/** Starts all for the first time, measures them by turns and stops them. */
async function race({ plan, candidates, stage, sender, tell }: Run) {
  const entrants: Entrant[] = []
  try {
    for (const { contestant, entry } of candidates) {
      const entrant = await enter(contestant, entry, sender, plan.people)
      entrants.push(entrant)
      if (plan.cases.length > 0) await warmUp(entrant, plan.people)
      tell(`${contestant.title} is ready`)
    }
    const deadline = performance.now() + 60_000 * plan.minutes
    const onMeasured = (each: Measurement) => tell(describe(each))
    const rounds = { count: plan.rounds, cases: plan.cases, deadline, onMeasured }
    const instruments = { cluster: stage.cluster, cores: cpus().length, seconds: plan.seconds }
    const measurements = await playRounds(entrants, rounds, instruments)
    const firstStarts = entrants.map(({ contestant, server }) => ({
      contestant: contestant.id,
      readyMilliseconds: server.startedIn,
    }))
    return { measurements, firstStarts }
  } finally {
    await Promise.all(entrants.map(entrant => entrant.stop()))
  }
}

async function readProfiles({ candidates, stage }: Run): Promise<readonly ConduitProfile[]> {
  const { profiles } = stage
  if (profiles === undefined) return []
  const own = candidates.filter(isConduit)
  return await Promise.all(
    own.map(async ({ contestant: { id } }) => ({
      contestant: id,
      shares: await profileShares(join(profiles, id)),
    })),
  )
}

/** Starts each on the database that it has by now, by turns. */
async function startAgain({ plan, candidates, tell }: Run) {
  if (plan.start === null) return { starts: [], helpMicroseconds: null }
  const starts: StartMeasurement[] = []
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const { contestant, entry } of candidates) {
      starts.push(await measureStart(contestant, entry, round, plan.start.idleMilliseconds))
      tell(`round ${round}: ${contestant.title} started again`)
    }
  }
  return { starts, helpMicroseconds: await measureHelp(helpRuns) }
}

async function fillMemory(run: Run): Promise<readonly MemoryMeasurement[]> {
  const { plan, candidates, sender, tell } = run
  if (plan.memory === null) return []
  const measured: MemoryMeasurement[] = []
  for (const { contestant, entry } of candidates.filter(isConduit)) {
    const entrant = await enter(contestant, entry, sender, plan.people)
    try {
      measured.push(await measureMemory(entrant, plan.memory))
    } finally {
      await entrant.stop()
    }
    tell(`${contestant.title} has answered many requests`)
  }
  return measured
}

async function crowdOut(run: Run): Promise<readonly NeighbourMeasurement[]> {
  const { plan, candidates, sender, tell } = run
  if (plan.neighbour === null) return []
  const measured: NeighbourMeasurement[] = []
  for (const { contestant, entry } of candidates.filter(isConduit)) {
    const entrant = await enter(contestant, entry, sender, plan.people)
    try {
      const found = await measureNeighbour(entrant, plan.neighbour)
      if (found !== null) measured.push(found)
    } finally {
      await entrant.stop()
    }
    tell(`${contestant.title} has answered beside long lists`)
  }
  return measured
}

async function findAgain({ plan, tell }: Run): Promise<readonly FindingMeasurement[]> {
  if (plan.finding === null) return []
  const { rounds, seconds } = plan
  return await measureFinding({ ...plan.finding, rounds, seconds }, ({ adapter, file }) =>
    tell(`${adapter} has handled ${file}`),
  )
}

function isConduit({ contestant }: Candidate): boolean {
  return [conduitOnPostgres.id, conduitEmbedded.id, beforeId].includes(contestant.id)
}

function describe({ round, load, ...each }: Measurement): string {
  const rate = each.requestsPerSecond.toFixed(0)
  return `round ${round}: ${each.case}, ${each.contestant}: ${rate} req/s, p99 ${load.p99.toFixed(1)} ms`
}
