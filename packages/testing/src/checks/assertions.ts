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
  const thrown = rig.sight.thrown.length
  const reply = await rig.send(request)
  assert.ok(
    allowed.includes(reply.status),
    `${what}: status ${reply.status} instead of ${allowed.join(' or ')}${because(reply)}`,
  )
  // The pipeline keeps such a delivery for a replay and answers 200: the defect is the adapter's.
  const defect = rig.sight.thrown[thrown]
  assert.ok(defect === undefined, `${what}: ${defect?.method} threw ${String(defect?.error)}`)
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

function because({ observation }: Reply): string {
  return observation?.reason == null ? '' : ` (${observation.reason})`
}
