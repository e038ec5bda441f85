import type { TestRunner } from './adapter-suite.ts'
import { consentChecks } from './store/consent-checks.ts'
import { deliveryChecks } from './store/delivery-checks.ts'
import { lookupChecks } from './store/lookup-checks.ts'
import { peopleChecks } from './store/people-checks.ts'
import { queueChecks } from './store/queue-checks.ts'
import { recordChecks } from './store/record-checks.ts'
import { sessionChecks } from './store/session-checks.ts'
import type { MakeStoreUnderTest } from './store/store-under-test.ts'
import { suppressionChecks } from './store/suppression-checks.ts'

const checks = [
  ...lookupChecks,
  ...recordChecks,
  ...deliveryChecks,
  ...peopleChecks,
  ...consentChecks,
  ...queueChecks,
  ...sessionChecks,
  ...suppressionChecks,
]

/**
 * Proves a store: the promises of core's `Store` that receivers and runs at platforms rely on. What
 * became of them is read by an observer of the store's own author, not through the port.
 *
 * @param make a fresh store for each test; it is closed afterwards
 * @example
 * test('the store on PostgreSQL', t => storeSuite(t, makeStore))
 */
export async function storeSuite(t: TestRunner, make: MakeStoreUnderTest): Promise<void> {
  for (const { name, run } of checks) {
    await t.test(`store: ${name}`, { skip: false }, () => run(make))
  }
}
