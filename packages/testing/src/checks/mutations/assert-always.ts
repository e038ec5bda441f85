import assert from 'node:assert/strict'
import fc from 'fast-check'

/**
 * Insists that a property holds for all mutations that are tried, always the same ones. What breaks
 * it is told in the words of the property, after it was made as small as it gets.
 */
export async function assertAlways<Ts extends unknown[]>(
  property: fc.IAsyncProperty<Ts>,
  options: { readonly numRuns: number; readonly examples?: Ts[] },
): Promise<void> {
  const { failed, errorInstance, counterexamplePath, numRuns } = await fc.check(property, {
    ...options,
    seed: mutationSeed,
  })
  if (!failed) return
  const found = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  const where = `seed ${mutationSeed}, run ${numRuns}, path ${counterexamplePath}`
  assert.fail(`${found}\n  (${where})`)
}

/** Always the same mutations: a suite that fails on some days only helps nobody. */
export const mutationSeed = 20_261_110
