import { ConduitError } from '@conduit/core'
import { type Controller, type RequestIdentities, sealRequest } from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import { and, eq, inArray, ne } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { shortOf } from '../database/short-hash.ts'
import { notFound } from '../errors/not-found.ts'
import { rootsOf } from '../people/subject-members.ts'
import { controllerClock } from '../requests/controller-clock.ts'
import { endRedaction } from '../requests/end-redaction.ts'
import { integrationsOfPerson } from '../requests/integrations-of-person.ts'
import { leadRequest } from '../requests/lead-request.ts'
import { openRequests } from '../requests/open-requests.ts'
import { personOfRequest, type RequestPerson } from '../requests/person-of-request.ts'
import { noteRequestEvents } from '../requests/request-events.ts'
import {
  dataSubjectRequests,
  dataSubjects,
  identifierTokens,
  redactionCalls,
  redactionLookups,
  redactions,
  redactionTasks,
} from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { freshTask, openStates, type RedactionRow } from './redaction-node.ts'
import { isRestricted } from './redaction-obstacles.ts'
import { taskKey } from './redaction-seal.ts'

/** A call that asks for the erasure of one person at one integration. */
export interface RedactionCall {
  readonly controllerId: string
  readonly integrationId: string
  /** The caller's name of the call; equal ones are one call. */
  readonly requestId: string
  /** The person in clear; of an id of the platform with the integration. */
  readonly identifier: RequestIdentities['identifiers'][number]
  /** Keyed hashes of it, under each key of the ring and in each name space of the integration. */
  readonly tokens: readonly KeyedHash[]
  /** One keyed hash of it that stays the same when keys are rotated. */
  readonly name: KeyedHash
  /** It is a mailbox of many: nobody is erased by it. */
  readonly isShared: boolean
}

/**
 * Takes a call that asks for an erasure: opens a request, whose person the caller answers for, and begins
 * the plan of an erasure at that integration alone, which the caller has approved by calling. The same
 * call again, or one for a person who is being erased there, leads to the same redaction.
 *
 * Who cannot be told from another person is not erased, nor who may only be kept: then the redaction has ended at
 * once, and says so.
 *
 * @param onCreated makes the job that goes on, in the same transaction
 * @throws {ConduitError} `not_found`; `conflict`: the name was used for another person, or the person is being
 *   erased everywhere
 */
export async function callRedaction(
  { database, keyring, now }: AdministrationContext,
  actor: Actor,
  call: RedactionCall,
  onCreated: (executor: Executor, ref: RowRef) => Promise<void>,
): Promise<RowRef> {
  const { controllerId } = call
  return await database.transaction(async executor => {
    const at = now()
    const controller = await selectController(executor, controllerId)
    if (controller === null) throw notFound('data controller')
    const hashes = hashesOf(keyring, controller, call)
    const own = { controllerId, id: uuidv7() }
    const known = await claimCall(executor, call, hashes, own, at)
    if (known !== null) return known
    const named = await peopleOf(executor, call)
    const [subjectId = null] = named
    const isOne = named.length === 1 && !call.isShared
    const person = isOne ? await personOfRequest(executor, { controllerId, subjectId }) : null
    const open = person === null ? null : await openAt(executor, call, person)
    if (open !== null) {
      await leadTo(executor, call, hashes, open)
      await auditCall(executor, actor, call, open, at)
      return open
    }
    const request = await openRequestOf(executor, { keyring, controller, actor, at }, call, person)
    const obstacle = await obstacleOf(executor, call, named.length, person)
    const row = await insertRedaction(executor, { call, own, request, person, obstacle, actor, at })
    await auditCall(executor, actor, call, own, at)
    if (obstacle === null) await onCreated(executor, own)
    else await endAtOnce(executor, row, obstacle, at)
    return own
  })
}

type Hashes = Pick<(typeof redactionCalls)['$inferSelect'], 'call' | 'subject'>

/** Under the oldest key, so that a call that is made again after a rotation is the same. */
function hashesOf(
  keyring: AdministrationContext['keyring'],
  controller: Controller,
  { integrationId, requestId, name }: RedactionCall,
): Hashes {
  const hash = keyring.forController(controller).hasher('redaction-call', keyring.ids.at(-1))
  return {
    call: shortOf(hash('call', integrationId, requestId)),
    subject: shortOf(hash('subject', integrationId, requestId, name)),
  }
}

