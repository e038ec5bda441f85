import type { Token } from '@conduit/core'
import type { IntegrationRef, Sessions } from '@conduit/core/host'
import type { Keyring } from '@conduit/privacy'
import { and, eq, gt, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { integrationAccounts, integrations } from '../schema/index.ts'
import { isIntegration } from '../schema/row-ref.ts'
import { areAccountsOf } from './integration-accounts.ts'
import { isKept, selectIntegration } from './integration-rows.ts'
import { openJson, type SealedOwner, sealJson } from './sealed-json.ts'
import { writeState } from './write-state.ts'

/**
 * Makes the part of the store that runs at platforms hold and remember.
 *
 * @param onStateChange called after a state was written, so that the old one is not remembered
 */
export function createSessions(
  database: Database,
  { keyring }: { readonly keyring: Keyring },
  onStateChange: (integration: IntegrationRef) => void,
): Sessions {
  return {
    acquire: (integration, holder, milliseconds) =>
      acquire(database, integration, holder, milliseconds),
    release: async (integration, holder) => {
      await database.run(executor =>
        executor
          .update(integrations)
          .set({ leaseHolder: null, leaseUntil: null })
          .where(and(isIntegration(integration), eq(integrations.leaseHolder, holder))),
      )
    },
    state: async ref => {
      const { integration, owner } = await load(database, ref)
      return openJson(keyring, owner, 'state', integration.state) ?? {}
    },
    saveState: async (ref, state) => {
      const { owner } = await load(database, ref)
      await database.run(executor => writeState(executor, keyring, owner, state))
      onStateChange(ref)
    },
    provenAccounts: ref => selectProven(database, ref),
    token: async ref => {
      const { integration, owner } = await load(database, ref)
      return openToken(keyring, owner, integration.token)
    },
    saveToken: async (ref, token) => {
      const { owner } = await load(database, ref)
      const sealed = token === null ? null : sealJson(keyring, owner, 'token', token)
      await database.run(executor =>
        executor.update(integrations).set({ token: sealed }).where(isKept(ref)),
      )
    },
  }
}

/** No version gives a longer one: what ends later was given before the clock was set back. */
const longestLease = sql`interval '5 minutes'`

/**
 * A lease is a row: it holds over pools and replicas, and ends by itself when its holder dies. Its
 * times are the database's.
 */
async function acquire(
  database: Database,
  integration: IntegrationRef,
  holder: string,
  milliseconds: number,
): Promise<boolean> {
  const { leaseHolder, leaseUntil } = integrations
  const isFree = or(
    isNull(leaseHolder),
    eq(leaseHolder, holder),
    lte(leaseUntil, sql`now()`),
    gt(leaseUntil, sql`now() + ${longestLease}`),
  )
  const until = sql`now() + ${milliseconds}::int * interval '1 millisecond'`
  const taken = await database.run(executor =>
    executor
      .update(integrations)
      .set({ leaseHolder: holder, leaseUntil: until })
      .where(and(isIntegration(integration), eq(integrations.status, 'enabled'), isFree))
      .returning({ id: integrations.id }),
  )
  return taken.length > 0
}

async function selectProven(database: Database, ref: IntegrationRef): Promise<readonly string[]> {
  const { account, proof } = integrationAccounts
  const rows = await database.run(executor =>
    executor
      .select({ account })
      .from(integrationAccounts)
      .where(and(areAccountsOf(ref), isNotNull(proof))),
  )
  return rows.map(row => row.account)
}

/** What is sealed of an integration; a removed one has nothing left, and gets nothing new. */
async function load(database: Database, ref: IntegrationRef) {
  const row = await database.run(executor => selectIntegration(executor, ref))
  if (row === null) throw notFound('integration')
  const { integration, controller } = row
  return { integration, owner: { id: ref.id, controller } }
}

function openToken(keyring: Keyring, owner: SealedOwner, blob: Uint8Array | null): Token | null {
  const stored = openJson(keyring, owner, 'token', blob)
  if (stored === null) return null
  const { expiresAt, ...token } = stored as unknown as Omit<Token, 'expiresAt'> & {
    expiresAt?: string
  }
  return { ...token, ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }) }
}
