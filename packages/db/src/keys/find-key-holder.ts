import type { KeyHolder } from '@conduit/core/host'
import { and, eq, isNull } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { dataControllers, dxKeys } from '../schema/index.ts'

/** Who holds a DX Key, and until when. */
export interface HeldKey {
  readonly holder: KeyHolder
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null
}

/**
 * Who holds a DX Key that was not revoked, of a controller that is not closed.
 * @param hash hex SHA-256 of the key
 */
export async function findKeyHolder(database: Database, hash: string): Promise<HeldKey | null> {
  const [row] = await database.run(executor =>
    executor
      .select({
        holder: {
          controllerId: dxKeys.controllerId,
          did: dataControllers.did,
          scope: dxKeys.scope,
          integrationId: dxKeys.integrationId,
        },
        expiresAt: dxKeys.expiresAt,
      })
      .from(dxKeys)
      .innerJoin(dataControllers, eq(dataControllers.controllerId, dxKeys.controllerId))
      .where(
        and(eq(dxKeys.hash, hash), isNull(dxKeys.revokedAt), eq(dataControllers.status, 'active')),
      ),
  )
  return row ?? null
}