/** @returns the redaction that the same call led to; null: it is a new one, and this transaction's */
async function claimCall(
  executor: Executor,
  { controllerId, integrationId }: RedactionCall,
  hashes: Hashes,
  own: RowRef,
  createdAt: Date,
): Promise<RowRef | null> {
  const table = redactionCalls
  const claimed = await executor
    .insert(table)
    .values({ controllerId, integrationId, ...hashes, redactionId: own.id, createdAt })
    .onConflictDoNothing()
    .returning({ call: table.call })
  if (claimed.length > 0) return null
  const [found] = await executor
    .select()
    .from(table)
    .where(isCall(controllerId, integrationId, hashes))
  if (found === undefined) throw notFound('call')
  if (found.subject !== hashes.subject) throw taken('/requestId', 'was used for another person')
  return { controllerId, id: found.redactionId }
}

function taken(pointer: string, detail: string): ConduitError {
  return new ConduitError('conflict', {
    reason: `${pointer} ${detail}`,
    faults: [{ pointer, detail }],
  })
}

function isCall(controllerId: string, integrationId: string, { call }: Pick<Hashes, 'call'>) {
  const table = redactionCalls
  return and(
    eq(table.controllerId, controllerId),
    eq(table.integrationId, integrationId),
    eq(table.call, call),
  )
}

/** Who has any of its tokens, by who stands for them. */
async function peopleOf(
  executor: Executor,
  { controllerId, tokens }: RedactionCall,
): Promise<readonly string[]> {
  const found = await executor
    .selectDistinct({ id: identifierTokens.subjectId })
    .from(identifierTokens)
    .innerJoin(
      dataSubjects,
      and(
        eq(dataSubjects.controllerId, identifierTokens.controllerId),
        eq(dataSubjects.id, identifierTokens.subjectId),
        ne(dataSubjects.state, 'erased'),
      ),
    )
    .where(
      and(
        eq(identifierTokens.controllerId, controllerId),
        inArray(identifierTokens.token, [...tokens]),
      ),
    )
  const ids = found.map(({ id }) => id)
  const roots = await rootsOf(executor, [controllerId], ids)
  return [...new Set(ids.map(id => roots.get(id) ?? id))]
}

/**
 * The redaction by which the person is being erased there.
 * @throws {ConduitError} `conflict`: it is one of all integrations, which may still be stopped
 */
async function openAt(
  executor: Executor,
  { controllerId, integrationId }: RedactionCall,
  { members }: RequestPerson,
): Promise<RowRef | null> {
  const table = redactions
  const open = await executor
    .select({ id: table.id, integrationId: table.integrationId })
    .from(table)
    .where(
      and(
        eq(table.controllerId, controllerId),
        inArray(table.state, [...openStates]),
        inArray(table.subjectId, [...members]),
      ),
    )
  if (open.some(each => each.integrationId === null))
    throw taken('/subject', 'is being erased everywhere already: call again when that is over')
  const same = open.find(each => each.integrationId === integrationId)
  return same === undefined ? null : { controllerId, id: same.id }
}

async function leadTo(
  executor: Executor,
  { controllerId, integrationId }: RedactionCall,
  hashes: Hashes,
  { id: redactionId }: RowRef,
): Promise<void> {
  await executor
    .update(redactionCalls)
    .set({ redactionId })
    .where(isCall(controllerId, integrationId, hashes))
}

/** Who calls approves: whatever is planned is of this integration alone. */
async function auditCall(
  executor: Executor,
  actor: Actor,
  { controllerId, integrationId }: RedactionCall,
  { id }: RowRef,
  at: Date,
): Promise<void> {
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'redaction.called' },
    ...{ objectType: 'redaction', objectId: id, details: { integrationId, scope: 'redact' } },
  })
}

/** Who opens a request, when and of whom. */
interface Opening extends Pick<AdministrationContext, 'keyring'> {
  readonly controller: Controller
  readonly actor: Actor
  readonly at: Date
}

