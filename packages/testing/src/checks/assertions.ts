import assert from 'node:assert/strict'
import type { AddressedRequest } from '../play/address.ts'
import type { Reply, Rig } from '../play/rig.ts'
import type { Specimen } from './specimen.ts'

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
  const defect = thrown[from.thrown]
  assert.ok(defect === undefined, `${what}: ${defect?.method} threw ${defect?.error}`)
  return reply
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
