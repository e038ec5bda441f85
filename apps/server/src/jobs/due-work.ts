import { type Database, type DueIntegration, dueIntegrations } from '@conduit/db'
import { sql } from 'drizzle-orm'
import type { Services } from '../services.ts'
import type { ReadingJob } from './read-connection.ts'
import type { SetupJob } from './renew-connection.ts'

/** Work that somebody has to do now. */
export interface DueWork {
  readonly readings: readonly ReadingJob[]
  readonly setups: readonly SetupJob[]
}

/**
 * Polls and renewals whose time has come, and whatever waits to be read. The latter has a job as a
 * rule; this catches what lost its job, or was recorded while one was already reading.
 */
export async function dueWork({ database, clock }: Services): Promise<DueWork> {
  const now = clock()
  const due = await dueIntegrations(database, now)
  const isDue = (time: Date | null) => time !== null && time <= now
  const polls = due.filter(({ nextPollAt }) => isDue(nextPollAt)).map(job => jobOf(job, true))
  const polled = new Set(polls.map(({ connectionId }) => connectionId))
  const waiting = await waitingConnections(database)
  return {
    readings: [...polls, ...waiting.filter(({ connectionId }) => !polled.has(connectionId))],
    setups: due
      .filter(({ renewAt }) => isDue(renewAt))
      .map(({ controllerId, connectionId }) => ({ controllerId, connectionId })),
  }
}

function jobOf({ controllerId, connectionId }: DueIntegration, catchUp: boolean): ReadingJob {
  return { controllerId, connectionId, catchUp }
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
