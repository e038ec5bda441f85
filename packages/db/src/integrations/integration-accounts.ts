import { ConduitError } from '@conduit/core'
import type { IntegrationRef } from '@conduit/core/host'
import { and, eq } from 'drizzle-orm'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Executor } from '../database/database.ts'
import { conflictOn } from '../errors/conflict-on.ts'
import { integrationAccounts } from '../schema/index.ts'

/**
 * Gives accounts to an integration.
 * @throws {ConduitError} `invalid`; a conflict is thrown by the database, see `accountConflict`
 */
export async function claimAccounts(
  executor: Executor,
  { controllerId, id }: IntegrationRef,
  adapter: string,
  accounts: readonly string[],
): Promise<void> {
  const unique = [...new Set(accounts)].sort()
  if (
    unique.some(account => account === '' || cleanText(account, textLimits.account) !== account)
  ) {
    throw new ConduitError('invalid', { reason: 'an account is empty, too long or unprintable' })
  }
  if (unique.length === 0) return
  await executor
    .insert(integrationAccounts)
    .values(unique.map(account => ({ controllerId, integrationId: id, adapter, account })))
}

/** Makes an integration's accounts free for others. */
export async function releaseAccounts(executor: Executor, { controllerId, id }: IntegrationRef) {
  await executor
    .delete(integrationAccounts)
    .where(
      and(
        eq(integrationAccounts.controllerId, controllerId),
        eq(integrationAccounts.integrationId, id),
      ),
    )
}

/** Says that an account is another integration's, where that was why a transaction failed. */
export function accountConflict(error: unknown): unknown {
  const reason = 'another integration of this adapter has this account'
  return conflictOn(error, 'integration_accounts_account', reason)
}
