import type { Controller } from '@conduit/core/host'
import type { Keyring } from '@conduit/privacy'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { Database, Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { notFound } from '../errors/not-found.ts'
import { type HoldNode, isAt } from '../people/active-holds.ts'
import { isKnownElsewhere, isOwnIdAt } from '../people/known-elsewhere.ts'
import { movePeopleEpoch } from '../people/people-epoch.ts'
import { membersOf } from '../people/subject-members.ts'
import { integrationsOfPerson } from '../requests/integrations-of-person.ts'
import { suppressPerson, tokensOfPeople } from '../suppressions/suppress-person.ts'
import { type BatchStatement, firstBatches, lastBatches } from './batch-statements.ts'
import { dropCopies, dropRequestKeys } from './drop-request-keys.ts'
import type { ErasedPerson, ErasureLedger } from './erasure-ledger.ts'
import { forgetAtPlace, forgetPerson } from './forget-person.ts'
import { heldAt, type PersonHolds } from './held-at.ts'
import type { OwnCounts, OwnKind, OwnPerson } from './own-records.ts'
import {
  addProgress,
  beginProgress,
  endProgress,
  everywhere,
  type Progress,
  readProgress,
} from './progress.ts'
import { type Search, searchQuarantine, searchWaiting } from './search-kept-aside.ts'
import { tracesOf } from './traces-of.ts'
import { writeDown } from './write-down.ts'

/** A person whose rows go, and who says so. */
export interface PersonToErase extends OwnPerson {
  /**
   * Only what came from it goes, and the person stays for all that came from elsewhere. Who is known
   * nowhere else goes as a whole. Default: all goes.
   */
  readonly integrationId?: string | null
  readonly redactionId: string | null
  readonly actor: Actor
  /** By which holds are reckoned. */
  readonly at: Date
}

/** What became of our own rows. */
export interface OwnErasure {
  /** False: it was stopped, and goes on where it was when it is asked for again. */
  readonly isDone: boolean
  /** `held`: some stay, by `holds`: all of it, or what came from integrations. Null: it is not done. */
  readonly result: 'erased' | 'held' | null
  /** What has gone, since it was begun first. */
  readonly counts: OwnCounts
  readonly holds: readonly HoldNode[]
}

/** What erasing needs beside the database. */
export interface ErasureContext {
  readonly database: Database
  readonly keyring: Keyring
  /** Default: it is written down nowhere but in the database. */
  readonly ledger?: ErasureLedger | undefined
}

const rowsOfBatch = 1_000

/**
 * Erases our own rows of a person, with all who were merged with it: suppressed first, and its key last.
 * Each batch is a transaction with its entry in the audit log, and finds what is left by itself: whatever
 * ends the process in between, the next call goes on.
 *
 * Of a person who is held as a whole all stays. What came from an integration at which it is held stays
 * without tokens, references and key: what is needed to find it at the platform has to be sealed elsewhere
 * before.
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
  const isHere = ({ isOfIntegrations }: BatchStatement) => isOfIntegrations || isWhole(erasure)
  const batches = [
    ...firstBatches.filter(isHere).map(each => deletionOf(each)),
    searchOf('quarantined', searchQuarantine),
    searchOf('readings', searchWaiting),
    isWhole(erasure) ? requestsOf : copiesOf,
    ...lastBatches.filter(isHere).map(each => deletionOf(each)),
  ]
  let hadWork = true
  for (const batch of batches) {
    for (let isLast = false; !isLast; ) {
      if (hadWork && !mayGoOn()) return await resultOf(context, erasure, false)
      isLast = await runBatch(context, erasure, batch)
      hadWork = !isLast
    }
  }
  await (isWhole(erasure) ? end(context, erasure) : endAtPlace(context, erasure))
  return await resultOf(context, erasure, true)
}

function isWhole({ integrationId }: Erasure): boolean {
  return integrationId === everywhere
}

/** A person that is being erased. */
interface Erasure extends Omit<PersonToErase, 'integrationId'> {
  /** The only one from which anything goes; `everywhere`: from all. */
  readonly integrationId: string
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
  const { controllerId, subjectIds, redactionId, integrationId: only = null, at } = person
  return await database.transaction(async executor => {
    const controller = await selectController(executor, controllerId)
    await suppressPerson(executor, { ...person, integrationId: only, reason: 'erased' })
    const members = await membersOf(executor, [controllerId], subjectIds)
    const subjectId = members[0]?.root
    if (controller === null || subjectId === undefined) throw notFound('data subject')
    const memberIds = members.map(({ id }) => id)
    const place = only !== null && {
      controllerId,
      members: memberIds,
      integrationId: only,
      redactionId,
    }
    const isLeft = place !== false && (await isKnownElsewhere(executor, place))
    const integrationId = isLeft && only !== null ? only : everywhere
    const ref = { controllerId, subjectId, integrationId }
    const { result } = await beginProgress(executor, ref, redactionId, at)
    return { ...person, integrationId, controller, subjectId, memberIds, result }
  })
}

async function runBatch(
  { database, keyring }: ErasureContext,
  erasure: Erasure,
  batch: Batch,
): Promise<boolean> {
  return await database.transaction(async executor => {
    const holds = await holdsOf(executor, erasure)
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
  return async (executor, erasure, { integrationIds }) => {
    const { controllerId, memberIds, integrationId } = erasure
    const params = [controllerId, listOf(memberIds), String(rowsOfBatch)]
    const only = isWhole(erasure) ? null : integrationId
    const where = isOfIntegrations ? [listOf(integrationIds), only] : []
    const [done] = await statement<{ rows: number }>(executor, text, [...params, ...where])
    const rows = done?.rows ?? 0
    return { counts: rows === 0 ? {} : { [kind]: rows }, isLast: rows === 0 }
  }
}

function searchOf(
  kind: Extract<OwnKind, 'quarantined' | 'readings'>,
  search: typeof searchQuarantine,
): Batch {
  return async (executor, erasure, { integrationIds }, { searched }) => {
    const { keyring, controller, memberIds, redactionId, at } = erasure
    const traces = await tracesOf(executor, { keyring, controller }, memberIds, redactionId)
    const only = isWhole(erasure) ? null : erasure.integrationId
    const what: Search = {
      ...{ keyring, controller, traces, heldIntegrations: integrationIds, at },
      onlyIntegration: only,
    }
    const step = await search(executor, what, searched[kind])
    return step === null ? { counts: {}, isLast: true } : { ...step, isLast: false }
  }
}

const requestsOf: Batch = async (executor, erasure) => {
  const counts = await dropRequestKeys(executor, erasure)
  return { counts, isLast: true }
}

/** What stays of the person elsewhere is in them as well, and they can be made anew. */
const copiesOf: Batch = async (executor, erasure) => {
  return { counts: { copies: await dropCopies(executor, erasure) }, isLast: true }
}

/** What is held of it where it is erased, until the transaction ends. */
async function holdsOf(executor: Executor, erasure: Erasure): Promise<PersonHolds> {
  const { controllerId, memberIds, integrationId, at } = erasure
  const found = await heldAt(executor, controllerId, memberIds, at)
  if (isWhole(erasure)) return found
  const holds = found.holds.filter(hold => isAt(hold, integrationId))
  return { ...found, holds, isWhole: holds.length > 0 }
}

/** What only the platform knows the person by goes last; the person stays. */
async function endAtPlace({ database, ledger }: ErasureContext, erasure: Erasure): Promise<void> {
  const { controllerId, memberIds, integrationId, at } = erasure
  await database.transaction(async executor => {
    await movePeopleEpoch(executor, controllerId)
    const { holds } = await holdsOf(executor, erasure)
    const result = holds.length > 0 ? 'held' : 'erased'
    const tokens = await tokensOfPeople(executor, controllerId, memberIds, isOwnIdAt(integrationId))
    if (result === 'erased') {
      const counts = await forgetAtPlace(executor, controllerId, memberIds, integrationId)
      await addProgress(executor, erasure, { counts })
    }
    await endProgress(executor, erasure, result, at)
    await audit(executor, erasure, 'subject.erased_at_integration', { result, integrationId })
    if (result === 'erased')
      await writeDown(executor, ledger, entryOf(erasure, { integrationId, tokens }))
  })
}

/**
 * What is left goes at once, and the person's own key with it. Where all of the person is held, both stay;
 * what a hold of one integration keeps stays without them.
 */
async function end({ database, ledger }: ErasureContext, erasure: Erasure): Promise<void> {
  const { controllerId, memberIds, at } = erasure
  await database.transaction(async executor => {
    await movePeopleEpoch(executor, controllerId)
    const {
      holds,
      isWhole: isAllHeld,
      integrationIds,
    } = await heldAt(executor, controllerId, memberIds, at)
    if (isAllHeld) {
      await endProgress(executor, erasure, 'held', at)
      return await audit(executor, erasure, 'subject.erased', {
        result: 'held',
        held: holds.length,
      })
    }
    // Whatever somebody has asked for since is of nobody now.
    await addProgress(executor, erasure, { counts: await dropRequestKeys(executor, erasure) })
    const places = await integrationsOfPerson(executor, controllerId, memberIds)
    const held = places.flatMap(({ id, isSeen }) =>
      isSeen && integrationIds.includes(id) ? [id] : [],
    )
    const result = held.length === 0 ? 'erased' : 'held'
    const tokens = await tokensOfPeople(executor, controllerId, memberIds)
    const counts = await forgetPerson(executor, controllerId, memberIds, held, at)
    await addProgress(executor, erasure, { counts })
    await endProgress(executor, erasure, result, at)
    const left = result === 'held' && { held: holds.length }
    await audit(executor, erasure, 'subject.erased', { result, ...left })
    await writeDown(executor, ledger, entryOf(erasure, { integrationId: null, tokens }))
  })
}

/** As the ledger names what was erased. */
function entryOf(
  { controllerId, memberIds: subjectIds, redactionId, at }: Erasure,
  own: Pick<ErasedPerson, 'integrationId' | 'tokens'>,
): ErasedPerson {
  return { controllerId, subjectIds, redactionId, at, ...own }
}

async function resultOf(
  { database }: ErasureContext,
  erasure: Erasure,
  isDone: boolean,
): Promise<OwnErasure> {
  return await database.transaction(async executor => {
    const { counts, result } = await readProgress(executor, erasure)
    const { holds } = await holdsOf(executor, erasure)
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
    readonly integrationId?: string
  },
): Promise<void> {
  const object = { objectType: 'data_subject', objectId: subjectId }
  await writeAudit(executor, { at, controllerId, actor, action, ...object, details })
}

function listOf(ids: readonly string[]): string {
  return `{${ids.join(',')}}`
}
