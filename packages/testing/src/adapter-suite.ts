import assert from 'node:assert/strict'
import type { IntegrationAdapter, Samples } from '@conduit/core'
import { checksFor } from './checks/checks-for.ts'
import type { Check, SuiteContext } from './checks/context/check.ts'
import { prepare } from './checks/context/prepare.ts'
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
  assertSkips(skip, checks)
  const failures: string[] = []
  for (const check of checks) {
    const reason = skip[check.name] ?? reasonOf(check, context) ?? false
    await t.test(check.name, { skip: reason }, async () => {
      try {
        await check.run(context)
      } catch (error) {
        const told = explained(error, check)
        failures.push('', ...failureLines(check.name, told))
        throw told
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

function assertSkips(
  skip: NonNullable<SuiteOptions['skip']>,
  checks: readonly Pick<Check, 'name'>[],
): void {
  const names = new Set(checks.map(({ name }) => name))
  const unknown = Object.keys(skip).filter(name => !names.has(name))
  assert.deepEqual(unknown, [], `options.skip names checks that there are, not ${unknown}`)
  const silent = Object.keys(skip).filter(name => skip[name]?.trim() === '')
  assert.deepEqual(silent, [], `options.skip says why, also of ${silent}`)
}

/** Where even that cannot be told, the check itself will say what is wrong. */
function reasonOf(check: Check, context: SuiteContext): string | null {
  try {
    return check.skip?.(context) ?? null
  } catch {
    return null
  }
}

/** What is wrong, and below it what to do. */
function explained(error: unknown, { hint }: Check): Error {
  const isAssertion = error instanceof assert.AssertionError
  const found = isAssertion ? error.message : `the check came upon ${error}`
  return new Error(`${found}\n  What to do: ${hint}`, { cause: error })
}
