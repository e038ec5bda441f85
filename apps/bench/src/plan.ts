import type { Contestant } from './contestants/contestant.ts'
import type { FindingPlan } from './finding/measure-finding.ts'
import type { BenchCase } from './measure/cases.ts'
import type { MemoryLoad } from './measure/measure-memory.ts'
import type { NeighbourLoad } from './measure/measure-neighbour.ts'

/** What a run of the bench does. */
export interface Plan {
  readonly contestants: readonly Contestant[]
  readonly cases: readonly BenchCase[]
  readonly rounds: number
  /** How long one measurement takes. */
  readonly seconds: number
  /** After so many minutes no further measurement begins. */
  readonly minutes: number
  /** How many people are known. */
  readonly people: number
  /** Whether starting is measured: milliseconds to wait before a server counts as idle; null: it is not. */
  readonly start: { readonly idleMilliseconds: number } | null
  /** How much is sent to measure memory; null: it is not measured. */
  readonly memory: MemoryLoad | null
  /** The lists beside which single events are measured; null: they are not. */
  readonly neighbour: NeighbourLoad | null
  /** With which other checkout the cost of finding personal data is compared; null: it is not measured. */
  readonly finding: Pick<FindingPlan, 'before'> | null
  /** Whether Conduit's CPU profile is made; that slows it down. */
  readonly profile: boolean
}
