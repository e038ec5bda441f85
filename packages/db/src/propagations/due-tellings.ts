import type { IntegrationRef } from '@conduit/core/host'
import { and, eq, inArray, isNotNull, lte } from 'drizzle-orm'
import type { Actor } from '../audit/write-audit.ts'
import type { Database } from '../database/database.ts'
import { consentPropagations, integrations } from '../schema/index.ts'
import { endPropagation } from './note-propagation.ts'

const mostAtOnce = 1_000

/**
 * Integrations of all controllers, each once, that are to be told something now, or looked at. Those
 * that are switched off wait; those that were removed are among them, so that nothing waits for ever.
 */
export async function dueTellings(
  database: Database,
  now: Date,
): Promise<readonly IntegrationRef[]> {
  const { controllerId, integrationId, nextAt } = consentPropagations
  return await database.run(executor =>
    executor
      .selectDistinct({ controllerId, id: integrationId })
      .from(consentPropagations)
      .innerJoin(
        integrations,
        and(eq(integrations.controllerId, controllerId), eq(integrations.id, integrationId)),
      )
      .where(and(lte(nextAt, now), inArray(integrations.status, ['enabled', 'removed'])))
      .limit(mostAtOnce),
  )
}

/** Ends what an integration was to be told that is no more. */
export async function endTellings(
  database: Database,
  actor: Actor,
  { controllerId, id }: IntegrationRef,
  now: Date,
): Promise<void> {
  const table = consentPropagations
  await database.transaction(async executor => {
    const rows = await executor
      .select()
      .from(table)
      .where(
        and(
          eq(table.controllerId, controllerId),
          eq(table.integrationId, id),
          isNotNull(table.nextAt),
        ),
      )
      .limit(mostAtOnce)
      .for('update')
    const ending = { outcome: 'failed', reason: 'integration_removed' } as const
    for (const row of rows) await endPropagation(executor, actor, row, ending, now)
  })
}