/** Opens the request: the caller answers for who it is, and that it was checked. */
async function openRequestOf(
  executor: Executor,
  { keyring, controller, actor, at }: Opening,
  { controllerId, integrationId, identifier, tokens }: RedactionCall,
  person: RequestPerson | null,
): Promise<RowRef> {
  const sealed = sealRequest(keyring, controller, { identifiers: [identifier], references: [] })
  const request = { controllerId, id: sealed.id }
  const clock = await controllerClock(executor, controllerId)
  await openRequests(executor, actor, at, controllerId, clock, [
    {
      ...{ sealed, type: 'erasure', channel: 'customer_redact', scope: 'person', receivedAt: at },
      ...{ tokens, subjectId: person?.root ?? null },
      origin: { integrationId, activityId: null, person: null },
    },
  ])
  const table = dataSubjectRequests
  await executor
    .update(table)
    .set({
      ...{ verificationMethod: 'platform', verificationLevel: 'low', verifiedAt: at },
      ...{ verificationNote: 'The caller of customer-redact answers for it.' },
      personConfirmedAt: person === null ? null : at,
    })
    .where(isRow(table, request))
  const details = { method: 'platform', level: 'low', integrationId }
  await noteRequestEvents(executor, [{ request, at, kind: 'identity_verified', actor, details }])
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'data_subject_request.created' },
    ...{ objectType: 'data_subject_request', objectId: sealed.id, details: { integrationId } },
  })
  await leadRequest(executor, actor, request, at, ['verify', 'scope'])
  return request
}

/** Why nothing is done for a person. */
type Obstacle = 'ambiguous' | 'restricted'

async function obstacleOf(
  executor: Executor,
  { controllerId, isShared }: RedactionCall,
  count: number,
  person: RequestPerson | null,
): Promise<Obstacle | null> {
  if (isShared || count > 1) return 'ambiguous'
  if (person === null) return null
  return (await isRestricted(executor, controllerId, person.members)) ? 'restricted' : null
}

interface NewRedaction {
  readonly call: RedactionCall
  readonly own: RowRef
  readonly request: RowRef
  readonly person: RequestPerson | null
  readonly obstacle: Obstacle | null
  readonly actor: Actor
  readonly at: Date
}

async function insertRedaction(
  executor: Executor,
  { call, own, request, person, obstacle, actor, at }: NewRedaction,
): Promise<RedactionRow> {
  const { controllerId, integrationId } = call
  const members = person?.members ?? []
  const [row] = await executor
    .insert(redactions)
    .values({
      ...{ ...own, requestId: request.id, integrationId, subjectId: person?.root ?? null, members },
      ...{ state: 'planning', version: 0, createdAt: at, nextRunAt: at },
      ...{ approvedByType: actor.type, approvedById: actor.id },
    })
    .returning()
  if (row === undefined) throw notFound('redaction')
  if (obstacle === null) {
    const places = await integrationsOfPerson(executor, controllerId, members)
    const isSeen = places.some(({ id, isSeen: seen }) => id === integrationId && seen)
    const lookup = { controllerId, redactionId: own.id, integrationId, isSeen, tries: 0 }
    await executor.insert(redactionLookups).values({ ...lookup, outcome: 'waiting' })
  }
  await noteRequestEvents(executor, [{ request, at, kind: 'redaction_begun', actor }])
  return row
}

const job = { type: 'job', id: null } as const

/** Says of the whole person why nothing is done, where an officer has to look first. */
async function endAtOnce(
  executor: Executor,
  row: RedactionRow,
  obstacle: Obstacle,
  at: Date,
): Promise<void> {
  const { controllerId, id: redactionId, integrationId } = row
  const outcome = obstacle === 'ambiguous' ? 'shared_identifier' : 'exempt'
  const task = {
    redactionId,
    integrationId,
    object: 'person',
    reference: null,
    action: 'keep',
  } as const
  await executor.insert(redactionTasks).values({
    ...{ ...freshTask, ...task, controllerId, id: uuidv7(), position: 0, key: taskKey(task) },
    ...{ expected: outcome, outcome, state: 'done', reason: obstacle, endedAt: at },
    justification: obstacle === 'restricted' ? obstacle : null,
  })
  const state = obstacle === 'ambiguous' ? 'failed' : 'completed'
  await endRedaction(executor, job, row, at, { state, reason: obstacle })
}
