import { ConduitError } from '@conduit/core'
import type { IntegrationRef } from '@conduit/core/host'
import { and, eq, notInArray, type SQL } from 'drizzle-orm'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Executor } from '../database/database.ts'
import { integrationAccounts } from '../schema/index.ts'

/**
 * Makes these the accounts that an integration claims. Whether others claim them is not asked, so
 * nobody can find out that way. What it has proven of them stays so.
 * @throws {ConduitError} `invalid`
 */
export async function claimAccounts(
  executor: Executor,
  ref: IntegrationRef,
  adapter: string,
  accounts: readonly string[],
): Promise<void> {
  const unique = [...new Set(accounts)].sort()
  if (
    unique.some(account => account === '' || cleanText(account, textLimits.account) !== account)
  ) {
    throw new ConduitError('invalid', { reason: 'an account is empty, too long or unprintable' })
  }
  await releaseAccounts(executor, ref, unique)
  if (unique.length === 0) return
  const { controllerId, id: integrationId } = ref
  await executor
    .insert(integrationAccounts)
    .values(unique.map(account => ({ controllerId, integrationId, adapter, account })))
    .onConflictDoNothing({
      target: [
        integrationAccounts.controllerId,
        integrationAccounts.integrationId,
        integrationAccounts.account,
      ],
    })
}

/** Gives up an integration's accounts, but for some, and with them what it has proven of them. */
export async function releaseAccounts(
  executor: Executor,
  ref: IntegrationRef,
  butFor: readonly string[] = [],
): Promise<void> {
  const others =
    butFor.length === 0 ? undefined : notInArray(integrationAccounts.account, [...butFor])
  await executor.delete(integrationAccounts).where(and(areAccountsOf(ref), others))
}

/** The rows of an integration's accounts. */
export function areAccountsOf({ controllerId, id }: IntegrationRef): SQL | undefined {
  return and(
    eq(integrationAccounts.controllerId, controllerId),
    eq(integrationAccounts.integrationId, id),
  )
}
