import type { ConnectionRef } from '@conduit/core'
import { dueIntegrations, waitingConnections } from '@conduit/db'
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
  const waiting = (await waitingConnections(database)).map(job => jobOf(job, false))
  return {
    readings: [...polls, ...waiting.filter(({ connectionId }) => !polled.has(connectionId))],
    setups: due
      .filter(({ renewAt }) => isDue(renewAt))
      .map(({ controllerId, connectionId }) => ({ controllerId, connectionId })),
  }
}

function jobOf({ controllerId, connectionId }: ConnectionRef, catchUp: boolean): ReadingJob {
  return { controllerId, connectionId, catchUp }
}
