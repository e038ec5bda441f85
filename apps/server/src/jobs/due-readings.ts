import { type Database, dueIntegrations } from '@conduit/db'
import { sql } from 'drizzle-orm'
import type { Services } from '../services.ts'
import type { ReadingJob } from './read-connection.ts'

/**
 * Readings that somebody has to do now: polls whose time has come, and whatever waits. The latter
 * have a job as a rule; this catches what lost its job, or was recorded while one was already
 * reading.
 */
export async function dueReadings({ database, clock }: Services): Promise<readonly ReadingJob[]> {
  const now = clock()
  const due = await dueIntegrations(database, now)
  const polls = due
    .filter(({ nextPollAt }) => nextPollAt !== null && nextPollAt <= now)
    .map(({ controllerId, connectionId }) => ({ controllerId, connectionId, catchUp: true }))
  const polled = new Set(polls.map(({ connectionId }) => connectionId))
  const waiting = await waitingConnections(database)
  return [...polls, ...waiting.filter(({ connectionId }) => !polled.has(connectionId))]
}

async function waitingConnections(database: Database): Promise<readonly ReadingJob[]> {
  const result: unknown = await database.run(executor =>
    executor.execute(sql`select distinct controller_id::text, integration_id::text
      from fetch_queue where state = 'waiting'`),
  )
  const rows = (Array.isArray(result) ? result : (result as { rows: unknown }).rows) as readonly {
    controller_id: string
    integration_id: string
  }[]
  return rows.map(row => ({
    controllerId: row.controller_id,
    connectionId: row.integration_id,
    catchUp: false,
  }))
}
