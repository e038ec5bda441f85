import { ConduitError } from '@conduit/core'
import { and, asc, eq, inArray } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { openNotices } from '../notices/open-notices.ts'
import { dataExports, dataSubjectRequests, requestKeys } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { endExports } from './end-exports.ts'
import { assertNoOpenTasks, stopRedactionsOf } from './end-redactions.ts'
import { integrationsOfPerson } from './integrations-of-person.ts'
import { runAgain } from './later-deadline.ts'
import type { RequestNode } from './list-requests.ts'
import { personOfRequest } from './person-of-request.ts'
import { noteRequestEvents, type RequestEventDetails } from './request-events.ts'
import { factsOf } from './request-facts.ts'
import { type RequestAct, type RequestRefusal, requestState } from './request-state.ts'

type Row = (typeof dataSubjectRequests)['$inferSelect']

/** What an act changes beside status and stage, and what is told of it. */
export interface ActChanges {
  readonly changes?: Partial<Row>
  readonly details?: RequestEventDetails
}

/** An act on a request. */
export interface ActOnRequest {
  /** Some acts depend on what the request is. */
  readonly act: RequestAct | ((row: Row, executor: Executor) => Promise<RequestAct>)
  /** What happened, in the past: `extended`. */
  readonly kind: string
  /** Another request that decides on it. */
  readonly other?: RowRef | null
  /** When it was done, if that was before it is noted. */
  readonly doneAt?: Date
  /** What else changes; may refuse by what the request is. */
  readonly changesOf?: (row: Row, at: Date, executor: Executor) => ActChanges | Promise<ActChanges>
}

/** What names the person is hidden as soon as the request is closed, and destroyed so long after. */
const keptDays = 30
const day = 86_400_000

const refusals: Readonly<Record<RequestRefusal, string>> = {
  closed: 'the request is closed',
  identity_open: 'the identity check is under way',
  tasks_open: 'what was approved is not done yet',
  already_acknowledged: 'its receipt was confirmed before',
  out_of_order: 'the request is further, or not yet so far',
  identity_not_in_doubt: 'the clock stands still only while proof of identity was asked for',
  already_paused: 'the clock stands still already',
  not_paused: 'the clock does not stand still',
  clock_never_stops: 'a law that applies never stops the clock',
  already_extended: 'it was extended once already',
  no_extension: 'a law that applies knows no extension',
  too_late: 'it is overdue: the person had to be told before',
  original_unanswered: 'the other request was closed without an answer',
}

/**
 * Does something to a request, if that can be done to it as it stands, and notes who did it.
 *
 * @throws {ConduitError} `not_found`; `conflict`: see `requestState`, with its code in front; whatever
 *   `changesOf` throws
 */
export async function actOnRequest(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  { act, kind, other, doneAt, changesOf }: ActOnRequest,
): Promise<RequestNode> {
  return await database.transaction(async executor => {
    const at = now()
    const row = await lockedRow(
      executor,
      ref,
      other?.controllerId === ref.controllerId ? other.id : null,
    )
    const done = typeof act === 'function' ? await act(row, executor) : act
    const state = requestState(row, done, factsOf(row, doneAt ?? at))
    if ('refusal' in state) {
      if (state.refusal === 'tasks_open') await assertNoOpenTasks(executor, ref, false)
      throw refused(state.refusal)
    }
    const { changes = {}, details = {} } = (await changesOf?.(row, at, executor)) ?? {}
    const { next } = state
    const isClosing = next.stage === 'closed'
    if (isClosing) await assertNoOpenTasks(executor, ref, !isUnanswered(next))
    // What stood still until its end was not late meanwhile.
    const ended = isClosing ? await runAgain(row, at) : {}
    const closing = isClosing ? { ...ended.changes, closedAt: at, nextMarkAt: null } : {}
    const [changed] = await executor
      .update(dataSubjectRequests)
      .set({ ...changes, ...next, ...closing })
      .where(isRow(dataSubjectRequests, ref))
      .returning()
    if (changed === undefined) throw notFound('request')
    if (isClosing) await endKey(executor, ref, at)
    if (isClosing || changed.verifiedAt === null) await stopRedactionsOf(executor, actor, ref, at)
    // Who has not proven who it is, or is not answered, gets no copy either.
    if (changed.verifiedAt === null || isUnanswered(changed)) {
      const ofRequest = eq(dataExports.requestId, ref.id)
      const end = { status: 'deleted', reason: 'request_changed' } as const
      await endExports(executor, ref.controllerId, ofRequest, end)
    }
    const told = { ...ended.details, ...details }
    await noteRequestEvents(executor, [{ request: ref, at, kind, actor, details: told }])
    if (isClosing && !isUnanswered(changed)) await notifyRecipients(executor, actor, changed, at)
    await writeAudit(executor, {
      ...{ at, controllerId: ref.controllerId, actor, action: `data_subject_request.${kind}` },
      ...{ objectType: 'data_subject_request', objectId: ref.id },
      details: { status: changed.status, step: changed.stage },
    })
    return changed
  })
}

/** What cannot be done is told by its code, and in words. */
export function refused(refusal: RequestRefusal): ConduitError {
  return new ConduitError('conflict', { reason: `${refusal}: ${refusals[refusal]}` })
}

/** Two are locked in the order of their ids: of two acts on the same two, one waits for the other. */
async function lockedRow(
  executor: Executor,
  { controllerId, id }: RowRef,
  otherId: string | null,
): Promise<Row> {
  const table = dataSubjectRequests
  const rows = await executor
    .select()
    .from(table)
    .where(
      and(
        eq(table.controllerId, controllerId),
        inArray(table.id, otherId === null ? [id] : [id, otherId]),
      ),
    )
    .orderBy(asc(table.id))
    .for('update')
  const row = rows.find(each => each.id === id)
  if (row === undefined) throw notFound('request')
  return row
}

/** Was it closed without an answer? Another one that refers to it would never be answered. */
export function isUnanswered({ status }: Pick<Row, 'status'>): boolean {
  return unanswered.some(each => each === status)
}

const unanswered = ['refused', 'cancelled', 'expired', 'duplicate'] as const

/** Who had the data is to be told that it was corrected, or may only be kept; of an erasure, as it ends. */
async function notifyRecipients(
  executor: Executor,
  actor: Actor,
  request: Row,
  at: Date,
): Promise<void> {
  const { controllerId, id: requestId, type: kind } = request
  if (kind !== 'rectification' && kind !== 'restriction') return
  const person = await personOfRequest(executor, request)
  const places = await integrationsOfPerson(executor, controllerId, person?.members ?? [])
  const integrationIds = places.flatMap(({ id, isSeen }) => (isSeen ? [id] : []))
  await openNotices(executor, actor, { controllerId, requestId, kind, integrationIds }, at)
}

/** The key outlives the request by thirty days, and what it sealed goes with it. */
async function endKey(executor: Executor, { controllerId, id }: RowRef, at: Date): Promise<void> {
  await executor
    .update(requestKeys)
    .set({ endsAt: new Date(at.getTime() + keptDays * day) })
    .where(and(eq(requestKeys.controllerId, controllerId), eq(requestKeys.requestId, id)))
}
