import { ConduitError } from '@conduit/core'
import { and, count, desc, eq, inArray, isNull, lte, not, type SQL, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Database, Executor } from '../database/database.ts'
import { lockHolds } from '../database/hold-locks.ts'
import { plainWords } from '../database/plain-words.ts'
import { notFound } from '../errors/not-found.ts'
import { wakeHeld } from '../hold-keys/wake-held.ts'
import { grouped } from '../lists/grouped.ts'
import { ifGiven, listById, ofControllers } from '../lists/list-by-id.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import { type HoldNode, isActive, mostActiveHolds } from '../people/active-holds.ts'
import { idsByRoot, type Member, membersOf } from '../people/subject-members.ts'
import { dataSubjects, integrations, legalHolds } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'

/** A hold to be placed. */
export type NewHold = Pick<
  HoldNode,
  'controllerId' | 'subjectId' | 'integrationId' | 'basis' | 'reference' | 'reviewAt' | 'endsAt'
> & {
  /** Null: now. */
  readonly startsAt: Date | null
}

/** Which holds. */
export interface HoldFilter {
  readonly controllerId: string
  /** Of this person, with those who were merged with it. */
  readonly subjectId?: string | undefined
  readonly integrationId?: string | undefined
  readonly isActive?: boolean | undefined
}

/** Holds, what was placed last first. */
export async function listHolds(
  database: Database,
  { controllerId, subjectId, integrationId, isActive: isWanted }: HoldFilter,
  now: Date,
  request: PageRequest,
): Promise<Page<HoldNode>> {
  const active = isActive(now)
  const where = [
    subjectId === undefined
      ? undefined
      : inArray(legalHolds.subjectId, [...(await allOf(database, controllerId, subjectId))]),
    ifGiven(legalHolds.integrationId, integrationId),
    isWanted === undefined || active === undefined ? undefined : isWanted ? active : not(active),
  ]
  return await listById(database, legalHolds, [controllerId], where, request, rows => rows)
}

/** How many active holds of a controller should have been looked at again by now. */
export async function countHoldsToReview(
  database: Database,
  controllerId: string,
  now: Date,
): Promise<number> {
  const [found] = await database.run(executor =>
    executor
      .select({ count: count() })
      .from(legalHolds)
      .where(
        and(
          eq(legalHolds.controllerId, controllerId),
          isActive(now),
          lte(legalHolds.reviewAt, now),
        ),
      ),
  )
  return found?.count ?? 0
}

