import type { IntegrationRef } from '@conduit/core/host'
import { dueIntegrations, waitingIntegrations } from '@conduit/db'
import type { Services } from '../services.ts'
import type { ReadingJob } from './read-integration.ts'
import type { SetupJob } from './renew-integration.ts'

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
  const polled = new Set(polls.map(({ id }) => id))
  const waiting = (await waitingIntegrations(database)).map(job => jobOf(job, false))
  return {
    readings: [...polls, ...waiting.filter(({ id }) => !polled.has(id))],
    setups: due
      .filter(({ renewAt }) => isDue(renewAt))
      .map(({ controllerId, id }) => ({ controllerId, id })),
  }
}

function jobOf({ controllerId, id }: IntegrationRef, poll: boolean): ReadingJob {
  return { controllerId, id, poll }
}
