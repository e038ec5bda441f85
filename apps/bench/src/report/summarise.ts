import { bare, insert, transaction } from '../contestants/all-contestants.ts'
import { beforeId } from '../contestants/conduit.ts'
import type { Measurement } from '../measure/measure.ts'
import { median, medianOrNull } from './median.ts'

/** A contestant in a case: medians over the rounds. Null: it has no such figure. */
export interface Row {
  readonly case: string
  readonly contestant: string
  readonly rounds: number
  readonly serverMicroseconds: number
  readonly databaseMicroseconds: number | null
  /** Server and database together. */
  readonly sumMicroseconds: number
  readonly requestsPerSecond: number
  readonly p50: number
  readonly p99: number
  readonly peakBytes: number
  readonly walBytesPerEvent: number | null
  readonly othersShare: number
  readonly ratios: Ratios
}

/**
 * Medians of a contestant's ratios to others in the same round of the same case; null where those
 * were not measured.
 */
interface Ratios {
  readonly sumToInsert: number | null
  readonly serverToBare: number | null
  readonly rateToBare: number | null
  readonly rateToTransaction: number | null
  readonly p99ToBare: number | null
  readonly sumToBefore: number | null
}

/** One row for each contestant in each case, in the order in which they were first measured. */
export function summarise(measurements: readonly Measurement[]): readonly Row[] {
  const groups = new Map<string, [Measurement, ...Measurement[]]>()
  for (const each of measurements) {
    const key = `${each.case} ${each.contestant}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [each])
    else group.push(each)
  }
  return [...groups.values()].map(group => rowOf(group, measurements))
}

function rowOf(own: readonly [Measurement, ...Measurement[]], all: readonly Measurement[]): Row {
  const medianOf = (figure: (each: Measurement) => number) => median(own.map(figure))
  return {
    case: own[0].case,
    contestant: own[0].contestant,
    rounds: own.length,
    serverMicroseconds: medianOf(each => each.serverMicroseconds),
    databaseMicroseconds: medianOrNull(own.map(each => each.databaseMicroseconds)),
    sumMicroseconds: medianOf(sumOf),
    requestsPerSecond: medianOf(each => each.requestsPerSecond),
    p50: medianOf(each => each.load.p50),
    p99: medianOf(each => each.load.p99),
    peakBytes: medianOf(each => each.peakBytes),
    walBytesPerEvent: medianOrNull(own.map(each => each.walBytesPerEvent)),
    othersShare: medianOf(each => each.othersShare),
    ratios: ratiosOf(own, all),
  }
}

function ratiosOf(own: readonly Measurement[], all: readonly Measurement[]): Ratios {
  const ratioTo = (other: string, figure: (each: Measurement) => number) =>
    medianOrNull(
      own.map(each => {
        const rival = all.find(
          ({ contestant, ...place }) =>
            contestant === other && place.case === each.case && place.round === each.round,
        )
        return rival === undefined ? null : figure(each) / figure(rival)
      }),
    )
  return {
    sumToInsert: ratioTo(insert.id, sumOf),
    serverToBare: ratioTo(bare.id, each => each.serverMicroseconds),
    rateToBare: ratioTo(bare.id, each => each.requestsPerSecond),
    rateToTransaction: ratioTo(transaction.id, each => each.requestsPerSecond),
    p99ToBare: ratioTo(bare.id, each => each.load.p99),
    sumToBefore: ratioTo(beforeId, sumOf),
  }
}

function sumOf({ serverMicroseconds, databaseMicroseconds }: Measurement): number {
  return serverMicroseconds + (databaseMicroseconds ?? 0)
}
