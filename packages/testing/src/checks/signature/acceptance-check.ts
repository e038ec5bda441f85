import assert from 'node:assert/strict'
import type { Play } from '@conduit/recordings/player'
import type { Check } from '../context/check.ts'

/** Before all that follows: where nothing is let in, everything else fails as well. */
export const acceptanceCheck: Check = {
  name: 'signature: what the platform sent is accepted',
  hint: 'write verifySignature: it must accept what the platform sent, with the recorded secret.',
  skip: ({ plays }) =>
    genuine(plays).length > 0 ? null : 'no recording holds a delivery that is to be accepted',
  run({ plays }) {
    const refused = genuine(plays).map(({ file, observed }) => {
      const isRefused = observed?.adapterCalls.verified.every(({ proof }) => proof === null)
      return isRefused ? `${file}: ${observed?.reply.observation?.reason}` : null
    })
    const isOpen = refused.some(each => each === null)
    assert.ok(isOpen, ['verifySignature refuses everything:', ...refused].join('\n'))
  },
}

/** Deliveries that are to be accepted, and came as far as verifySignature. */
export function genuine(plays: readonly Play[]): readonly Play[] {
  return plays.filter(
    ({ recording, observed }) =>
      recording?.request?.method === 'POST' &&
      recording.expect.status === 200 &&
      (observed?.adapterCalls.verified.length ?? 0) > 0,
  )
}
