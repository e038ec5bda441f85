import { setTimeout as pause } from 'node:timers/promises'
import { and, asc, eq, isNotNull, isNull, lte, or } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { Database } from '../database/database.ts'
import { activeHolds, isOfAll } from '../people/active-holds.ts'
import { goBackFor } from '../people/go-back.ts'
import { integrations, legalHolds, retentionPeriods } from '../schema/index.ts'
import { dropMonths } from './drop-months.ts'
import { keptDays } from './kept-days.ts'
import { listPeriods } from './periods.ts'
import { type Pace, sweepIntegration } from './sweep-integration.ts'
import { takeTally } from './sweep-marks.ts'

/** Looked at in one transaction: some hundredths of a second. */
const usualRows = 2_000
/** So many times as long as it has worked it rests, and leaves the database to webhooks. */
const restFactor = 3
/** The job that sweeps may take fifteen minutes. */
const longestMilliseconds = 780_000
/** Transactions of one controller before it is the next one's turn. */
const batchesOfTurn = 10
const dayMilliseconds = 86_400_000
/** Its multiples lie as far from each other as can be. */
const goldenRatio = (Math.sqrt(5) - 1) / 2

function usualPace(now: Date): Pace {
  const began = performance.now()
  const passed = () => performance.now() - began
  return {
    rows: usualRows,
    // A clock that is set meanwhile ends no hold.
    moment: () => new Date(now.getTime() + passed()),
    rest: async took => {
      await pause(took * restFactor)
    },
    mayGoOn: () => passed() < longestMilliseconds,
  }
}

/**
 * Takes away whose time is over: whole months first, then the rest row by row, the controllers taking
 * turns. What is held stays. Each run is told by the audit log, with counts.
 *
 * @param now by which periods are reckoned; not to be trusted before `sweep` has
 * @returns whether all is done; the rest is left to the next run
 */
export async function sweepRetention(
  database: Database,
  now: Date,
  pace: Pace = usualPace(now),
): Promise<boolean> {
  const controllerIds = await controllersWithPeriods(database)
  for (const controllerId of controllerIds) await settleHolds(database, controllerId, now)
  await dropMonths(database, now, pace.moment)
  return await inTurns(database, fromAnotherEachDay(controllerIds, now), now, pace)
}

/** Some of each, then some more of each, so that nobody waits for whoever has much. */
async function inTurns(
  database: Database,
  controllerIds: readonly string[],
  now: Date,
  pace: Pace,
): Promise<boolean> {
  let isStopped = false
  const mayGoOn = () => {
    isStopped ||= !pace.mayGoOn()
    return !isStopped
  }
  const left = new Map<string, readonly string[] | null>(controllerIds.map(id => [id, null]))
  while (left.size > 0 && !isStopped) {
    for (const [controllerId, waiting] of left) {
      if (isStopped) break
      const rest = await takeTurn(database, { controllerId, waiting }, now, { ...pace, mayGoOn })
      left.set(controllerId, rest)
      if (rest.length > 0) continue
      left.delete(controllerId)
      await tell(database, controllerId, pace.moment(), true)
    }
  }
  for (const controllerId of left.keys()) await tell(database, controllerId, pace.moment(), false)
  return left.size === 0
}

/** The same in a circle, begun each day far from where it was begun the days before. */
function fromAnotherEachDay(ids: readonly string[], now: Date): readonly string[] {
  const days = Math.floor(now.getTime() / dayMilliseconds)
  const first = Math.floor(((days * goldenRatio) % 1) * ids.length)
  return [...ids.slice(first), ...ids.slice(0, first)]
}

async function controllersWithPeriods(database: Database): Promise<readonly string[]> {
  const { controllerId } = retentionPeriods
  const rows = await database.run(executor =>
    executor.selectDistinct({ controllerId }).from(retentionPeriods).orderBy(asc(controllerId)),
  )
  return rows.map(row => row.controllerId)
}

/** Where a hold of a person has ended, what it kept lies behind the marks: they start anew. */
async function settleHolds(database: Database, controllerId: string, now: Date): Promise<void> {
  await database.transaction(async executor => {
    const settled = await executor
      .update(legalHolds)
      .set({ settledAt: now })
      .where(
        and(
          eq(legalHolds.controllerId, controllerId),
          isNull(legalHolds.settledAt),
          or(isNotNull(legalHolds.releasedAt), lte(legalHolds.endsAt, now)),
        ),
      )
      .returning({ subjectId: legalHolds.subjectId })
    const people = settled.flatMap(({ subjectId }) => subjectId ?? [])
    if (people.length > 0) await goBackFor(executor, controllerId, people)
  })
}

/** What is still to be swept of a controller. */
interface Turn {
  readonly controllerId: string
  /** Its integrations; null: all. */
  readonly waiting: readonly string[] | null
}

/** Sweeps some of a controller. @returns the integrations that are left */
async function takeTurn(
  database: Database,
  { controllerId, waiting }: Turn,
  now: Date,
  pace: Pace,
): Promise<readonly string[]> {
  const periods = await listPeriods(database, controllerId)
  const integrationIds = waiting ?? (await integrationsOf(database, controllerId))
  let batches = 0
  const mayGoOn = () => {
    batches += 1
    return batches <= batchesOfTurn && pace.mayGoOn()
  }
  for (const [index, integrationId] of integrationIds.entries()) {
    const days = keptDays(periods, integrationId)
    const swept = { controllerId, integrationId }
    const isDone = await sweepIntegration(database, swept, days, now, { ...pace, mayGoOn })
    if (!isDone) return integrationIds.slice(index)
  }
  return []
}

async function integrationsOf(
  database: Database,
  controllerId: string,
): Promise<readonly string[]> {
  const found = await database.run(executor =>
    executor
      .select({ id: integrations.id })
      .from(integrations)
      .where(eq(integrations.controllerId, controllerId))
      .orderBy(asc(integrations.id)),
  )
  return found.map(({ id }) => id)
}

async function tell(
  database: Database,
  controllerId: string,
  now: Date,
  isDone: boolean,
): Promise<void> {
  await database.transaction(async executor => {
    const tally = await takeTally(executor, controllerId)
    const holds = await activeHolds(executor, controllerId, now)
    const isHeld = holds.some(hold => isOfAll(hold, undefined))
    await writeAudit(executor, {
      ...{ at: now, controllerId, actor: { type: 'job', id: null } },
      ...{ action: 'retention.swept', objectType: 'data_controller', objectId: controllerId },
      details: { ...tally, result: isHeld ? 'held' : isDone ? 'done' : 'unfinished' },
    })
  })
}
