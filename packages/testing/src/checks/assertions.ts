import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { AddressedRequest } from '@conduit/recordings'
import type { Reply, Rig } from '@conduit/recordings/player'
import type { Specimen } from './specimen.ts'

const mostListed = 10
const longestShown = 300

/** Insists that there is nothing to complain of; what there is stands in the message, line by line. */
export function assertNone(faults: readonly string[], what: string): void {
  const lines = [...new Set(faults)]
  const more = lines.length > mostListed ? [`… and ${lines.length - mostListed} more`] : []
  const listed = [...lines.slice(0, mostListed), ...more].map(line => `\n  - ${line}`)
  assert.ok(faults.length === 0, `${what}:${listed.join('')}`)
}

/** Insists that two values are the same; both stand in the message. */
export function assertSame(actual: unknown, expected: unknown, what: string): void {
  const isSame = isDeepStrictEqual(actual, expected)
  assert.ok(isSame, `${what}: ${shown(actual)} instead of ${shown(expected)}`)
}

/** Sends a request and insists on one of some statuses. */
export async function expectStatus(
  rig: Rig,
  request: AddressedRequest,
  allowed: readonly number[],
  what: string,
): Promise<Reply> {
  const { thrown, verified } = rig.sight
  const from = { thrown: thrown.length, verified: verified.length }
  const reply = await rig.send(request)
  const isTaken = verified.slice(from.verified).some(({ proof }) => proof !== null)
  assert.ok(
    allowed.includes(reply.status),
    `${what}: ${answered(reply, isTaken)}, but must be answered with ${allowed.join(' or ')}`,
  )
  // The pipeline keeps such a delivery for a replay and answers 200: the defect is the adapter's.
  assertSound(thrown.slice(from.thrown), what)
  return reply
}

/** Insists that no method of the adapter threw anything but a refusal. */
export function assertSound(thrown: Rig['sight']['thrown'], what: string): void {
  const [defect] = thrown
  assert.ok(defect === undefined, `${what}: ${defect?.method} threw ${String(defect?.error)}`)
}

/** Runs something for each specimen, with an open application that is closed again. */
export async function withEach(
  specimens: readonly Specimen[],
  run: (specimen: Specimen, rig: Rig) => Promise<void>,
): Promise<void> {
  for (const specimen of specimens) {
    await withRig(specimen.open(), rig => run(specimen, rig))
  }
}

/** Runs something with an application that is closed again. */
export async function withRig(opening: Promise<Rig>, run: (rig: Rig) => Promise<void>) {
  const rig = await opening
  try {
    await run(rig)
  } finally {
    await rig.close()
  }
}

function answered({ status, observation }: Reply, isTaken: boolean): string {
  const reason = observation?.reason == null ? '' : ` (${observation.reason})`
  return `${isTaken ? 'accepted by verifySignature and ' : ''}answered with ${status}${reason}`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
}
