import assert from 'node:assert/strict'
import type { IntegrationAdapter, Samples } from '@conduit/core'
import { bodyChecks } from './checks/body.ts'
import type { Check, SuiteContext } from './checks/check.ts'
import { contractChecks } from './checks/contract.ts'
import { determinismChecks } from './checks/determinism.ts'
import { fetchedDataChecks } from './checks/fetched-data.ts'
import { mutationChecks } from './checks/mutations.ts'
import { personalDataChecks } from './checks/personal-data.ts'
import { platformChecks } from './checks/platform.ts'
import { prepare } from './checks/prepare.ts'
import { purityChecks } from './checks/purity.ts'
import { recordingChecks } from './checks/recordings.ts'
import { repetitionChecks } from './checks/repetition.ts'
import { signatureBytesChecks } from './checks/signature-bytes.ts'
import { signatureHeaderChecks } from './checks/signature-header.ts'
import { signatureSecretChecks } from './checks/signature-secrets.ts'
import { tenancyChecks } from './checks/tenancy.ts'

/** The part of a test runner that the suite uses; tap's `t` and `node:test`'s have it. */
export interface TestRunner {
  test(
    name: string,
    options: { readonly skip?: string | boolean },
    run: () => Promise<void>,
  ): unknown
}

/** How an adapter differs from what the suite takes for granted. */
export interface SuiteOptions {
  /** Name of a check → why it does not hold for this platform. It is shown as skipped, with this. */
  readonly skip?: { readonly [check: string]: string }
}

/**
 * Proves an adapter: its contract, each of its recordings, and what any receiver of webhooks must
 * refuse and survive. Runs under tap and under `node:test`.
 *
 * @param t the test that it becomes part of
 * @example
 * test('acme conforms', t => adapterSuite(t, acme, samples))
 */
export async function adapterSuite(
  t: TestRunner,
  adapter: IntegrationAdapter,
  samples: Samples,
  { skip = {} }: SuiteOptions = {},
): Promise<void> {
  const context = await prepare(adapter, samples)
  const checks = checksFor(context.plays)
  const names = new Set(checks.map(({ name }) => name))
  const unknown = Object.keys(skip).filter(name => !names.has(name))
  assert.deepEqual(unknown, [], 'options.skip names checks that there are')
  for (const check of checks) {
    const reason = skip[check.name] ?? reasonOf(check, context) ?? false
    await t.test(check.name, { skip: reason }, async () => {
      await check.run(context)
    })
  }
}

/** Where even that cannot be told, the check itself will say what is wrong. */
function reasonOf(check: Check, context: SuiteContext): string | null {
  try {
    return check.skip?.(context) ?? null
  } catch {
    return null
  }
}

/** All checks, in the order in which they run. */
function checksFor(plays: Parameters<typeof recordingChecks>[0]): readonly Check[] {
  return [
    ...contractChecks,
    ...recordingChecks(plays),
    ...signatureBytesChecks,
    ...signatureHeaderChecks,
    ...signatureSecretChecks,
    ...bodyChecks,
    ...tenancyChecks,
    ...repetitionChecks,
    ...platformChecks,
    ...personalDataChecks,
    ...fetchedDataChecks,
    ...determinismChecks,
    ...purityChecks,
    ...mutationChecks,
  ]
}
