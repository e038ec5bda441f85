import type { Integration } from '../contract/adapter.ts'
import { isConduitError } from '../contract/errors.ts'
import type { JsonObject } from '../contract/event.ts'
import { isPlatformError, type Platform, type PlatformError } from '../contract/platform.ts'
import type { FetchOutcome, FetchReport, Waiting } from '../store/queue.ts'
import { refOf } from '../store/store.ts'
import { type GrantedAccess, grantedAccess } from './granted-access.ts'
import { groupWants, type WantGroup } from './group-wants.ts'
import { pageRecord, type ReadOrigin, type ReadRecord, readRecord } from './read-record.ts'
import { pauseSeconds } from './retry-after.ts'
import { type Lease, platformOf, type Session, withLease } from './session.ts'

/** What to run. */
export interface ReadRun extends Session {
  /** Catch up from the state even if no delivery asked for it. */
  readonly poll?: boolean
}

/** A run under way. */
interface Running extends ReadRun {
  readonly lease: Lease
  readonly access: GrantedAccess
  readonly platform: Platform
  readonly progress: Progress
}

/** A run that holds its integration, and has not asked what it may use. */
type Leased = Omit<Running, 'access' | 'platform'>

/** What was read so far. */
interface Progress {
  events: number
  rejected: number
  /** Wants that were given up. */
  failed: number
  /** Documents and pages that the platform gave. */
  given: number
  /** Place of the next new activity in the run's delivery. */
  position: number
}

/** After so many refusals one after the other the whole credential is shut: the rest waits too. */
const maxRefusals = 10

/**
 * Reads at the platform all that waits for an integration, and catches up where that was asked for.
 * What it reads goes the way of webhook data: understood, pseudonymised, recorded; each piece in one
 * transaction with its state, so that a cursor never runs ahead of its data.
 *
 * What a platform or the adapter does wrong is not thrown: the report says it, and what was not read
 * still waits.
 *
 * @returns null if another run of this integration is under way
 */
export async function runRead(run: ReadRun): Promise<FetchReport | null> {
  const { receiver, integration } = run
  const { queue } = receiver.store
  const ref = refOf(integration.stored)
  return await withLease(run, async lease => {
    const progress = { events: 0, rejected: 0, failed: 0, given: 0, position: 0 }
    const report = await readAll({ ...run, lease, progress }, await queue.waiting(ref))
    await queue.report(ref, report)
    return report
  })
}

async function readAll(run: Leased, waiting: Waiting): Promise<FetchReport> {
  const { integration, progress, receiver } = run
  try {
    askFor(integration)
    const access = await grantedAccess(run)
    if (access.hosts.length === 0) return await skipAll(run, waiting)
    const running = { ...run, access, platform: platformOf(run, access) }
    await readWanted(running, groupWants(integration, waiting.rows))
    if (run.poll === true || waiting.catchUps.length > 0) {
      await poll(running)
      await settle(run, waiting.catchUps, 'done')
    }
    return reportOf(run, progress.rejected + progress.failed > 0 ? 'partial' : 'ok')
  } catch (error) {
    if (isPlatformError(error)) return reportOf(run, error.code, await pauseAfter(run, error))
    if (isConduitError(error)) throw error
    // The adapter's own fault. What it did not read waits, as it does for a platform's.
    receiver.onFailure({ step: 'fetch', error })
    return reportOf(run, 'upstream_error')
  }
}

/** How long the platform is left alone: longer each time while it refuses and gives nothing. */
async function pauseAfter(
  { receiver, integration, progress }: Leased,
  { code, retryAfterSeconds }: PlatformError,
): Promise<number | undefined> {
  if (code !== 'rate_limited') return retryAfterSeconds
  const last = await receiver.store.queue.lastReport(refOf(integration.stored))
  const isAgain = progress.given === 0 && last?.outcome === 'rate_limited'
  return pauseSeconds(retryAfterSeconds, (isAgain ? last.retryAfterSeconds : null) ?? undefined)
}

/**
 * All that the adapter makes of the settings, asked for before anything is read: if it throws, no
 * cursor has moved past events that could not be kept.
 */
function askFor({ hosts, accounts, rows }: Running['integration']) {
  return { hosts, accounts, rows }
}

/** Reads one document after the other. What may not be read (403) waits, and keeps no other waiting. */
async function readWanted(run: Running, groups: readonly WantGroup[]): Promise<void> {
  const { receiver, integration, access, platform } = run
  const own = { settings: access.settings, state: integration.shown.state }
  let refusal: PlatformError | null = null
  let refusals = 0
  for (const { want, rows } of groups) {
    try {
      const read = await receiver.adapter.read?.(want, own, platform)
      const kept = readRecord(originOf(run), read ?? {}, rows)
      await keepRead(run, kept)
      if (kept.record.completes.length === 0) await giveUp(run, rows)
      refusals = 0
    } catch (error) {
      if (!isPlatformError(error) || !isRefusal(error)) throw error
      refusal = error
      refusals += 1
      if (refusals === maxRefusals) break
    }
  }
  if (refusal !== null) throw refusal
}

/** This document may not be read; others may. */
function isRefusal({ code, status }: PlatformError): boolean {
  return code === 'auth_failed' && status === 403
}

async function giveUp(run: Running, rows: WantGroup['rows']): Promise<void> {
  run.progress.failed += 1
  await settle(
    run,
    rows.map(({ activityId }) => activityId),
    'failed',
  )
}

async function poll(run: Running): Promise<void> {
  const { receiver, integration, access, platform } = run
  const { adapter, store } = receiver
  if (adapter.poll === undefined) return
  const state = await store.sessions.state(refOf(integration.stored))
  const own: Integration<JsonObject, JsonObject> = { settings: access.settings, state }
  for await (const page of adapter.poll(own, platform)) {
    await keepRead(run, pageRecord(originOf(run), page))
  }
}

function originOf({ receiver, integration, lease, progress }: Running): ReadOrigin {
  const { position } = progress
  return { receiver, integration, runId: lease.id, receivedAt: receiver.clock(), position }
}

async function keepRead(run: Running, { record, rejected }: ReadRecord): Promise<void> {
  const { receiver, progress, lease } = run
  const isEmpty = record.completes.length + record.activities.length === 0
  await lease.hold()
  progress.rejected += rejected
  progress.given += 1
  if (!isEmpty || record.state !== null) {
    const { recorded } = await receiver.store.queue.recordFetched(record)
    progress.events += recorded
    progress.position += record.activities.length
  }
}

/** Without credentials for the platform there is nothing to read, and nothing to wait for. */
async function skipAll(run: Leased, { rows, catchUps }: Waiting): Promise<FetchReport> {
  await settle(run, [...rows.map(({ activityId }) => activityId), ...catchUps], 'skipped')
  return reportOf(run, 'skipped')
}

async function settle(
  { receiver, integration }: Pick<Running, 'receiver' | 'integration'>,
  ids: readonly string[],
  state: 'done' | 'skipped' | 'failed',
): Promise<void> {
  if (ids.length > 0) await receiver.store.queue.settle(refOf(integration.stored), ids, state)
}

function reportOf(
  { receiver, progress }: Pick<Running, 'receiver' | 'progress'>,
  outcome: FetchOutcome,
  retryAfterSeconds?: number,
): FetchReport {
  const { events, rejected } = progress
  return {
    at: receiver.clock(),
    outcome,
    events,
    rejected,
    retryAfterSeconds: retryAfterSeconds ?? null,
  }
}
