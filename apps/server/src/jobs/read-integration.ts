import { isConduitError, type JsonObject } from '@conduit/core'
import {
  type FetchReport,
  type IntegrationRef,
  pauseLeft,
  refOf,
  runRead,
  type StoredIntegration,
  type Waiting,
} from '@conduit/core/host'
import { schedule, timeOfId } from '@conduit/db'
import { pollSeconds } from '../integrations/next-poll.ts'
import type { RunningAdapter, Services } from '../services.ts'

/** One reading to do. */
export interface ReadingJob extends IntegrationRef {
  /** Catch up even if no delivery asked for it: a poll. */
  readonly poll: boolean
}

/** Whether to come back, and when. */
export type NextReading = { readonly afterSeconds: number } | null

const busySeconds = 15
const shortestPause = 30
const longestPause = 3_600
const minute = 60
const day = 86_400

/** How long a platform may refuse before what waits is given up: a wrong key heals less often than an outage. */
const patienceSeconds = { auth_failed: 15 * minute, upstream_error: day } as const

/**
 * Reads all that waits for an integration.
 *
 * What is to come next follows from what still waits, not from a count of tries: the pause is as
 * long as the oldest of it has waited, so pauses double, up to an hour; and what has waited for too
 * long is marked as failed. So it does not matter which of several jobs finds it.
 *
 * @throws {ConduitError} `unavailable`: the database cannot be reached
 */
export async function readIntegration(services: Services, job: ReadingJob): Promise<NextReading> {
  const { store, adapters, logger } = services
  const ref = { controllerId: job.controllerId, id: job.id }
  const integration = await store.integration(ref)
  const running = integration === null ? undefined : adapters.get(integration.adapter)
  // Switched off, or its adapter is: what waits is found again when it is back.
  if (integration === null || running === undefined || !isRead(running)) return null
  // Whoever asks for a reading, a notification or the clock, the platform's pause comes first.
  const left = pauseLeft(await store.queue.lastReport(ref), services.clock())
  if (left > 0) return { afterSeconds: left }
  const report = await read(services, running, integration, job.poll)
  if (report === 'busy') return { afterSeconds: busySeconds }
  const { adapter } = integration
  logger.info({ adapter, outcome: report.outcome, events: report.events }, 'integration read')
  if (job.poll) await scheduleNextPoll(services, running, integration)
  return await nextOf(services, ref, report)
}

/** Is there anything that this adapter could read? */
function isRead({ adapter }: RunningAdapter): boolean {
  return adapter.read !== undefined || adapter.poll !== undefined
}

async function read(
  services: Services,
  running: RunningAdapter,
  integration: StoredIntegration,
  poll: boolean,
): Promise<FetchReport | 'busy'> {
  const { transport, clock, logger } = services
  try {
    const { receiver } = running
    const open = receiver.open(integration)
    return (await runRead({ receiver, integration: open, transport, poll })) ?? 'busy'
  } catch (error) {
    if (isConduitError(error) && error.code === 'unavailable') throw error
    logger.error({ err: error, adapter: integration.adapter, step: 'fetch' }, 'the adapter failed')
    // A bug may be fixed within a day, as an outage may be over.
    return {
      at: clock(),
      outcome: 'upstream_error',
      events: 0,
      rejected: 0,
      retryAfterSeconds: null,
    }
  }
}

async function scheduleNextPoll(
  { database, clock }: Services,
  running: RunningAdapter,
  integration: StoredIntegration,
): Promise<void> {
  const seconds = pollSecondsOrHour(running, integration.settings)
  const nextPollAt = seconds === null ? null : new Date(clock().getTime() + seconds * 1_000)
  await schedule(database, refOf(integration), { nextPollAt })
}

/** An adapter that fails to say how often is asked again in an hour, not at once and for ever. */
function pollSecondsOrHour(running: RunningAdapter, settings: JsonObject): number | null {
  try {
    return pollSeconds(running, settings)
  } catch (error) {
    running.receiver.onFailure({ step: 'poll', error })
    return longestPause
  }
}

async function nextOf(
  { store, clock }: Services,
  ref: IntegrationRef,
  { outcome, retryAfterSeconds }: FetchReport,
): Promise<NextReading> {
  if (outcome === 'rate_limited') return { afterSeconds: Math.max(retryAfterSeconds ?? 0, 1) }
  if (outcome !== 'auth_failed' && outcome !== 'upstream_error') return null
  const now = clock().getTime()
  const ages = agesOf(await store.queue.waiting(ref), now)
  const givenUp = ages.filter(({ seconds }) => seconds >= patienceSeconds[outcome])
  if (givenUp.length > 0) {
    await store.queue.settle(
      ref,
      givenUp.map(({ id }) => id),
      'failed',
    )
  }
  const left = ages.filter(({ seconds }) => seconds < patienceSeconds[outcome])
  if (left.length === 0) return null
  const oldest = left.reduce((most, { seconds }) => Math.max(most, seconds), 0)
  const pause = Math.min(Math.max(Math.ceil(oldest), shortestPause), longestPause)
  return { afterSeconds: Math.max(pause, retryAfterSeconds ?? 0) }
}

/** How long each thing has waited. */
function agesOf({ rows, catchUps }: Waiting, now: number) {
  const ids = [...rows.map(({ activityId }) => activityId), ...catchUps]
  return ids.map(id => ({ id, seconds: (now - timeOfId(id).getTime()) / 1_000 }))
}
