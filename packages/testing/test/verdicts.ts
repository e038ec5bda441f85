import type { IntegrationAdapter, Samples } from '@conduit/core'
import { adapterSuite, type TestRunner } from '@conduit/testing'

/** How the checks of a suite ended: `null` passed, a text failed or skipped with this reason. */
export interface Verdicts {
  readonly passed: readonly string[]
  readonly failed: ReadonlyMap<string, string>
  readonly skipped: ReadonlyMap<string, string>
  /** What the suite says of it at the end. */
  readonly told: readonly string[]
}

/**
 * Runs the suite on an adapter and notes how each check ended.
 * @param only name of the one check to run; default: all
 */
export async function verdictsOf(
  adapter: IntegrationAdapter,
  samples: Samples,
  only?: string,
): Promise<Verdicts> {
  const passed: string[] = []
  const failed = new Map<string, string>()
  const skipped = new Map<string, string>()
  const told: string[] = []
  const runner: TestRunner = {
    comment: line => told.push(line),
    async test(name, { skip }, run) {
      if (typeof skip === 'string') return void skipped.set(name, skip)
      if (only !== undefined && name !== only) return
      try {
        await run()
        passed.push(name)
      } catch (error) {
        failed.set(name, error instanceof Error ? error.message : String(error))
      }
    },
  }
  await adapterSuite(runner, adapter, samples)
  return { passed, failed, skipped, told }
}
