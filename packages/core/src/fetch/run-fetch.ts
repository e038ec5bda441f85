import { uuidv7 } from 'uuidv7'
import type { Wanted } from '../adapter.ts'
import type { JsonObject } from '../delivery.ts'
import { isConduitError } from '../errors.ts'
import type {
  ConnectionRef,
  FetchOutcome,
  FetchReport,
  Waiting,
  WaitingRow,
} from '../fetch-store.ts'
import { type Receiver, viewOf } from '../pipeline/receiver.ts'
import { createPlatform } from '../platform/client.ts'
import { isPlatformError, type Platform } from '../platform/platform.ts'
import type { Transport } from '../platform/transport.ts'
import type { StoredConnection } from '../store.ts'
import { fetchedRecord } from './fetched-record.ts'
import { groupWanted } from './group-wanted.ts'

/** What to run. */
export interface FetchRun {
  readonly receiver: Receiver
  readonly connection: StoredConnection
  readonly transport: Transport
  /** Catch up from the state even if no delivery asked for it: a poll. */
  readonly catchUp?: boolean
}

/** A run under way. */
interface Running extends FetchRun {
  /** UUIDv7; of the run, of its lease, and of the delivery that its new events belong to. */
  readonly id: string
  readonly progress: Progress
}

/** What was read so far. */
interface Progress {
  events: number
  rejected: number
  /** Place of the next new activity in the run's delivery. */
  position: number
  state: JsonObject
}

const leaseMilliseconds = 120_000

/**
 * Reads at the platform all that waits for a connection, and catches up where that was asked for.
 * What it reads goes the way of webhook data: extracted, pseudonymised, recorded; each piece in one
 * transaction with its state, so that a cursor never runs ahead of its data.
 *
 * What a platform or the adapter does wrong is not thrown: the report says it, and what was not read
 * still waits.
 *
 * @returns null if another run of this connection is under way
 */
export async function runFetch(run: FetchRun): Promise<FetchReport | null> {
  const { fetches } = run.receiver.store
  const connection = refOf(run.connection)
  const id = uuidv7()
  if (!(await fetches.acquire(connection, id, leaseEnd(run)))) return null
  try {
    const waiting = await fetches.waiting(connection)
    const progress: Progress = { events: 0, rejected: 0, position: 0, state: waiting.state }
    const report = await readAll({ ...run, id, progress }, waiting)
    await fetches.report(connection, report)
    return report
  } finally {
    await fetches.release(connection, id)
  }
}

async function readAll(run: Running, waiting: Waiting): Promise<FetchReport> {
  if (hostsOf(run).length === 0) return await skipAll(run, waiting)
  try {
    await readWanted(run, waiting.rows)
    if (run.catchUp === true || waiting.catchUps.length > 0) {
      await read(run, new Map())
      await settle(run, waiting.catchUps, 'done')
    }
    return reportOf(run, run.progress.rejected > 0 ? 'partial' : 'ok')
  } catch (error) {
    if (isPlatformError(error)) return reportOf(run, error.code, error.retryAfterSeconds)
    if (isConduitError(error)) throw error
    // The adapter's own fault. What it did not read waits, as it does for a platform's.
    run.receiver.onFailure?.({ step: 'fetch', error })
    return reportOf(run, 'upstream_error')
  }
}

async function readWanted(run: Running, rows: readonly WaitingRow[]): Promise<void> {
  if (rows.length === 0) return
  const unanswered = groupWanted(run.receiver.keyring, run.connection, rows)
  await read(run, unanswered)
  // What the adapter passed over will not be answered by asking again; if it did not say so, we do.
  run.progress.rejected = Math.max(run.progress.rejected, unanswered.size)
  await settle(run, [...unanswered.values()].flat().map(idOf), 'failed')
}

/** Runs the adapter's `fetch`, recording piece by piece. Wants that are answered leave the map. */
async function read(run: Running, wanted: Map<Wanted, readonly WaitingRow[]>): Promise<void> {
  const { receiver, connection, progress } = run
  const { adapter, store } = receiver
  const view = { ...viewOf(receiver, connection), state: progress.state }
  for await (const piece of adapter.fetch?.([...wanted.keys()], view, platformOf(run)) ?? []) {
    const rows = piece.for === undefined ? [] : (wanted.get(piece.for) ?? [])
    const origin = { runId: run.id, receivedAt: receiver.clock(), position: progress.position }
    const { record, rejected } = fetchedRecord(receiver, connection, piece, rows, origin)
    const { recorded } = await store.fetches.recordFetched(record)
    if (piece.for !== undefined) wanted.delete(piece.for)
    progress.events += recorded
    progress.rejected += rejected
    progress.position += record.activities.length
    progress.state = record.state ?? progress.state
    await store.fetches.acquire(refOf(connection), run.id, leaseEnd(run))
  }
}

/** Without credentials for the platform there is nothing to read, and nothing to wait for. */
async function skipAll(run: Running, { rows, catchUps }: Waiting): Promise<FetchReport> {
  await settle(run, [...rows.map(idOf), ...catchUps], 'skipped')
  return reportOf(run, 'skipped')
}

async function settle(run: Running, ids: readonly string[], state: 'done' | 'skipped' | 'failed') {
  if (ids.length === 0) return
  await run.receiver.store.fetches.settle(refOf(run.connection), ids, state)
}

function reportOf(run: Running, outcome: FetchOutcome, retryAfterSeconds?: number): FetchReport {
  const { events, rejected } = run.progress
  return {
    at: run.receiver.clock(),
    outcome,
    events,
    rejected,
    retryAfterSeconds: retryAfterSeconds ?? null,
  }
}

function platformOf(run: Running): Platform {
  const { receiver, connection, transport } = run
  const { fetches } = receiver.store
  const ref = refOf(connection)
  return createPlatform({
    hosts: hostsOf(run),
    now: receiver.clock,
    transport,
    tokens: { load: () => fetches.token(ref), save: token => fetches.saveToken(ref, token) },
    webhook: onlyInSetup,
    save: onlyInSetup,
  })
}

function hostsOf({ receiver, connection }: FetchRun): readonly string[] {
  return receiver.adapter.hosts?.(viewOf(receiver, connection).settings) ?? []
}

async function onlyInSetup(): Promise<never> {
  throw new Error('only setup may do this; fetch yields its state with its data')
}

function refOf(connection: StoredConnection): ConnectionRef {
  return { controllerId: connection.controller.id, connectionId: connection.id }
}

function leaseEnd({ receiver }: FetchRun): Date {
  return new Date(receiver.clock().getTime() + leaseMilliseconds)
}

function idOf(row: WaitingRow): string {
  return row.activityId
}
