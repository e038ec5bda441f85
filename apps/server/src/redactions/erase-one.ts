import {
  isConduitError,
  isPlatformError,
  type PersonRedaction,
  type RedactCheck,
  type RedactionOutcome,
  type RedactResult,
} from '@conduit/core'
import type { PlatformAccess } from '@conduit/core/host'
import type { Actor } from '@conduit/db'
import {
  type ClaimedTask,
  checkTask,
  type Doable,
  noteCheck,
  noteEnd,
  notePause,
  noteRetry,
  refuseTasks,
  type TaskRetry,
} from '@conduit/db/redactions'
import type { RunningAdapter, Services } from '../services.ts'
import { adviceFor } from './advice.ts'
import { nextPause } from './next-pause.ts'

const mostTries = 10
/** From so many failures in a row on nothing of the platform is tried meanwhile. */
const failuresOfAll = 3
/** Where a platform says that it is called too often, and not how long. */
const usualPause = 60
const longestPause = 86_400
/** A platform that says when it will be gone is believed for so long. */
const longestLook = 30 * 86_400_000
const shortestLook = 60_000

/** A run at a platform. */
export interface Erasing {
  readonly services: Services
  readonly running: RunningAdapter
  readonly access: PlatformAccess
  readonly redact: PersonRedaction
  readonly actor: Actor
}

/**
 * Does what is due of one task: goes on with its object, or looks at it. What the platform or the adapter
 * does wrong is noted, and not thrown.
 *
 * @throws {ConduitError} `unavailable`: the database cannot be reached
 */
export async function eraseOne(erasing: Erasing, claimed: ClaimedTask): Promise<void> {
  const { services, actor } = erasing
  const doable = await checkTask(services.administration, actor, claimed)
  if (doable === null) return
  if (claimed.outcome !== null) return await look(erasing, doable)
  // Who dies in a call notes nothing of it.
  if (doable.row.tries > mostTries)
    return await end(erasing, doable.row, 'failed_retryable', 'given_up')
  await erase(erasing, doable)
}

/** Gives up what is left to do at an integration at which nothing can be done any more. */
export async function giveUp(
  { services, actor }: Pick<Erasing, 'services' | 'actor'>,
  claimed: ClaimedTask,
  reason: string,
): Promise<void> {
  const { database, clock } = services
  if (claimed.outcome !== null)
    return await noteCheck(database, claimed, unverifiable(reason), null, clock())
  await refuseTasks(database, actor, claimed, { reason, instructions: adviceFor(reason) }, clock())
}

async function erase(erasing: Erasing, { row, task, key, witness }: Doable): Promise<void> {
  const { services, actor, access, redact } = erasing
  const { database, clock } = services
  const platform = access.before(witness)
  let result: RedactResult
  try {
    result = assertResult(await redact.erase(task, access.own, platform))
  } catch (error) {
    return await noteFailure(erasing, row, error)
  }
  if ('outcome' in result) await noteEnd(database, actor, row, result, null, clock())
  else await notePause(database, row, key, result, clock())
}

async function noteFailure(erasing: Erasing, row: ClaimedTask, error: unknown): Promise<void> {
  const reason = reasonOf(erasing, error)
  if (reason === 'auth_failed') return await giveUp(erasing, row, reason)
  if (row.tries >= mostTries) return await end(erasing, row, 'failed_retryable', reason)
  const { database, clock } = erasing.services
  await noteRetry(database, row, retryOf(erasing, row, error, reason), clock())
}

function retryOf(
  { services }: Erasing,
  row: ClaimedTask,
  error: unknown,
  reason: string,
): TaskRetry {
  const wished = wishOf(error)
  const pause = nextPause(row.pause)
  const nextAt = new Date(services.clock().getTime() + Math.max(pause, wished ?? 0) * 1_000)
  const isOfAll = wished !== null || row.tries >= failuresOfAll
  return { reason, pause, nextAt, pausedUntil: isOfAll ? nextAt : null }
}

/** Seconds that the platform wants to be left alone; null: it does not say. */
function wishOf(error: unknown): number | null {
  if (!isPlatformError(error)) return null
  const { code, retryAfterSeconds } = error
  const wished = retryAfterSeconds ?? (code === 'rate_limited' ? usualPause : null)
  return wished === null ? null : Math.min(wished, longestPause)
}

async function look(erasing: Erasing, { row, task, witness }: Doable): Promise<void> {
  const { services, access, redact } = erasing
  const { database, clock } = services
  const platform = access.before(witness)
  let shown: RedactCheck
  try {
    shown = assertCheck(await redact.check(task, access.own, platform))
  } catch (error) {
    const reason = reasonOf(erasing, error)
    if (reason !== 'auth_failed' && row.tries < mostTries)
      return await noteRetry(database, row, retryOf(erasing, row, error, reason), clock())
    return await noteCheck(database, row, unverifiable(reason), null, clock())
  }
  await noteCheck(database, row, shown, againAt(row, shown, clock()), clock())
}

function againAt({ endedAt }: ClaimedTask, { found, again }: RedactCheck, now: Date): Date | null {
  if (found !== 'remains' || again === undefined) return null
  const next = new Date(Math.max(again.getTime(), now.getTime() + shortestLook))
  return next.getTime() > (endedAt ?? now).getTime() + longestLook ? null : next
}

function unverifiable(why: string): RedactCheck {
  return { found: 'unverifiable', why }
}

/** Why a call failed, a machine word. @throws {ConduitError} `unavailable` */
function reasonOf({ running }: Erasing, error: unknown): string {
  if (isPlatformError(error)) return error.code
  if (isConduitError(error)) throw error
  running.receiver.onFailure({ step: 'redact', error })
  return 'adapter_failed'
}

async function end(
  { services, actor }: Erasing,
  row: ClaimedTask,
  outcome: RedactionOutcome,
  reason: string,
): Promise<void> {
  await noteEnd(services.database, actor, row, { outcome }, reason, services.clock())
}

const outcomes: ReadonlySet<string> = new Set<RedactionOutcome>([
  ...(['erased', 'anonymised', 'suppressed', 'not_found', 'exempt'] as const),
  ...(['shared_identifier', 'archived_reversible', 'manual_required', 'unsupported'] as const),
  ...(['failed_retryable', 'failed_permanent'] as const),
])

/** @throws {TypeError} an adapter answers what is no answer */
function assertResult(result: RedactResult): RedactResult {
  const isGood = 'outcome' in result ? outcomes.has(result.outcome) : isTime(result.again)
  if (!isGood) throw new TypeError('neither an end nor a pause')
  return result
}

const shown: ReadonlySet<string> = new Set<RedactCheck['found']>([
  'clean',
  'remains',
  'unverifiable',
])

/** @throws {TypeError} the same of a look */
function assertCheck(check: RedactCheck): RedactCheck {
  const isGood = shown.has(check.found) && (check.again === undefined || isTime(check.again))
  if (!isGood) throw new TypeError('not what a look can show')
  return check
}

function isTime(value: unknown): boolean {
  return value instanceof Date && !Number.isNaN(value.getTime())
}
