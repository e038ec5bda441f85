import assert from 'node:assert/strict'
import type { AddressedRequest } from '@conduit/recordings'
import type { Reply, TestServer } from '@conduit/recordings/player'
import { assertSound } from './assert-sound.ts'

/** Sends a request and insists on one of some statuses. */
export async function expectStatus(
  server: TestServer,
  request: AddressedRequest,
  allowed: readonly number[],
  what: string,
): Promise<Reply> {
  const { thrown, verified } = server.adapterCalls
  const from = { thrown: thrown.length, verified: verified.length }
  const reply = await server.send(request)
  const isTaken = verified.slice(from.verified).some(({ proof }) => proof !== null)
  assert.ok(
    allowed.includes(reply.status),
    `${what}: ${answered(reply, isTaken)}, but must be answered with ${allowed.join(' or ')}`,
  )
  // The pipeline keeps such a delivery for a replay and answers 200: the defect is the adapter's.
  assertSound(thrown.slice(from.thrown), what)
  return reply
}

function answered({ status, observation }: Reply, isTaken: boolean): string {
  const reason = observation?.reason == null ? '' : ` (${observation.reason})`
  return `${isTaken ? 'accepted by verifySignature and ' : ''}answered with ${status}${reason}`
}
