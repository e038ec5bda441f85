import { randomBytes } from 'node:crypto'
import { hashKey } from '@conduit/core/host'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Database, Executor } from '../database/database.ts'
import { serverId } from '../database/server-id.ts'
import { notFound } from '../errors/not-found.ts'
import type { MintedKey } from '../keys/dx-key-rows.ts'
import { apiKeys } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'

/** What the holder of an API key may do. */
export type Role = (typeof apiKeys)['$inferSelect']['role']

/** Whom an API key belongs to. */
export interface ApiKeyHolder {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** Null: good for all controllers. */
  readonly controllerId: string | null
}

/**
 * Makes an API key: `cak_` and 32 random bytes, base64url. Shown once, stored as its SHA-256.
 *
 * @param input `controllerId` null: good for all controllers; `key`: one that the operator brings
 */
export async function createApiKey(
  { database, now }: Pick<AdministrationContext, 'database' | 'now'>,
  actor: Actor,
  input: Omit<ApiKeyHolder, 'id'> & { readonly key?: string },
): Promise<MintedKey> {
  const { key = newApiKey() } = input
  const at = now()
  return await database.transaction(executor =>
    insertApiKey(executor, actor, { ...input, key, at }),
  )
}

/** A key that nobody has: `cak_` and 32 random bytes, base64url. */
function newApiKey(): string {
  return `cak_${randomBytes(32).toString('base64url')}`
}

/**
 * Makes the first API key that a database has ever had, once, however many servers start together.
 *
 * @param settle is given a new key while all others wait, and says which one it is to be; if it fails none is made
 * @returns null: there was one before, which may be revoked by now
 */
export async function createFirstApiKey(
  { database, now }: Pick<AdministrationContext, 'database' | 'now'>,
  actor: Actor,
  input: Omit<ApiKeyHolder, 'id'>,
  settle: (fresh: string) => Promise<string>,
): Promise<MintedKey | null> {
  return await database.transaction(async executor => {
    await executor.execute(sql`select pg_advisory_xact_lock(hashtext('conduit first api key'))`)
    const [before] = await executor.select({ id: apiKeys.id }).from(apiKeys).limit(1)
    if (before !== undefined) return null
    const key = await settle(newApiKey())
    return await insertApiKey(executor, actor, { ...input, key, at: now() })
  })
}

async function insertApiKey(
  executor: Executor,
  actor: Actor,
  input: Omit<ApiKeyHolder, 'id'> & { readonly key: string; readonly at: Date },
): Promise<MintedKey> {
  const id = uuidv7()
  const { role, key, at } = input
  const controllerId = input.controllerId ?? serverId
  const name = cleanText(input.name, textLimits.type)
  await executor
    .insert(apiKeys)
    .values({ controllerId, id, hash: hashKey(key), role, name, createdAt: at })
  await writeAudit(executor, {
    at,
    controllerId,
    actor,
    action: 'api_key.created',
    objectType: 'api_key',
    objectId: id,
    details: { role },
  })
  return { id, key }
}

/**
 * Who holds an API key.
 * @param hash hex SHA-256 of the key
 */
export async function findApiKey(database: Database, hash: string): Promise<ApiKeyHolder | null> {
  const [row] = await database.run(executor =>
    executor
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.hash, hash), isNull(apiKeys.revokedAt))),
  )
  if (row === undefined) return null
  const { id, name, role, controllerId } = row
  return { id, name, role, controllerId: controllerId === serverId ? null : controllerId }
}

/**
 * Revokes an API key.
 * @throws {ConduitError} `not_found`: there is none, or it was revoked before
 */
export async function revokeApiKey(
  { database, now }: AdministrationContext,
  actor: Actor,
  key: Pick<ApiKeyHolder, 'id' | 'controllerId'>,
): Promise<void> {
  const at = now()
  const controllerId = key.controllerId ?? serverId
  await database.transaction(async executor => {
    const revoked = await executor
      .update(apiKeys)
      .set({ revokedAt: at })
      .where(and(isRow(apiKeys, { controllerId, id: key.id }), isNull(apiKeys.revokedAt)))
      .returning({ id: apiKeys.id })
    if (revoked.length === 0) throw notFound('API key')
    await writeAudit(executor, {
      at,
      controllerId,
      actor,
      action: 'api_key.revoked',
      objectType: 'api_key',
      objectId: key.id,
    })
  })
}
