import {
  type ConsentFound,
  type ConsentPropagation,
  isConduitError,
  isPlatformError,
} from '@conduit/core'
import type { PlatformAccess } from '@conduit/core/host'
import type { Actor } from '@conduit/db'
import {
  type ClaimedPropagation,
  checkPropagation,
  type Noted,
  notePropagation,
  type Tellable,
} from '@conduit/db/propagations'
import type { RunningAdapter, Services } from '../services.ts'
import { toldReferences } from './told-references.ts'

const mostTries = 5
/** After each try that failed. */
const backoffSeconds = [30, 120, 480, 1_920] as const
/** When it is looked at again, from when it was told. */
const lookSeconds = [60, 300, 1_800] as const
/** Where a platform says that it is called too often, and not how long. */
const usualPause = 60
const longestPause = 86_400

/** A run at a platform. */
export interface Telling {
  readonly services: Services
  readonly running: RunningAdapter
  /** Null: the settings give none. */
  readonly access: PlatformAccess | null
  readonly actor: Actor
}

/** The same where there is a way to tell. */
interface OpenTelling extends Telling {
  readonly access: PlatformAccess
  readonly propagate: ConsentPropagation
}

/**
 * Does what is due of one propagation: tells it and looks at once, or looks again. What the platform or
 * the adapter does wrong is noted, and not thrown.
 *
 * @throws {ConduitError} `unavailable`: the database cannot be reached
 */
export async function tellOne(telling: Telling, claimed: ClaimedPropagation): Promise<void> {
  const { access, running } = telling
  const { propagate } = running.adapter
  if (propagate === undefined) return await end(telling, claimed, 'unsupported')
  if (access === null) return await end(telling, claimed, 'failed', 'no_access')
  const open = { ...telling, access, propagate }
  if (claimed.outcome === 'told') return await lookAgain(open, claimed)
  const tellable = await check(telling, claimed, claimed.tries < mostTries)
  if (tellable === null) return
  const isLast = claimed.tries >= mostTries
  try {
    if (isLast) await lookAfterAll(open, tellable)
    else await tellFirst(open, tellable)
  } catch (error) {
    await noteFailure(telling, tellable.row, failureOf(telling, error))
  }
}

/** A try before may have got there: it is looked at before it is told again. */
async function tellFirst(telling: OpenTelling, tellable: Tellable): Promise<void> {
  const { row } = tellable
  if (row.tries === 1) return await tell(telling, tellable)
  if (await isThere(telling, tellable)) return
  const again = await check(telling, row)
  if (again !== null) await tell(telling, again)
}

/** The last try was begun, and nobody noted its end. */
async function lookAfterAll(telling: OpenTelling, tellable: Tellable): Promise<void> {
  if (!(await isThere(telling, tellable))) await end(telling, tellable.row, 'failed', 'given_up')
}

async function isThere(telling: OpenTelling, tellable: Tellable): Promise<boolean> {
  const found = await look(telling, tellable)
  if (found !== tellable.decision.state) return false
  await note(telling, tellable.row, { outcome: 'told', found, nextAt: null })
  return true
}

async function tell(telling: OpenTelling, { row, decision, reference }: Tellable): Promise<void> {
  const { access, propagate, running } = telling
  const { own, platform } = access
  if (toldReferences(running, access, decision, [reference]).length === 0)
    return await end(telling, row, 'unsupported')
  const result = await propagate.tell(reference, decision, own, platform)
  if (result !== 'told') return await end(telling, row, result)
  await note(telling, row, { outcome: 'told', nextAt: telling.services.clock() })
  await lookAgain(telling, row)
}

async function lookAgain(telling: OpenTelling, claimed: ClaimedPropagation): Promise<void> {
  const tellable = await check(telling, claimed)
  if (tellable === null) return
  const { row } = tellable
  try {
    const found = await look(telling, tellable)
    const nextAt = found === row.state ? null : nextLook(telling, row, 0)
    await note(telling, row, { found, nextAt })
  } catch (error) {
    const { reason, pause } = failureOf(telling, error)
    const nextAt = nextLook(telling, row, pause ?? 0)
    await note(telling, row, { found: 'unknown', nextAt, reason, ...paused(telling, pause) })
  }
}

async function look(
  { access: { own, platform }, propagate }: OpenTelling,
  { reference, decision }: Tellable,
): Promise<ConsentFound> {
  return await propagate.look(reference, decision, own, platform)
}

/** Null: it was looked at often enough. */
function nextLook(
  telling: Telling,
  { looks, toldAt }: ClaimedPropagation,
  pause: number,
): Date | null {
  const seconds = lookSeconds[looks]
  if (seconds === undefined) return null
  const due = (toldAt?.getTime() ?? 0) + seconds * 1_000
  return new Date(Math.max(due, inSeconds(telling, pause).getTime()))
}

/** Why a call failed. */
interface Failure {
  /** A machine word. */
  readonly reason: string
  /** Seconds that the platform wants to be left alone; null: it does not say. */
  readonly pause: number | null
}

function failureOf({ running }: Telling, error: unknown): Failure {
  if (isPlatformError(error)) {
    const { code, retryAfterSeconds } = error
    const asked = retryAfterSeconds ?? (code === 'rate_limited' ? usualPause : null)
    return { reason: code, pause: asked === null ? null : Math.min(asked, longestPause) }
  }
  if (isConduitError(error)) throw error
  running.receiver.onFailure({ step: 'propagate', error })
  return { reason: 'adapter_failed', pause: null }
}

async function noteFailure(
  telling: Telling,
  row: ClaimedPropagation,
  { reason, pause }: Failure,
): Promise<void> {
  const seconds = backoffSeconds[row.tries - 1]
  const left = paused(telling, pause)
  if (seconds === undefined)
    return await note(telling, row, { outcome: 'failed', nextAt: null, reason, ...left })
  const nextAt = inSeconds(telling, Math.max(seconds, pause ?? 0))
  await note(telling, row, { nextAt, reason, ...left })
}

function paused(telling: Telling, pause: number | null): Pick<Noted, 'pausedUntil'> {
  return { pausedUntil: pause === null ? null : inSeconds(telling, pause) }
}

function inSeconds({ services }: Telling, seconds: number): Date {
  return new Date(services.clock().getTime() + seconds * 1_000)
}

async function check(
  { services, actor }: Telling,
  claimed: ClaimedPropagation,
  isTry = false,
): Promise<Tellable | null> {
  const { database, keyring, clock } = services
  return await checkPropagation(database, keyring, actor, claimed, clock(), isTry)
}

async function end(
  telling: Telling,
  row: ClaimedPropagation,
  outcome: Noted['outcome'] & string,
  reason: string | null = null,
): Promise<void> {
  await note(telling, row, { outcome, nextAt: null, reason })
}

async function note(
  { services: { database, clock }, actor }: Telling,
  row: ClaimedPropagation,
  noted: Noted,
): Promise<void> {
  await notePropagation(database, actor, row, noted, clock())
}
