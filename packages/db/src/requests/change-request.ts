import { ConduitError } from '@conduit/core'
import { and, eq, ne } from 'drizzle-orm'
import type { Actor } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { plainWords } from '../database/plain-words.ts'
import { notFound } from '../errors/not-found.ts'
import { rootsOf } from '../people/subject-members.ts'
import { dataSubjectRequests, dataSubjects } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { actOnRequest, isUnanswered, refused } from './act-on-request.ts'
import { runAgain } from './later-deadline.ts'
import type { RequestNode } from './list-requests.ts'
import { mayBeRefusedFor, type RefusalReason, refusalReasons } from './refusal-reasons.ts'
import type { RequestAct } from './request-state.ts'

type Row = (typeof dataSubjectRequests)['$inferSelect']

/** How somebody made sure that the person is who it says. */
export interface IdentityCheck {
  readonly method: NonNullable<Row['verificationMethod']>
  readonly level: NonNullable<Row['verificationLevel']>
  /** In words; why it was not needed, where it was not. */
  readonly note?: string | null
}

/** How a request ends that was not refused. */
export interface RequestEnd {
  readonly outcome: 'completed' | 'partially_completed' | 'expired' | 'duplicate'
  /** Of which one it is a duplicate. */
  readonly duplicateOf?: RowRef | null
  /** Where the answer is filed. */
  readonly responseRef?: string | null
}

/** The stages that somebody leads a request to by hand. */
const actOfStage = {
  acknowledged: 'acknowledge',
  identity_requested: 'request_identity',
  scoping: 'scope',
  approved: 'approve',
  cooling_off: 'cool_off',
  executing: 'execute',
  verifying: 'check',
  responding: 'respond',
} as const satisfies Readonly<Partial<Record<Row['stage'], RequestAct>>>

/** A stage that somebody leads a request to by hand. */
export type NextStage = keyof typeof actOfStage

const actOfEnd = {
  completed: 'complete',
  partially_completed: 'complete_partially',
  expired: 'expire',
  duplicate: 'mark_duplicate',
} as const

/**
 * Leads a request to its next stage; one that is further than `acknowledged` stays where it is, and it is noted.
 * @throws {ConduitError} `not_found`; `conflict`: see `requestState`
 */
export async function moveRequest(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  stage: NextStage,
): Promise<RequestNode> {
  return await actOnRequest(context, actor, ref, {
    act: actOfStage[stage],
    // Receipt may be confirmed late, and leads nowhere then.
    kind: stage === 'acknowledged' ? 'acknowledged' : 'moved',
    changesOf: (_row, at) => ({
      changes: {
        ...(stage === 'acknowledged' && { acknowledgedAt: at }),
        // Who is asked for proof again has not given it.
        ...(stage === 'identity_requested' && unchecked),
      },
      details: { stage },
    }),
  })
}

const unchecked = {
  verificationMethod: null,
  verificationLevel: null,
  verificationNote: null,
  verifiedAt: null,
  verifiedBy: null,
}

/**
 * Notes how the person's identity was checked. A clock that stood still for it runs again.
 *
 * @throws {ConduitError} `invalid`: its note could be an address, or says not why none was needed;
 *   `not_found`; `conflict`: see `requestState`
 */
export async function verifyIdentity(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  { method, level, note }: IdentityCheck,
): Promise<RequestNode> {
  const verificationNote = plainWords('/note', note)
  if (method === 'not_needed' && verificationNote === null)
    throw invalid('/note', 'must say why it was not needed')
  return await actOnRequest(context, actor, ref, {
    ...{ act: 'verify', kind: 'identity_verified' },
    changesOf: async (row, at) => {
      const { changes, details } = await runAgain(row, at)
      const check = { verificationMethod: method, verificationLevel: level, verificationNote }
      return {
        changes: { ...changes, ...check, verifiedAt: at, verifiedBy: actor.id },
        details: { method, level, ...details },
      }
    },
  })
}

/**
 * Says who it is that asks. If somebody else was checked, that check is void and proof is asked for again.
 * @throws {ConduitError} `not_found`: the request, or a person that is known; `conflict`: see `requestState`
 */
