import { forgetPeak, peakResidentBytesOf, residentBytesOf } from '../machine/process-tree.ts'
import type { Entrant } from './entrant.ts'

/** Memory of a server over many requests. */
export interface MemoryMeasurement {
  readonly contestant: string
  /** Requests that it answered; fewer than wanted where time ran out. */
  readonly requests: number
  readonly peakBytes: number
  readonly bytesAfter: number
  /** What it lost or invented. */
  readonly faults: readonly string[]
}

/** How much to send. */
export interface MemoryLoad {
  readonly requests: number
  /** When no further request is sent. */
  readonly seconds: number
}

// Signed anew so often: signatures age.
const batch = 10_000

/** Sends many deliveries of 1 kB over 64 connections to a server that was just started. */
export async function measureMemory(
  entrant: Entrant,
  { requests, seconds }: MemoryLoad,
): Promise<MemoryMeasurement> {
  const { pid } = entrant.server
  const deadline = performance.now() + 1000 * seconds
  let answered = 0
  let failed = 0
  forgetPeak(pid)
  while (answered < requests && failed === 0 && performance.now() < deadline) {
    const send = await entrant.prepare({
      connections: 64,
      mix: { bytes: 1000, newPeople: 0, duplicates: 0, forged: 0 },
      requests: Math.min(batch, requests - answered),
      seconds: (deadline - performance.now()) / 1000,
      perSecond: null,
    })
    const result = await send()
    answered += result.answered
    failed += result.failed
  }
  const { stored, expected } = await entrant.checkStored()
  return {
    contestant: entrant.contestant.id,
    requests: answered,
    peakBytes: peakResidentBytesOf(pid),
    bytesAfter: residentBytesOf(pid),
    faults: [
      ...(failed > 0 ? [`${failed} requests without an answer`] : []),
      ...(stored !== expected ? [`${expected} events accepted, ${stored} kept`] : []),
    ],
  }
}
