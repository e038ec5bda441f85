import type { LoadResult } from './load-job.ts'
import type { PreparedRequest } from './prepare-requests.ts'
import type { Reply } from './reply-reader.ts'

/** Counts while a load is sent. */
export interface Tally {
  /** @param milliseconds from sending to the answer */
  count(request: PreparedRequest, reply: Reply | null, milliseconds: number): void
  /** How late a paced request was sent. */
  countLateness(milliseconds: number): void
  result(seconds: number, senderMicroseconds: number): LoadResult
}

/** @param requests how many there are at most */
export function createTally(requests: number): Tally {
  const times: number[] = []
  const lateness: number[] = []
  const isAccepted = new Uint8Array(requests)
  const counts = { accepted: 0, refused: 0, failed: 0, duplicates: 0 }
  const faults = { forgedAccepted: 0, genuineRefused: 0 }
  return {
    count({ event, isForged }, reply, milliseconds) {
      if (reply === null) {
        counts.failed += 1
        return
      }
      times.push(milliseconds)
      if (reply.status !== 200) {
        counts.refused += 1
        if (!isForged) faults.genuineRefused += 1
        return
      }
      counts.accepted += 1
      isAccepted[event] = 1
      if (reply.isDuplicate) counts.duplicates += 1
      if (isForged) faults.forgedAccepted += 1
    },
    countLateness: milliseconds => void lateness.push(milliseconds),
    result(seconds, senderMicroseconds) {
      return {
        answered: counts.accepted + counts.refused,
        ...counts,
        ...faults,
        events: isAccepted.reduce((sum, each) => sum + each, 0),
        seconds,
        p50: percentile(times, 0.5),
        p99: percentile(times, 0.99),
        senderMicroseconds,
        lateness: lateness.length === 0 ? null : percentile(lateness, 0.99),
      }
    },
  }
}

/** The number that this share of the numbers does not exceed; NaN of none. */
function percentile(numbers: readonly number[], share: number): number {
  const sorted = Float64Array.from(numbers).sort()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
