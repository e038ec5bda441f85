import type { IntegrationRef } from '@conduit/core/host'
import {
  dueExports,
  dueIntegrations,
  longestRenewalDays,
  polledLater,
  waitingIntegrations,
} from '@conduit/db'
import type { ExportJob } from '../exports/collect-export.ts'
import { pollSeconds } from '../integrations/next-poll.ts'
import type { OffboardingJob } from '../offboarding/run-offboarding.ts'
import type { RedactionJob } from '../redactions/advance-redaction.ts'
import type { Services } from '../services.ts'
import type { ReadingJob } from './read-integration.ts'
import type { SetupJob } from './renew-integration.ts'

/** Work that somebody has to do now. */
export interface DueWork {
  readonly readings: readonly ReadingJob[]
  readonly setups: readonly SetupJob[]
  readonly exports: readonly ExportJob[]
  /** Integrations whose platforms are to be told something, or looked at. */
  readonly tellings: readonly IntegrationRef[]
  readonly redactions: readonly RedactionJob[]
  /** Organisations that leave. */
  readonly offboardings: readonly OffboardingJob[]
  /** Integrations at whose platforms something is to be erased, or looked at. */
  readonly erasures: readonly IntegrationRef[]
  /** What other master keys seal is to be sealed anew. */
  readonly isRotationDue: boolean
}

/**
 * Polls, renewals, tellings and erasures whose time has come, copies to collect, and whatever waits to be read. The
 * latter has a job as a rule; this catches what lost its job, or was recorded while one was already reading.
 */
export async function dueWork(services: Services): Promise<DueWork> {
  const { database, clock } = services
  const now = clock()
  const due = await dueIntegrations(database, now)
  const isDue = (time: Date | null) => time !== null && time <= now
  const polled = due.filter(({ nextPollAt }) => isDue(nextPollAt))
  const polls = [...polled, ...(await setBack(services, now))].map(job => jobOf(job, true))
  const ids = new Set(polls.map(({ id }) => id))
  const waiting = (await waitingIntegrations(database)).map(job => jobOf(job, false))
  const { dueTellings } = await import('@conduit/db/propagations')
  const { dueErasures, dueRedactions } = await import('@conduit/db/redactions')
  const { isRotationDue } = await import('@conduit/db/keyring')
  const { dueOffboardings } = await import('@conduit/db/offboarding')
  return {
    isRotationDue: await isRotationDue(database),
    redactions: await dueRedactions(database, now),
    offboardings: await dueOffboardings(database, now),
    erasures: await dueErasures(database, now),
    tellings: await dueTellings(database, now),
    readings: [...polls, ...waiting.filter(({ id }) => !ids.has(id))],
    setups: due
      .filter(
        ({ renewAt }) => isDue(renewAt) || isTooFar(renewAt, now, longestRenewalDays * 86_400),
      )
      .map(({ controllerId, id }) => ({ controllerId, id })),
    exports: await dueExports(database, now),
  }
}

/** Clocks of several servers disagree by less. */
const slackSeconds = 300

/** Is it further away than it can have been set? */
function isTooFar(time: Date | null, now: Date, seconds: number): boolean {
  return time !== null && time.getTime() > now.getTime() + (seconds + slackSeconds) * 1_000
}

/** Whose next poll is further away than two polls are apart: the clock has been set back since. */
async function setBack({ database, adapters, store }: Services, now: Date) {
  const late: IntegrationRef[] = []
  for (const { controllerId, id, nextPollAt } of await polledLater(database, now)) {
    const ref = { controllerId, id }
    const stored = await store.integration(ref)
    const running = stored === null ? undefined : adapters.get(stored.adapter)
    if (stored === null || running === undefined) continue
    try {
      if (isTooFar(nextPollAt, now, pollSeconds(running, stored.settings) ?? 0)) late.push(ref)
    } catch (error) {
      running.receiver.onFailure({ step: 'poll', error })
    }
  }
  return late
}

function jobOf({ controllerId, id }: IntegrationRef, poll: boolean): ReadingJob {
  return { controllerId, id, poll }
}
