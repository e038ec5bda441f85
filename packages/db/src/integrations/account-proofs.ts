import type { IntegrationRef, ProofReport } from '@conduit/core/host'
import { aliasedTable, and, asc, eq, inArray, isNotNull, isNull, notExists, sql } from 'drizzle-orm'
import type { Actor } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Executor } from '../database/database.ts'
import { DatabaseError } from '../errors/database-error.ts'
import { notFound } from '../errors/not-found.ts'
import { integrationAccounts } from '../schema/index.ts'
import { areAccountsOf } from './integration-accounts.ts'
import { auditIntegration } from './integration-rows.ts'

/**
 * Keeps what a platform said of an integration's accounts. An account that its token opens is proven,
 * unless another integration has the proof: then it is noted, and the server's owner decides. One that
 * the platform denies is no longer proven, unless the owner said so. A platform that did not answer
 * changes nothing.
 */
export async function keepProof(
  { database, onChange }: AdministrationContext,
  actor: Actor,
  ref: IntegrationRef,
  report: ProofReport,
): Promise<void> {
  if (report.outcome !== 'ok' && report.outcome !== 'auth_failed') return
  const keep = () => database.transaction(executor => keepWord(executor, actor, ref, report))
  try {
    await keep()
  } catch (error) {
    // Another one proved it at the same moment. It is seen now.
    if (!isTaken(error)) throw error
    await keep()
  }
  onChange()
}

async function keepWord(
  executor: Executor,
  actor: Actor,
  ref: IntegrationRef,
  { at, opened }: ProofReport,
): Promise<void> {
  const rows = await executor
    .select()
    .from(integrationAccounts)
    .where(areAccountsOf(ref))
    .orderBy(asc(integrationAccounts.account))
    .for('update')
  const isOpened = ({ account }: { readonly account: string }) => opened.includes(account)
  const denied = rows.filter(row => !isOpened(row))
  const lost = denied.filter(({ proof }) => proof === 'platform' || proof === 'upgrade')
  const set = async (of: typeof rows, values: Partial<(typeof rows)[number]>) => {
    if (of.length === 0) return
    const accounts = of.map(({ account }) => account)
    const { account } = integrationAccounts
    const where = and(areAccountsOf(ref), inArray(account, accounts))
    await executor.update(integrationAccounts).set(values).where(where)
  }
  await set(denied, { recognisedAt: null })
  await set(lost, { proof: null, provenAt: null })
  await set(rows.filter(isOpened), { recognisedAt: at })
  const upgraded = rows.filter(row => isOpened(row) && row.proof === 'upgrade')
  await set(upgraded, { proof: 'platform', provenAt: at })
  const gained = await proveFree(executor, ref, at)
  const note = async (action: string, count: number) => {
    if (count > 0) await auditIntegration(executor, at, actor, action, ref, { count })
  }
  await note('integration.accounts_withdrawn', lost.length)
  await note('integration.accounts_proven', gained.length)
}

/** Proves what the platform has recognised and nobody else has the proof of. */
async function proveFree(executor: Executor, ref: IntegrationRef, at: Date) {
  const other = aliasedTable(integrationAccounts, 'other')
  const { account, adapter, proof, recognisedAt } = integrationAccounts
  const holder = executor
    .select({ one: sql`1` })
    .from(other)
    .where(and(eq(other.adapter, adapter), eq(other.account, account), isNotNull(other.proof)))
  return await executor
    .update(integrationAccounts)
    .set({ proof: 'platform', provenAt: at })
    .where(and(areAccountsOf(ref), isNull(proof), isNotNull(recognisedAt), notExists(holder)))
    .returning({ account })
}

function isTaken(error: unknown): boolean {
  return error instanceof DatabaseError && error.constraint === 'integration_accounts_proven'
}

/**
 * The consent of the server's owner: the account is this integration's from now on, whoever had the
 * proof before.
 * @throws {ConduitError} `not_found`: the integration does not claim it
 */
export async function approveAccount(
  { database, now, onChange }: AdministrationContext,
  actor: Actor,
  ref: IntegrationRef,
  given: string,
): Promise<void> {
  const at = now()
  const account = cleanText(given, textLimits.account)
  await database.transaction(async executor => {
    const claims = await lockClaims(executor, ref, account)
    const isOurs = (claim: (typeof claims)[number]) =>
      claim.controllerId === ref.controllerId && claim.integrationId === ref.id
    if (!claims.some(isOurs)) throw notFound('claim to this account')
    const details = { count: 1 }
    for (const claim of claims) {
      if (claim.proof === null || isOurs(claim)) continue
      const { controllerId, integrationId: id } = claim
      const none = { proof: null, provenAt: null }
      await setProof(executor, { controllerId, id }, account, none)
      const action = 'integration.accounts_withdrawn'
      await auditIntegration(executor, at, actor, action, { controllerId, id }, details)
    }
    await setProof(executor, ref, account, { proof: 'consent', provenAt: at })
    await auditIntegration(executor, at, actor, 'integration.account_approved', ref, details)
  })
  onChange()
}

/** All claims to the account that an integration claims, held in one order against others who decide. */
async function lockClaims(executor: Executor, ref: IntegrationRef, account: string) {
  const { adapter, controllerId, integrationId } = integrationAccounts
  const isAccount = eq(integrationAccounts.account, account)
  const own = executor
    .select({ adapter })
    .from(integrationAccounts)
    .where(and(areAccountsOf(ref), isAccount))
  return await executor
    .select()
    .from(integrationAccounts)
    .where(and(inArray(adapter, own), isAccount))
    .orderBy(asc(controllerId), asc(integrationId))
    .for('update')
}

async function setProof(
  executor: Executor,
  ref: IntegrationRef,
  account: string,
  values: { readonly proof: 'consent' | null; readonly provenAt: Date | null },
): Promise<void> {
  await executor
    .update(integrationAccounts)
    .set(values)
    .where(and(areAccountsOf(ref), eq(integrationAccounts.account, account)))
}