/** Holds of these people, by who stands for them; what was placed last first, 100 at most of each. */
export async function loadHolds(
  database: Database,
  controllerIds: readonly string[],
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly HoldNode[]>> {
  const { members, rows } = await database.run(async executor => {
    const members = await membersOf(executor, controllerIds, subjectIds)
    if (members.length === 0) return { members, rows: [] }
    const rows = await executor
      .select()
      .from(legalHolds)
      .where(
        and(
          ofControllers(legalHolds.controllerId, controllerIds),
          inArray(legalHolds.id, newestOfEach(controllerIds, members)),
        ),
      )
      .orderBy(desc(legalHolds.id))
    return { members, rows }
  })
  const roots = new Map(members.map(({ id, root }) => [id, root]))
  return grouped(rows, ({ subjectId }) => roots.get(subjectId ?? '') ?? '')
}

const mostOfSubject = 100

/** Ids of the holds that were placed last, of each person by itself: one with many hides nobody else's. */
function newestOfEach(controllerIds: readonly string[], members: readonly Member[]): SQL {
  const people = [...idsByRoot(members).values()].map(ids => `"{${ids.join(',')}}"`)
  return sql`(select newest.id from unnest(${`{${people.join(',')}}`}::text[]) as given(person)
    cross join lateral (select h.id from ${legalHolds} h
      where ${inArray(sql`h.controller_id`, [...controllerIds])} and h.subject_id = any(given.person::uuid[])
      order by h.id desc limit ${mostOfSubject}) newest)`
}

/**
 * Places a hold: what it speaks of is not deleted any more, whatever its period, from when this has
 * returned.
 *
 * @throws {ConduitError} `invalid`: its times are not in order, or its reference could be an address; `not_found`: no such person or integration; `conflict`: there are 1,000
 */
export async function placeHold(
  { database, now }: AdministrationContext,
  actor: Actor,
  hold: NewHold,
): Promise<HoldNode> {
  const at = now()
  const { controllerId } = hold
  const startsAt = hold.startsAt ?? at
  assertInOrder({ ...hold, startsAt }, at)
  const reference = plainWords('/reference', hold.reference)
  return await database.transaction(async executor => {
    await lockHolds(executor, controllerId)
    await assertExists(executor, hold)
    await assertRoom(executor, controllerId)
    const placed = { placedAt: at, placedByType: actor.type, placedById: actor.id }
    const [row] = await executor
      .insert(legalHolds)
      .values({ ...hold, ...placed, id: uuidv7(), startsAt, reference })
      .returning()
    if (row === undefined) throw notFound('controller')
    await audit(executor, actor, at, 'hold.placed', row)
    return row
  })
}

/**
 * Releases a hold: what it kept goes with the next sweep, where its period is over.
 * @throws {ConduitError} `not_found`; `conflict`: it was released before
 */
export async function releaseHold(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<HoldNode> {
  const at = now()
  return await database.transaction(async executor => {
    const released = { releasedAt: at, releasedByType: actor.type, releasedById: actor.id }
    const [row] = await executor
      .update(legalHolds)
      .set(released)
      .where(and(isRow(legalHolds, ref), isNull(legalHolds.releasedAt)))
      .returning()
    if (row === undefined) {
      const found = await executor
        .select({ id: legalHolds.id })
        .from(legalHolds)
        .where(isRow(legalHolds, ref))
      if (found.length === 0) throw notFound('hold')
      throw new ConduitError('conflict', { reason: 'the hold was released before' })
    }
    await wakeHeld(executor, ref.controllerId, at)
    await audit(executor, actor, at, 'hold.released', row)
    return row
  })
}

async function allOf(
  database: Database,
  controllerId: string,
  subjectId: string,
): Promise<ReadonlySet<string>> {
  const members = await database.run(executor => membersOf(executor, [controllerId], [subjectId]))
  return new Set([subjectId, ...members.map(({ id }) => id)])
}

function assertInOrder(
  { startsAt, reviewAt, endsAt }: NewHold & { readonly startsAt: Date },
  now: Date,
): void {
  const isBehind = (time: Date | null) => time === null || (time > startsAt && time > now)
  const faults = [
    ...(isBehind(endsAt)
      ? []
      : [{ pointer: '/endsAt', detail: 'must come after its start and now' }]),
    ...(isBehind(reviewAt)
      ? []
      : [{ pointer: '/reviewAt', detail: 'must come after its start and now' }]),
  ]
  if (faults.length > 0) throw new ConduitError('invalid', { reason: 'not a hold', faults })
}

async function assertExists(
  executor: Executor,
  { controllerId, subjectId, integrationId }: NewHold,
): Promise<void> {
  const named = [
    { what: 'person', table: dataSubjects, id: subjectId },
    { what: 'integration', table: integrations, id: integrationId },
  ] as const
  for (const { what, table, id } of named) {
    if (id === null) continue
    const found = await executor
      .select({ id: table.id })
      .from(table)
      .where(isRow(table, { controllerId, id }))
    if (found.length === 0) throw notFound(what)
  }
}

/** Those to come are counted as well: they will be active one day. */
async function assertRoom(executor: Executor, controllerId: string): Promise<void> {
  const [counted] = await executor
    .select({ count: count() })
    .from(legalHolds)
    .where(
      and(
        eq(legalHolds.controllerId, controllerId),
        isNull(legalHolds.releasedAt),
        isNull(legalHolds.settledAt),
      ),
    )
  if ((counted?.count ?? 0) < mostActiveHolds) return
  throw new ConduitError('conflict', { reason: `there are ${mostActiveHolds} holds already` })
}

async function audit(
  executor: Executor,
  actor: Actor,
  at: Date,
  action: string,
  { controllerId, id, integrationId, basis }: HoldNode,
): Promise<void> {
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action, objectType: 'legal_hold', objectId: id },
    details: { integrationId, basis },
  })
}
