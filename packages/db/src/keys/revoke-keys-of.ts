import type { IntegrationRef } from '@conduit/core/host'
import { and, eq, isNull, type SQL } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { dxKeys } from '../schema/index.ts'

/** Revokes the DX Keys that are bound to an integration, as far as the condition goes. */
export async function revokeKeysOf(
  executor: Executor,
  { controllerId, id }: IntegrationRef,
  at: Date,
  only?: SQL,
): Promise<void> {
  await executor
    .update(dxKeys)
    .set({ revokedAt: at })
    .where(
      and(
        eq(dxKeys.controllerId, controllerId),
        eq(dxKeys.integrationId, id),
        isNull(dxKeys.revokedAt),
        only,
      ),
    )
}
