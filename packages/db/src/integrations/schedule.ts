import type { IntegrationRef } from '@conduit/core/host'
import { and, asc, eq, gt, lte, or } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { fetchQueue, integrations } from '../schema/index.ts'
import { isIntegration } from '../schema/row-ref.ts'

/** When an integration wants to be looked after again; null: never, absent: as it was. */
export interface Schedule {
  readonly nextPollAt?: Date | null
  readonly renewAt?: Date | null
}

/** An integration that is due. */
export interface DueIntegration extends IntegrationRef {
  readonly adapter: string
  readonly nextPollAt: Date | null
  readonly renewAt: Date | null
}

/** Sets when an integration is polled and renewed next. Nobody decided it, so the audit log has no word of it. */
export async function schedule(
  database: Database,
  integration: IntegrationRef,
  times: Schedule,
): Promise<void> {
  await database.run(executor =>
    executor.update(integrations).set(times).where(isIntegration(integration)),
  )
}

/** No renewal is further away: one that is was set by a clock that has been set back, and is due. */
export const longestRenewalDays = 30

/** Enabled integrations of all controllers whose poll or renewal is due, by the poll's time. */
export async function dueIntegrations(
  database: Database,
  now: Date,
): Promise<readonly DueIntegration[]> {
  const { controllerId, id, adapter, nextPollAt, renewAt } = integrations
  const latest = new Date(now.getTime() + longestRenewalDays * 86_400_000)
  const isDue = or(lte(nextPollAt, now), lte(renewAt, now), gt(renewAt, latest))
  return await database.run(executor =>
    executor
      .select({ controllerId, id, adapter, nextPollAt, renewAt })
      .from(integrations)
      .where(and(eq(integrations.status, 'enabled'), isDue))
      .orderBy(asc(nextPollAt), asc(id)),
  )
}

/** Enabled integrations of all controllers that are to be polled after a moment. */
export async function polledLater(
  database: Database,
  now: Date,
): Promise<readonly (IntegrationRef & { readonly nextPollAt: Date | null })[]> {
  const { controllerId, id, nextPollAt, status } = integrations
  return await database.run(executor =>
    executor
      .select({ controllerId, id, nextPollAt })
      .from(integrations)
      .where(and(eq(status, 'enabled'), gt(nextPollAt, now)))
      .orderBy(asc(nextPollAt), asc(id)),
  )
}

/** Integrations of all controllers, each once, for which something waits to be read at the platform. */
export async function waitingIntegrations(database: Database): Promise<readonly IntegrationRef[]> {
  const { controllerId, integrationId, state } = fetchQueue
  return await database.run(executor =>
    executor
      .selectDistinct({ controllerId, id: integrationId })
      .from(fetchQueue)
      .where(eq(state, 'waiting')),
  )
}
