import type { FaultCase } from '@conduit/testing'
import type { Erased, PlatformCall, Trouble } from './erase-one.ts'

/** Something that goes wrong at a call of the platform, while a whole server erases. */
export type ServerFault =
  | { readonly fault: 'kill'; readonly harm: 'before' | 'after' }
  | Pick<FaultCase, 'fault' | 'harm'>

/** Such are answers: what is given once is final. */
const refusals: ReadonlySet<string> = new Set(['unauthorized', 'forbidden', 'not_found'])

/**
 * Has the server meet a fault at a call of the platform, counted from 0. One that is killed is killed there, before
 * or after the platform has done what it was asked; what else goes wrong does so until all waits.
 *
 * @param met told when it has come to that
 */
export function troubleAt(
  { fault, harm }: ServerFault,
  at: number,
  met: () => void = () => undefined,
): Trouble {
  return ({ platform }, place) => {
    let isMet = false
    const strike = () => {
      isMet = true
      met()
      if (fault === 'kill') {
        platform.fail(null)
        place.kill()
      } else if (refusals.has(fault)) platform.fail(null)
    }
    platform.fail(fault === 'kill' ? 'silence' : fault, at, harm, strike)
    return () => {
      if (isMet) platform.fail(null)
    }
  }
}

/** Notes after each call whether the platform's state has changed by it: what reads changes nothing, and time may have. */
export function watching(changed: boolean[]): Trouble {
  return fake => {
    let before = JSON.stringify(fake.state)
    fake.platform.fail(null, 0, 'before', () => {
      const after = JSON.stringify(fake.state)
      const isRead = fake.platform.calls.at(-1)?.method === 'GET'
      changed.push(!isRead && after !== before)
      before = after
    })
    return () => undefined
  }
}

/** By what the platform knows a change that it was asked for before; null: it has no such key. */
export function keyOf({ headers, url }: PlatformCall): string | null {
  return (
    headers['idempotency-key'] ?? url.searchParams.get('requestid') ?? headers['webhook-id'] ?? null
  )
}

/** Keys under which an erasure asked for changes. */
export function keysOf({ calls }: Erased): ReadonlySet<string> {
  return new Set(calls.map(keyOf).filter(key => key !== null))
}
