import { randomBytes } from 'node:crypto'
import { hashKey } from '@conduit/core'
import { and, eq, isNull } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Database } from '../client.ts'
import { apiKeys } from '../schema/index.ts'
import { serverId } from '../server-id.ts'
import { cleanText, textLimits } from '../text.ts'
import { type Actor, writeAudit } from './audit.ts'
import { type AdministrationContext, notFound } from './context.ts'
import type { MintedKey } from './dx-key-rows.ts'

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
  { database, now }: AdministrationContext,
  actor: Actor,
  input: Omit<ApiKeyHolder, 'id'> & { readonly key?: string },
): Promise<MintedKey> {
  const id = uuidv7()
  const at = now()
  const { role, key = `cak_${randomBytes(32).toString('base64url')}` } = input
  const controllerId = input.controllerId ?? serverId
  await database.transaction(async executor => {
    const name = cleanText(input.name, textLimits.type)
    const hash = Buffer.from(hashKey(key), 'hex')
    await executor.insert(apiKeys).values({ controllerId, id, hash, role, name, createdAt: at })
    await writeAudit(executor, {
      at,
      controllerId,
      actor,
      action: 'api_key.created',
      objectType: 'api_key',
      objectId: id,
      details: { role },
    })
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
      .where(and(eq(apiKeys.hash, Buffer.from(hash, 'hex')), isNull(apiKeys.revokedAt))),
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
      .where(
        and(
          eq(apiKeys.controllerId, controllerId),
          eq(apiKeys.id, key.id),
          isNull(apiKeys.revokedAt),
        ),
      )
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
