import type { IntegrationAdapter, Samples } from '@conduit/core'
import { adapterSuite, type TestRunner } from '@conduit/testing'

/** How the checks of a suite ended. */
export interface Verdicts {
  /** Names of all checks, in the order in which they run. */
  readonly names: readonly string[]
  readonly passed: readonly string[]
  /** With what the author is told. */
  readonly failed: ReadonlyMap<string, string>
  /** With the reason. */
  readonly skipped: ReadonlyMap<string, string>
  /** What the suite says of it at the end. */
  readonly told: readonly string[]
}

/**
 * Runs the suite on an adapter and notes how each check ended.
 * @param runs the checks to run, by name; default: all
 */
export async function verdictsOf(
  adapter: IntegrationAdapter,
  samples: Samples,
  runs: (name: string) => boolean = () => true,
): Promise<Verdicts> {
  const names: string[] = []
  const passed: string[] = []
  const failed = new Map<string, string>()
  const skipped = new Map<string, string>()
  const told: string[] = []
  const runner: TestRunner = {
    comment: line => told.push(line),
    async test(name, { skip }, run) {
      names.push(name)
      if (typeof skip === 'string') return void skipped.set(name, skip)
      if (!runs(name)) return
      try {
        await run()
        passed.push(name)
      } catch (error) {
        failed.set(name, error instanceof Error ? error.message : String(error))
      }
    },
  }
  await adapterSuite(runner, adapter, samples)
  return { names, passed, failed, skipped, told }
}
