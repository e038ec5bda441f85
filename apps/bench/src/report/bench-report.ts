import type { FindingMeasurement } from '../finding/measure-finding.ts'
import type { Machine } from '../machine/describe-machine.ts'
import type { Measurement } from '../measure/measure.ts'
import type { MemoryMeasurement } from '../measure/measure-memory.ts'
import type { NeighbourMeasurement } from '../measure/measure-neighbour.ts'
import type { StartMeasurement } from '../measure/measure-start.ts'
import type { Share } from '../profile.ts'

/** Everything that a run has measured. */
export interface BenchReport {
  readonly machine: Machine
  readonly startedAt: string
  readonly rounds: number
  /** Length of a measurement. */
  readonly seconds: number
  readonly measurements: readonly Measurement[]
  /** First starts, on empty databases. */
  readonly firstStarts: readonly FirstStart[]
  /** Later starts, on databases that were there. */
  readonly starts: readonly StartMeasurement[]
  /** CPU time of `conduit --help`, microseconds; null: not measured. */
  readonly helpMicroseconds: number | null
  readonly memory: readonly MemoryMeasurement[]
  readonly neighbours: readonly NeighbourMeasurement[]
  readonly finding: readonly FindingMeasurement[]
  readonly profiles: readonly ConduitProfile[]
}

/** The first start of a server, on an empty database. */
interface FirstStart {
  readonly contestant: string
  readonly readyMilliseconds: number
}

/** Where the time of one Conduit went. */
export interface ConduitProfile {
  readonly contestant: string
  readonly shares: readonly Share[]
}

/** All faults of a run, each with its place. None: what it shows can be believed. */
export function faultsOf({ measurements, memory, neighbours }: BenchReport): readonly string[] {
  const places = [
    ...measurements.map(each => ({ place: `${each.case}, round ${each.round}`, ...each })),
    ...memory.map(each => ({ place: 'memory', ...each })),
    ...neighbours.map(each => ({ place: 'neighbour', ...each })),
  ]
  return places.flatMap(({ place, contestant, faults }) =>
    faults.map(fault => `${contestant}, ${place}: ${fault}`),
  )
}