export async function confirmPerson(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  subjectId: string,
): Promise<RequestNode> {
  return await actOnRequest(context, actor, ref, {
    kind: 'person_confirmed',
    act: async (row, executor) =>
      (await isOtherThanChecked(executor, row, subjectId)) ? 'confirm_other' : 'confirm_person',
    changesOf: async (row, at, executor) => {
      const root = await knownRoot(executor, ref.controllerId, subjectId)
      const isOther = await isOtherThanChecked(executor, row, subjectId)
      return {
        changes: { subjectId: root, personConfirmedAt: at, ...(isOther && unchecked) },
        details: { subjectId: root, ...(isOther && { stage: 'identity_requested' }) },
      }
    },
  })
}

/** Nobody was named when it was checked: then it is still of whom is named now. */
async function isOtherThanChecked(
  executor: Executor,
  { controllerId, verifiedAt, subjectId: known }: Row,
  subjectId: string,
): Promise<boolean> {
  if (verifiedAt === null || known === null) return false
  const roots = await rootsOf(executor, [controllerId], [known, subjectId])
  return (roots.get(known) ?? known) !== (roots.get(subjectId) ?? subjectId)
}

/**
 * Refuses a request for one of the legal reasons.
 *
 * @throws {ConduitError} `invalid`: no reason for a request of this type; `not_found`; `conflict`: see
 *   `requestState`
 */
export async function refuseRequest(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  reason: RefusalReason,
): Promise<RequestNode> {
  return await actOnRequest(context, actor, ref, {
    ...{ act: 'refuse', kind: 'refused' },
    changesOf: ({ type }) => {
      if (!mayBeRefusedFor(type, reason))
        throw invalid('/reason', 'is no reason to refuse a request of this type')
      return { changes: { justification: refusalReasons[reason] }, details: { reason } }
    },
  })
}

/** Ends a request that the person took back. @throws {ConduitError} `not_found`; `conflict`: see `requestState` */
export async function withdrawRequest(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<RequestNode> {
  return await actOnRequest(context, actor, ref, { act: 'withdraw', kind: 'withdrawn' })
}

/**
 * Ends a request.
 *
 * @throws {ConduitError} `invalid`: a duplicate of nothing or of itself, where its answer is filed could be
 *   an address; `not_found`; `conflict`: see `requestState`, or the other was closed without an answer
 */
export async function closeRequest(
  context: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  { outcome, duplicateOf, responseRef }: RequestEnd,
): Promise<RequestNode> {
  const filed = plainWords('/responseRef', responseRef)
  if ((outcome === 'duplicate') !== (duplicateOf != null))
    throw invalid('/duplicateOf', 'goes with a duplicate, and only with one')
  return await actOnRequest(context, actor, ref, {
    ...{ act: actOfEnd[outcome], kind: 'closed', other: duplicateOf ?? null },
    changesOf: async (row, _at, executor) => {
      if (duplicateOf != null) await assertOriginal(executor, row, duplicateOf)
      return {
        changes: {
          ...(filed !== null && { responseRef: filed }),
          ...(duplicateOf != null && { duplicateOf: duplicateOf.id }),
        },
        details: { status: outcome, ...(duplicateOf != null && { duplicateOf: duplicateOf.id }) },
      }
    },
  })
}

async function assertOriginal(
  executor: Executor,
  { id, controllerId, type }: Row,
  original: RowRef,
): Promise<void> {
  const table = dataSubjectRequests
  if (original.controllerId !== controllerId) throw notFound('request')
  const [found] = await executor
    .select({ type: table.type, status: table.status })
    .from(table)
    .where(isRow(table, original))
  if (found === undefined) throw notFound('request')
  if (original.id === id || found.type !== type)
    throw invalid('/duplicateOf', 'must be another request of this type')
  if (isUnanswered(found)) throw refused('original_unanswered')
}

async function knownRoot(
  executor: Executor,
  controllerId: string,
  subjectId: string,
): Promise<string> {
  const roots = await rootsOf(executor, [controllerId], [subjectId])
  const root = roots.get(subjectId) ?? subjectId
  const [known] = await executor
    .select({ id: dataSubjects.id })
    .from(dataSubjects)
    .where(
      and(
        eq(dataSubjects.controllerId, controllerId),
        eq(dataSubjects.id, root),
        ne(dataSubjects.state, 'erased'),
      ),
    )
  if (known === undefined) throw notFound('data subject')
  return root
}

function invalid(pointer: string, detail: string): ConduitError {
  return new ConduitError('invalid', {
    reason: 'not for this request',
    faults: [{ pointer, detail }],
  })
}
