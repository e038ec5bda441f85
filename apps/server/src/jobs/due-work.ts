import type { IntegrationRef } from '@conduit/core/host'
import { dueExports, dueIntegrations, waitingIntegrations } from '@conduit/db'
import type { ExportJob } from '../exports/collect-export.ts'
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
  /** Integrations at whose platforms something is to be erased, or looked at. */
  readonly erasures: readonly IntegrationRef[]
  /** What other master keys seal is to be sealed anew. */
  readonly isRotationDue: boolean
}

/**
 * Polls, renewals, tellings and erasures whose time has come, copies to collect, and whatever waits to be read. The
 * latter has a job as a rule; this catches what lost its job, or was recorded while one was already reading.
 */
export async function dueWork({ database, clock }: Services): Promise<DueWork> {
  const now = clock()
  const due = await dueIntegrations(database, now)
  const isDue = (time: Date | null) => time !== null && time <= now
  const polls = due.filter(({ nextPollAt }) => isDue(nextPollAt)).map(job => jobOf(job, true))
  const polled = new Set(polls.map(({ id }) => id))
  const waiting = (await waitingIntegrations(database)).map(job => jobOf(job, false))
  const { dueTellings } = await import('@conduit/db/propagations')
  const { dueErasures, dueRedactions } = await import('@conduit/db/redactions')
  const { isRotationDue } = await import('@conduit/db/keyring')
  return {
    isRotationDue: await isRotationDue(database),
    redactions: await dueRedactions(database, now),
    erasures: await dueErasures(database, now),
    tellings: await dueTellings(database, now),
    readings: [...polls, ...waiting.filter(({ id }) => !polled.has(id))],
    setups: due
      .filter(({ renewAt }) => isDue(renewAt))
      .map(({ controllerId, id }) => ({ controllerId, id })),
    exports: await dueExports(database, now),
  }
}

function jobOf({ controllerId, id }: IntegrationRef, poll: boolean): ReadingJob {
  return { controllerId, id, poll }
}
