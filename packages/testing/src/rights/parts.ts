import assert from 'node:assert/strict'
import { isPlatformError } from '@conduit/core'
import type { PlatformAccess } from '@conduit/core/host'
import type { TestRunner } from '../adapter-suite.ts'
import { accessTo, type Connected, type RunningFake } from './connected.ts'

/** Faults that a platform may have in any answer. */
const faults = [
  ...(['unauthorized', 'forbidden', 'rate_limited', 'server_error', 'redirect'] as const),
  ...(['html', 'truncated', 'silence'] as const),
]

/** Work of more calls is tried at its first ones. */
const mostFaultyCalls = 12

/** A platform in which people are. */
export interface UnderTest<People> extends Connected {
  /** Starts a fake platform in which these people are, best brought there by the platform's own client. */
  /** @param now the platform's time; default: that of the tests */
  start(now?: Date): Promise<FakeWith<People>>
}

type FakeWith<People> = RunningFake & { readonly people: People }

/** What a part of a suite works with. */
export interface Tried<People> {
  readonly under: UnderTest<People>
  readonly fake: FakeWith<People>
  readonly access: PlatformAccess
}

/** Runs the parts of a suite, each with a fake platform and an access of its own. */
export function partsOf<People>(t: TestRunner, what: string, under: UnderTest<People>) {
  return async (name: string, work: (tried: Tried<People>) => Promise<void>): Promise<void> => {
    await t.test(`${what}: ${name}`, {}, async () => {
      const fake = await under.start()
      try {
        await work({ under, fake, access: await accessTo(under, fake.platform) })
      } finally {
        await fake.platform.close()
      }
    })
  }
}

/**
 * Lets the platform fail from each call on that some work makes, in each way: what is thrown is always
 * the platform's.
 */
export async function bearsEachFault(
  under: Connected,
  { platform }: RunningFake,
  work: (access: PlatformAccess) => Promise<unknown>,
  prepare: () => Promise<void> = async () => undefined,
): Promise<void> {
  await prepare()
  const before = platform.calls.length
  await work(await accessTo(under, platform))
  const count = platform.calls.length - before
  for (let at = 0; at < Math.min(count, mostFaultyCalls); at++) {
    for (const fault of faults) {
      await prepare()
      // A token that is held already would hide how one is obtained.
      const access = await accessTo(under, platform)
      platform.fail(fault, at)
      const outcome = await work(access).then(
        () => null,
        error => error,
      )
      platform.fail(null)
      assert.ok(isPlatformError(outcome), `${fault} at call ${at} is told as the platform's`)
    }
  }
}
