import type { ConnectionRef } from '@conduit/core'
import { and, asc, eq, lte, or } from 'drizzle-orm'
import type { Database } from './client.ts'
import { fetchQueue, integrations } from './schema/index.ts'

/** When a connection wants to be looked after again; null: never, absent: as it was. */
export interface Schedule {
  readonly nextPollAt?: Date | null
  readonly renewAt?: Date | null
}

/** A connection that is due. */
export interface DueIntegration extends ConnectionRef {
  readonly adapter: string
  readonly nextPollAt: Date | null
  readonly renewAt: Date | null
}

/** Sets when a connection is polled and renewed next. Nobody decided it, so the audit log has no word of it. */
export async function schedule(
  database: Database,
  { controllerId, connectionId }: ConnectionRef,
  times: Schedule,
): Promise<void> {
  await database.run(executor =>
    executor
      .update(integrations)
      .set(times)
      .where(and(eq(integrations.controllerId, controllerId), eq(integrations.id, connectionId))),
  )
}

/** Enabled connections of all controllers whose poll or renewal is due, by the poll's time. */
export async function dueIntegrations(
  database: Database,
  now: Date,
): Promise<readonly DueIntegration[]> {
  const { controllerId, id, adapter, nextPollAt, renewAt } = integrations
  return await database.run(executor =>
    executor
      .select({ controllerId, connectionId: id, adapter, nextPollAt, renewAt })
      .from(integrations)
      .where(and(eq(integrations.status, 'enabled'), or(lte(nextPollAt, now), lte(renewAt, now))))
      .orderBy(asc(nextPollAt), asc(id)),
  )
}

/** Connections of all controllers, each once, for which something waits to be read at the platform. */
export async function waitingConnections(database: Database): Promise<readonly ConnectionRef[]> {
  const { controllerId, integrationId, state } = fetchQueue
  return await database.run(executor =>
    executor
      .selectDistinct({ controllerId, connectionId: integrationId })
      .from(fetchQueue)
      .where(eq(state, 'waiting')),
  )
}
