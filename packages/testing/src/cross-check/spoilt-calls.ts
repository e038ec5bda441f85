import type { IntegrationAdapter } from '@conduit/core'
import { withOtherSecrets } from '../checks/signature/other-secret.ts'
import type { SignedCall } from './signed-call.ts'

/** Headers that carry a signature, whatever platforms call them. */
const proof = /signature|hmac/i

/** Copies of a genuine call that nobody may take for genuine any more, each with what was done to it. */
export function spoiltCalls(
  adapter: IntegrationAdapter,
  call: SignedCall,
): ReadonlyMap<string, SignedCall> {
  const { body, headers, settings } = call
  const flipped = Buffer.from(body)
  const middle = Math.floor(body.length / 2)
  flipped[middle] = (flipped[middle] ?? 0) ^ 1
  const proofs = Object.entries(headers).filter(([name]) => proof.test(name))
  const others = Object.entries(headers).filter(([name]) => !proof.test(name))
  const replaced = (change: (value: string) => string): SignedCall => ({
    ...call,
    headers: Object.fromEntries([
      ...others,
      ...proofs.map(([name, value]) => [name, change(value)]),
    ]),
  })
  return new Map([
    ['one bit flipped', { ...call, body: flipped }],
    ['its last byte cut off', { ...call, body: body.subarray(0, -1) }],
    ['a blank behind it', { ...call, body: Buffer.concat([body, Buffer.from(' ')]) }],
    ['no body', { ...call, body: Buffer.alloc(0) }],
    ['no signature', { ...call, headers: Object.fromEntries(others) }],
    ['an empty signature', replaced(() => '')],
    ['half a signature', replaced(value => value.slice(0, value.length / 2))],
    ['other secrets', { ...call, settings: withOtherSecrets(adapter, settings) }],
  ])
}
