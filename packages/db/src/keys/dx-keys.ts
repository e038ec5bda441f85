import { and, eq, gt, isNull, ne, or, type SQL } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { notFound } from '../errors/not-found.ts'
import { dxKeys } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { type KeyBinding, type MintedKey, mintKeyIn } from './dx-key-rows.ts'

/**
 * Makes a DX Key: `dxk_` and 32 random bytes, base64url.
 * @throws {ConduitError} `not_found`: there is no such controller or integration
 */
export async function mintKey(
  { database, now, onChange }: AdministrationContext,
  actor: Actor,
  binding: KeyBinding,
): Promise<MintedKey> {
  const minted = await database.transaction(executor => mintKeyIn(executor, now(), actor, binding))
  onChange()
  return minted
}

/**
 * Makes a new key in the place of all others with the same binding.
 *
 * @param overlapUntil how long the old ones still open; default: they are revoked at once
 */
export async function rotateKey(
  { database, now, onChange }: AdministrationContext,
  actor: Actor,
  binding: KeyBinding,
  overlapUntil: Date | null = null,
): Promise<MintedKey> {
  const at = now()
  const minted = await database.transaction(async executor => {
    const minted = await mintKeyIn(executor, at, actor, binding)
    const old = and(boundTo(binding), isNull(dxKeys.revokedAt), ne(dxKeys.id, minted.id))
    const lasting = or(isNull(dxKeys.expiresAt), gt(dxKeys.expiresAt, overlapUntil ?? at))
    await executor
      .update(dxKeys)
      .set(overlapUntil === null ? { revokedAt: at } : { expiresAt: overlapUntil })
      .where(and(old, lasting))
    await writeAudit(executor, {
      at,
      controllerId: binding.controllerId,
      actor,
      action: 'dx_key.rotated',
      objectType: 'dx_key',
      objectId: minted.id,
      details: { expiresAt: overlapUntil?.toISOString() ?? null },
    })
    return minted
  })
  onChange()
  return minted
}

/**
 * Revokes one DX Key.
 * @throws {ConduitError} `not_found`: there is none, or it was revoked before
 */
export async function revokeKey(
  { database, now, onChange }: AdministrationContext,
  actor: Actor,
  key: RowRef,
): Promise<void> {
  const at = now()
  await database.transaction(async executor => {
    const revoked = await executor
      .update(dxKeys)
      .set({ revokedAt: at })
      .where(and(isRow(dxKeys, key), isNull(dxKeys.revokedAt)))
      .returning({ id: dxKeys.id })
    if (revoked.length === 0) throw notFound('DX Key')
    await writeAudit(executor, {
      at,
      controllerId: key.controllerId,
      actor,
      action: 'dx_key.revoked',
      objectType: 'dx_key',
      objectId: key.id,
    })
  })
  onChange()
}

function boundTo({ controllerId, integrationId, scope }: KeyBinding): SQL | undefined {
  return and(
    eq(dxKeys.controllerId, controllerId),
    integrationId === null ? isNull(dxKeys.integrationId) : eq(dxKeys.integrationId, integrationId),
    scope === null ? isNull(dxKeys.scope) : eq(dxKeys.scope, scope),
  )
}
