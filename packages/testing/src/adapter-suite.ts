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
import { refusalChecks } from './checks/refusals.ts'
import { repetitionChecks } from './checks/repetition.ts'
import { signatureBytesChecks } from './checks/signature-bytes.ts'
import { signatureHeaderChecks } from './checks/signature-header.ts'
import { signatureSecretChecks } from './checks/signature-secrets.ts'
import { tenancyChecks } from './checks/tenancy.ts'
import { failureLines } from './failure-lines.ts'

/** The part of a test runner that the suite uses; tap's `t` and `node:test`'s have it. */
export interface TestRunner {
  test(
    name: string,
    options: { readonly skip?: string | boolean },
    run: () => Promise<void>,
  ): unknown
  /** Writes a line for a person, in tap. */
  comment?(line: string): unknown
  /** The same in `node:test`; in tap an option of this name. */
  readonly diagnostic?: unknown
}

/** How an adapter differs from what the suite takes for granted. */
export interface SuiteOptions {
  /** Name of a check → why it does not hold for this platform. It is shown as skipped, with this. */
  readonly skip?: { readonly [check: string]: string }
}

/**
 * Proves an adapter: its contract, each of its recordings, and what any receiver of webhooks must
 * refuse and survive. Runs under tap and under `node:test`. What failed is listed once more at the
 * end, in words for the author: it is what is left to do.
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
  const failures: string[] = []
  for (const check of checks) {
    const reason = skip[check.name] ?? reasonOf(check, context) ?? false
    await t.test(check.name, { skip: reason }, async () => {
      try {
        await check.run(context)
      } catch (error) {
        failures.push('', ...failureLines(check.name, error))
        throw error
      }
    })
  }
  for (const line of failures.length > 0 ? ['Left to do:', ...failures] : []) tell(t, line)
}

/** Line by line: `node:test` would write a line break as `\\n`. */
function tell(t: TestRunner, line: string): void {
  if (t.comment !== undefined) t.comment(line)
  else if (typeof t.diagnostic === 'function') t.diagnostic(line)
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
    ...refusalChecks,
    ...fetchedDataChecks,
    ...determinismChecks,
    ...purityChecks,
    ...mutationChecks,
  ]
}
