import type { IntegrationRef } from '@conduit/core/host'
import { aliasedTable, and, asc, desc, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { integrationAccounts } from '../schema/index.ts'

/** An account as the tenant is shown it who claims it. */
export interface ClaimedAccount {
  readonly account: string
  readonly state: 'proven' | 'unproven'
  /** Another integration claims it as well; told to none but who has proven it. */
  readonly contested: boolean
}

/** A claim as the server's owner is shown it. */
export interface AccountClaim extends ClaimedAccount, IntegrationRef {
  /** The platform said that the integration's own token opens the account. */
  readonly recognised: boolean
}

const mostClaims = 500
const other = aliasedTable(integrationAccounts, 'other')

/** Is there another claim to the account of a row? */
const isContested: SQL<boolean> = sql`exists (select 1 from ${integrationAccounts} ${sql.identifier('other')}
  where ${other.adapter} = ${integrationAccounts.adapter} and ${other.account} = ${integrationAccounts.account}
  and ${ne(other.integrationId, integrationAccounts.integrationId)})`

/** What integrations claim, by their ids, each in the order of its accounts. */
export async function accountsOf(
  database: Database,
  rows: readonly IntegrationRef[],
): Promise<ReadonlyMap<string, readonly ClaimedAccount[]>> {
  const accounts = new Map<string, ClaimedAccount[]>()
  if (rows.length === 0) return accounts
  const { controllerId, integrationId } = integrationAccounts
  const mine = and(
    ofControllers(controllerId, [...new Set(rows.map(row => row.controllerId))]),
    inArray(
      integrationId,
      rows.map(({ id }) => id),
    ),
  )
  for (const { id, account, state, contested } of await claims(database, mine)) {
    const shown = { account, state, contested: contested && state === 'proven' }
    accounts.set(id, [...(accounts.get(id) ?? []), shown])
  }
  return accounts
}

/**
 * What waits for a decision of the server's owner: claims without proof, and with them whoever has the
 * proof of the same account. Contested ones first; 500 at most.
 *
 * @param of the controller whose claims are listed, as it may see them itself; null: all
 */
export async function listAccountClaims(
  database: Database,
  of: string | null,
): Promise<readonly AccountClaim[]> {
  const open = or(isNull(integrationAccounts.proof), isContested)
  if (of === null)
    return await claims(database, open, { first: [desc(isContested)], limit: mostClaims })
  // In an order that says nothing of others either.
  const mine = and(ofControllers(integrationAccounts.controllerId, [of]), open)
  return (await claims(database, mine, { limit: mostClaims })).map(claim => {
    const isProven = claim.state === 'proven'
    const { contested, recognised } = claim
    return { ...claim, contested: contested && isProven, recognised: recognised && isProven }
  })
}

async function claims(
  database: Database,
  where: SQL | undefined,
  { first = [], limit }: { readonly first?: readonly SQL[]; readonly limit?: number } = {},
): Promise<readonly AccountClaim[]> {
  const { controllerId, integrationId: id, account, adapter, proof } = integrationAccounts
  const { recognisedAt } = integrationAccounts
  // Wrapped: of a statement about one table drizzle takes the table's name out of what is selected.
  const contested = sql<boolean>`${isContested}`.as('contested')
  const found = await database.run(executor => {
    const query = executor
      .select({ controllerId, id, account, proof, recognisedAt, contested })
      .from(integrationAccounts)
      .where(where)
      .orderBy(...first, asc(adapter), asc(account), asc(id))
    return limit === undefined ? query : query.limit(limit)
  })
  return found.map(({ proof, recognisedAt, ...claim }) => ({
    ...claim,
    state: proof === null ? 'unproven' : 'proven',
    recognised: recognisedAt !== null,
  }))
}
