import type { TestRunner } from './adapter-suite.ts'
import { fetchChecks } from './store/fetch-checks.ts'
import { lookupChecks } from './store/lookups.ts'
import { recordChecks } from './store/recording-checks.ts'
import type { MakeStoreUnderTest } from './store/store-under-test.ts'

/**
 * Proves a store: the promises of core's `Store` that the pipeline and the fetch runs rely on. What
 * became of them is read by an observer of the store's own author, not through the port.
 *
 * @param make a fresh store for each test; it is closed afterwards
 * @example
 * test('the store on PostgreSQL', t => storeSuite(t, makeStore))
 */
export async function storeSuite(t: TestRunner, make: MakeStoreUnderTest): Promise<void> {
  for (const { name, run } of [...lookupChecks, ...recordChecks, ...fetchChecks]) {
    await t.test(`store: ${name}`, { skip: false }, () => run(make))
  }
}
