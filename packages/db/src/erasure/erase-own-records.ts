import type { Controller } from '@conduit/core/host'
import type { Keyring } from '@conduit/privacy'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { Database, Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { notFound } from '../errors/not-found.ts'
import type { HoldNode } from '../people/active-holds.ts'
import { movePeopleEpoch } from '../people/people-epoch.ts'
import { membersOf } from '../people/subject-members.ts'
import { suppressPerson } from '../suppressions/suppress-person.ts'
import { type BatchStatement, firstBatches, lastBatches } from './batch-statements.ts'
import { dropRequestKeys } from './drop-request-keys.ts'
import { forgetPerson } from './forget-person.ts'
import { heldAt, type PersonHolds } from './held-at.ts'
import type { OwnCounts, OwnKind, OwnPerson } from './own-records.ts'
import { addProgress, beginProgress, endProgress, type Progress, readProgress } from './progress.ts'
import { type Search, searchQuarantine, searchWaiting } from './search-kept-aside.ts'
import { tracesOf } from './traces-of.ts'

/** A person whose rows go, and who says so. */
export interface PersonToErase extends OwnPerson {
  readonly redactionId: string | null
  readonly actor: Actor
  /** By which holds are reckoned. */
  readonly at: Date
}

/** What became of our own rows. */
export interface OwnErasure {
  /** False: it was stopped, and goes on where it was when it is asked for again. */
  readonly isDone: boolean
  /** `held`: some stay, by `holds`. Null: it is not done. */
  readonly result: 'erased' | 'held' | null
  /** What has gone, since it was begun first. */
  readonly counts: OwnCounts
  readonly holds: readonly HoldNode[]
}

/** What erasing needs beside the database. */
export interface ErasureContext {
  readonly database: Database
  readonly keyring: Keyring
}

const rowsOfBatch = 1_000

/**
 * Erases our own rows of a person, with all who were merged with it: suppressed first, and its key last.
 * Each batch is a transaction with its entry in the audit log, and finds what is left by itself: whatever
 * ends the process in between, the next call goes on.
 *
 * What is held stays, and with it what is needed to find it: tokens, key and the person itself.
 *
 * @param mayGoOn asked before each batch, unless the one before found nothing to do
 * @throws {ConduitError} `not_found`: there is no such person
 */
export async function eraseOwnRecords(
  context: ErasureContext,
  person: PersonToErase,
  mayGoOn: () => boolean,
): Promise<OwnErasure> {
  const erasure = await begin(context, person)
  if (erasure.result === 'erased') return await resultOf(context, erasure, true)
  const batches = [
    ...firstBatches.map(each => deletionOf(each)),
    searchOf('quarantined', searchQuarantine),
    searchOf('readings', searchWaiting),
    requestsOf,
    ...lastBatches.map(each => deletionOf(each)),
  ]
  let hadWork = true
  for (const batch of batches) {
    for (let isLast = false; !isLast; ) {
      if (hadWork && !mayGoOn()) return await resultOf(context, erasure, false)
      isLast = await runBatch(context, erasure, batch)
      hadWork = !isLast
    }
  }
  await end(context, erasure)
  return await resultOf(context, erasure, true)
}

/** A person that is being erased. */
interface Erasure extends PersonToErase {
  readonly controller: Controller
  /** All who are the person. */
  readonly memberIds: readonly string[]
  /** Who stands for it. */
  readonly subjectId: string
  readonly result: Progress['result']
}

/** One transaction of it: how much it took of which kind; null: nothing is left of that. */
type Batch = (
  executor: Executor,
  erasure: Erasure & { readonly keyring: Keyring },
  holds: PersonHolds,
  progress: Progress,
) => Promise<{
  readonly counts: OwnCounts
  readonly searched?: Progress['searched']
  readonly isLast: boolean
}>

/** Suppresses the person before anything goes, so that nothing comes back meanwhile. */
async function begin({ database }: ErasureContext, person: PersonToErase): Promise<Erasure> {
  const { controllerId, subjectIds, redactionId, actor, at } = person
  return await database.transaction(async executor => {
    const controller = await selectController(executor, controllerId)
    const reason = 'erased' as const
    await suppressPerson(executor, { controllerId, subjectIds, redactionId, reason, actor, at })
    const members = await membersOf(executor, [controllerId], subjectIds)
    const subjectId = members[0]?.root
    if (controller === null || subjectId === undefined) throw notFound('data subject')
    const ref = { controllerId, subjectId }
    const { result } = await beginProgress(executor, ref, redactionId, at)
    const memberIds = members.map(({ id }) => id)
    return { ...person, controller, subjectId, memberIds, result }
  })
}

async function runBatch(
  { database, keyring }: ErasureContext,
  erasure: Erasure,
  batch: Batch,
): Promise<boolean> {
  return await database.transaction(async executor => {
    const holds = await heldAt(executor, erasure.controllerId, erasure.memberIds, erasure.at)
    if (holds.isWhole) return true
    const progress = await readProgress(executor, erasure)
    const { isLast, ...step } = await batch(executor, { ...erasure, keyring }, holds, progress)
    if (isLast && Object.keys(step.counts).length === 0) return true
    await addProgress(executor, erasure, step)
    for (const [kind, count] of Object.entries(step.counts)) {
      if (count > 0) await audit(executor, erasure, 'subject.erasing', { step: kind, count })
    }
    return isLast
  })
}

function deletionOf({ kind, isOfIntegrations, text }: BatchStatement): Batch {
  return async (executor, { controllerId, memberIds }, { integrationIds }) => {
    const params = [controllerId, listOf(memberIds), String(rowsOfBatch)]
    const held = isOfIntegrations ? [listOf(integrationIds)] : []
    const [done] = await statement<{ rows: number }>(executor, text, [...params, ...held])
    const rows = done?.rows ?? 0
    return { counts: rows === 0 ? {} : { [kind]: rows }, isLast: rows === 0 }
  }
}

function searchOf(
  kind: Extract<OwnKind, 'quarantined' | 'readings'>,
  search: typeof searchQuarantine,
): Batch {
  return async (executor, erasure, { integrationIds }, { searched }) => {
    const { keyring, controller, memberIds, at } = erasure
    const traces = await tracesOf(executor, { keyring, controller }, memberIds)
    const what: Search = { keyring, controller, traces, heldIntegrations: integrationIds, at }
    const step = await search(executor, what, searched[kind])
    return step === null ? { counts: {}, isLast: true } : { ...step, isLast: false }
  }
}

const requestsOf: Batch = async (executor, erasure) => {
  const counts = await dropRequestKeys(executor, erasure)
  return { counts, isLast: true }
}

/** What is left goes at once, and the person's own key with it; where something is held, both stay. */
async function end({ database }: ErasureContext, erasure: Erasure): Promise<void> {
  const { controllerId, memberIds, at } = erasure
  await database.transaction(async executor => {
    await movePeopleEpoch(executor, controllerId)
    const { holds } = await heldAt(executor, controllerId, memberIds, at)
    if (holds.length > 0) {
      await endProgress(executor, erasure, 'held', at)
      return await audit(executor, erasure, 'subject.erased', {
        result: 'held',
        held: holds.length,
      })
    }
    // Whatever somebody has asked for since is of nobody now.
    await addProgress(executor, erasure, { counts: await dropRequestKeys(executor, erasure) })
    const counts = await forgetPerson(executor, controllerId, memberIds, at)
    await addProgress(executor, erasure, { counts })
    await endProgress(executor, erasure, 'erased', at)
    await audit(executor, erasure, 'subject.erased', { result: 'erased' })
  })
}

async function resultOf(
  { database }: ErasureContext,
  erasure: Erasure,
  isDone: boolean,
): Promise<OwnErasure> {
  return await database.transaction(async executor => {
    const { counts, result } = await readProgress(executor, erasure)
    const { controllerId, memberIds, at } = erasure
    const { holds } = await heldAt(executor, controllerId, memberIds, at)
    return { isDone, result, counts, holds }
  })
}

async function audit(
  executor: Executor,
  { controllerId, subjectId, actor, at }: Erasure,
  action: string,
  details: {
    readonly step?: string
    readonly count?: number
    readonly result?: string
    readonly held?: number
  },
): Promise<void> {
  const object = { objectType: 'data_subject', objectId: subjectId }
  await writeAudit(executor, { at, controllerId, actor, action, ...object, details })
}

function listOf(ids: readonly string[]): string {
  return `{${ids.join(',')}}`
}
