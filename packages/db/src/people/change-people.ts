import { ConduitError } from '@conduit/core'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { type Actor, type AuditDetails, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { notFound } from '../errors/not-found.ts'
import { dataSubjects, ownErasures, subjectLinks, subjectRestrictions } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { goBackIfHeld } from './go-back.ts'
import { type Merge, mergeSubjects, separateSubject } from './merge-subjects.ts'
import { movePeopleEpoch } from './people-epoch.ts'
import type { Restriction } from './restrictions.ts'
import { membersOf } from './subject-members.ts'

/**
 * Says that two data subjects are one person. Links between them are settled; nothing that was recorded
 * is rewritten.
 *
 * @throws {ConduitError} `not_found`; `conflict`: they are one already, the first was merged into
 *   another one, or one of them was erased
 */
export async function mergePeople(
  { database, now }: AdministrationContext,
  actor: Actor,
  merge: Merge,
): Promise<void> {
  const at = now()
  const { controllerId, subjectId, into } = merge
  await database.transaction(async executor => {
    await movePeopleEpoch(executor, controllerId)
    await membersToChange(executor, { controllerId, id: into })
    const ids = await membersToChange(executor, { controllerId, id: subjectId })
    const others = await idsOfPerson(executor, { controllerId, id: into })
    await mergeSubjects(executor, merge, at)
    await settleLinks(executor, controllerId, ids, others, ['suggested'], 'merged')
    await audit(executor, actor, at, 'subject.merged', { controllerId, id: subjectId }, { into })
  })
}

/**
 * Ends a merge: the subject is a person of its own again, with those who were merged into it. They are
 * not suggested as one any more, unless something stronger suggests it.
 *
 * @throws {ConduitError} `not_found`: it is no member of another one; `conflict`: it is being erased
 */
export async function separatePeople(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<void> {
  const at = now()
  const { controllerId, id } = ref
  await database.transaction(async executor => {
    await movePeopleEpoch(executor, controllerId)
    const before = await idsOfPerson(executor, ref)
    await assertNotErasing(executor, controllerId, before)
    await separateSubject(executor, { controllerId, subjectId: id }, at)
    const own = await idsOfPerson(executor, ref)
    const others = before.filter(each => !own.includes(each))
    await settleLinks(executor, controllerId, own, others, ['merged', 'suggested'], 'rejected')
    await noteRejected(executor, controllerId, own, others, at)
    await goBackIfHeld(executor, controllerId, before)
    await audit(executor, actor, at, 'subject.separated', ref)
  })
}

/**
 * Says that two people are not one: they are not suggested any more, unless something stronger suggests
 * it.
 *
 * @throws {ConduitError} `not_found`: nothing suggests it
 */
export async function dismissLinks(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  otherId: string,
): Promise<void> {
  const { controllerId } = ref
  await database.transaction(async executor => {
    const own = await idsOfPerson(executor, ref)
    const others = await idsOfPerson(executor, { controllerId, id: otherId })
    const settled = await settleLinks(
      executor,
      controllerId,
      own,
      others,
      ['suggested'],
      'rejected',
    )
    if (settled === 0) throw notFound('link suggestion')
    await audit(executor, actor, now(), 'link.dismissed', ref, { into: otherId })
  })
}

/**
 * Restricts a person (Art. 18 GDPR): what comes of it from now on is kept and marked, and nothing else
 * is to be done with it.
 *
 * @throws {ConduitError} `not_found`; `conflict`: it is restricted already, or was erased
 */
export async function restrictPerson(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  reason: Restriction['reason'],
): Promise<void> {
  const restrictedAt = now()
  const { controllerId } = ref
  await database.transaction(async executor => {
    await movePeopleEpoch(executor, controllerId)
    const ids = await membersToChange(executor, ref)
    const changed = await changeState(executor, controllerId, ids, 'active', 'restricted')
    if (changed.length === 0) throw conflict('the data subject is restricted already')
    await executor
      .insert(subjectRestrictions)
      .values(changed.map(subjectId => ({ controllerId, subjectId, restrictedAt, reason })))
      // What was lifted at the moment at which it had begun goes on.
      .onConflictDoUpdate({
        target: [
          subjectRestrictions.controllerId,
          subjectRestrictions.subjectId,
          subjectRestrictions.restrictedAt,
        ],
        set: { liftedAt: null, reason },
      })
    await audit(executor, actor, restrictedAt, 'subject.restricted', ref, { status: reason })
  })
}

/**
 * Lifts the restriction of a person.
 * @throws {ConduitError} `not_found`; `conflict`: it is not restricted, or was erased
 */
export async function unrestrictPerson(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<void> {
  const liftedAt = now()
  const { controllerId } = ref
  const table = subjectRestrictions
  await database.transaction(async executor => {
    await movePeopleEpoch(executor, controllerId)
    const ids = await membersToChange(executor, ref)
    const changed = await changeState(executor, controllerId, ids, 'restricted', 'active')
    if (changed.length === 0) throw conflict('the data subject is not restricted')
    await executor
      .update(table)
      .set({ liftedAt })
      .where(
        and(
          eq(table.controllerId, controllerId),
          inArray(table.subjectId, changed),
          isNull(table.liftedAt),
        ),
      )
    await audit(executor, actor, liftedAt, 'subject.unrestricted', ref)
  })
}

/** All subjects that are one person with this one. */
async function idsOfPerson(executor: Executor, { controllerId, id }: RowRef): Promise<string[]> {
  const members = await membersOf(executor, [controllerId], [id])
  return members.map(each => each.id)
}

/** The same of somebody who is there, and was not erased. */
async function membersToChange(executor: Executor, ref: RowRef): Promise<string[]> {
  const { id, controllerId } = dataSubjects
  const ids = await idsOfPerson(executor, ref)
  const found = await executor
    .select({ id, state: dataSubjects.state })
    .from(dataSubjects)
    .where(and(eq(controllerId, ref.controllerId), inArray(id, ids)))
  if (!found.some(each => each.id === ref.id)) throw notFound('data subject')
  if (found.some(({ state }) => state === 'erased')) throw conflict('the data subject was erased')
  await assertNotErasing(executor, ref.controllerId, ids)
  return ids
}

/** Whom an erasure has begun with stays who it is until it is over. */
async function assertNotErasing(
  executor: Executor,
  controllerId: string,
  ids: readonly string[],
): Promise<void> {
  const [running] = await executor
    .select({ id: ownErasures.subjectId })
    .from(ownErasures)
    .where(
      and(
        eq(ownErasures.controllerId, controllerId),
        inArray(ownErasures.subjectId, [...ids]),
        isNull(ownErasures.endedAt),
      ),
    )
    .limit(1)
  if (running !== undefined) throw conflict('the data subject is being erased')
}

async function changeState(
  executor: Executor,
  controllerId: string,
  ids: readonly string[],
  from: 'active' | 'restricted',
  state: 'active' | 'restricted',
): Promise<string[]> {
  const table = dataSubjects
  const changed = await executor
    .update(table)
    .set({ state })
    .where(
      and(eq(table.controllerId, controllerId), inArray(table.id, [...ids]), eq(table.state, from)),
    )
    .returning({ id: table.id })
  return changed.map(({ id }) => id)
}

/** Of a link that no activity suggested. */
const noActivity = '00000000-0000-0000-0000-000000000000'

type LinkState = (typeof subjectLinks)['$inferSelect']['state']

/** Changes the state of the links between two people; how many there were. */
async function settleLinks(
  executor: Executor,
  controllerId: string,
  own: readonly string[],
  others: readonly string[],
  from: readonly LinkState[],
  state: LinkState,
): Promise<number> {
  if (own.length === 0 || others.length === 0) return 0
  let settled = 0
  for (const [a, b] of [
    [own, others],
    [others, own],
  ] as const) {
    const rows = await executor
      .update(subjectLinks)
      .set({ state })
      .where(
        and(
          eq(subjectLinks.controllerId, controllerId),
          inArray(subjectLinks.subjectA, [...a]),
          inArray(subjectLinks.subjectB, [...b]),
          inArray(subjectLinks.state, [...from]),
        ),
      )
      .returning({ id: subjectLinks.activityId })
    settled += rows.length
  }
  return settled
}

const pairs = arrayRows({ own: 'uuid', other: 'uuid' })

// Nothing weaker than an event that names both suggests them after somebody said that they are two.
const noteText = `insert into subject_links
    (controller_id, subject_a, subject_b, state, evidence, activity_id, created_at)
  select $1::uuid, least(own, other), greatest(own, other), 'rejected', 'email_base', '${noActivity}', $2::timestamptz
  from ${pairs.from(3)} order by 2, 3
  on conflict do nothing`

/** Notes that two people are not one, also where nothing has suggested it yet. */
async function noteRejected(
  executor: Executor,
  controllerId: string,
  own: readonly string[],
  others: readonly string[],
  at: Date,
): Promise<void> {
  const rows = own.flatMap(id => others.map(other => ({ own: id, other })))
  await statement(executor, noteText, [controllerId, at.toISOString(), ...pairs.encode(rows)])
}

async function audit(
  executor: Executor,
  actor: Actor,
  at: Date,
  action: string,
  { controllerId, id }: RowRef,
  details: AuditDetails = {},
): Promise<void> {
  const object = { objectType: 'data_subject', objectId: id }
  await writeAudit(executor, { at, controllerId, actor, action, ...object, details })
}

function conflict(reason: string): ConduitError {
  return new ConduitError('conflict', { reason })
}
