import { type ConduitError, isConduitError, refuse } from '../contract/errors.ts'
import type { Parsed, ReplyBody, WebhookRequest } from '../contract/event.ts'
import { encodeId, newId } from '../store/ids.ts'
import type { Answered, DeliveryOutcome, DeliveryRecord, RecordOutcome } from '../store/store.ts'
import { whenAnswered } from '../store/when-answered.ts'
import type { Failure, OpenIntegration, Receiver } from './create-receiver.ts'
import { callerOf, type Genuine, genuineAgain, genuineOf } from './genuine.ts'
import { keep, keepInQuarantine } from './keep.ts'
import { largeDelivery } from './large-delivery.ts'
import { ownTurn, smallBytes } from './own-turn.ts'
import { type Piece, piecesOf, type SharePart } from './pieces.ts'
import type { QuarantinedDelivery } from './quarantine.ts'
import { parse, understandShare } from './understand.ts'
import { isHandshake, verify } from './verify.ts'
import { namesUnproven, refuseUnproven, type Sorted, whose } from './whose.ts'

/** How a request ended that was not refused. */
export type Received =
  | { readonly outcome: 'handshake'; readonly body: ReplyBody }
  | { readonly outcome: DeliveryOutcome; readonly receipt: Receipt }

/** What the platform is told about a recorded delivery. */
export interface Receipt {
  /** API id of the delivery, of its first arrival if it is a duplicate; null: nothing to keep. */
  readonly deliveryId: string | null
  /** Events that were accepted. */
  readonly events: number
  readonly duplicate: boolean
}

/** How far a delivery has come, for the quarantine. */
interface Progress {
  step: 'decode' | 'parse' | 'record'
  content: QuarantinedDelivery['content']
}

/**
 * Steps 2 to 8 of one webhook; step 1 is `admit`. Returns after the commit. What our own code fails on
 * once it is proven is kept in quarantine; of what nobody signed the body is not, so it has to come again.
 *
 * @param caller whose call it is; null where only the events will say
 * @throws `ConduitError` `unauthorized`, `invalid`, `unsupported_media_type`, `unavailable`
 */
export async function receive(
  receiver: Receiver,
  caller: OpenIntegration | null,
  request: WebhookRequest,
): Promise<Received> {
  if (isLarge(request)) await ownTurn()
  const proof = verify(receiver, caller, request) //                                2 verify
  if (isHandshake(proof)) return { outcome: 'handshake', body: proof.handshake }
  const isUnproven = namesUnproven(receiver, caller, request, proof)
  if (isUnproven instanceof Promise ? await isUnproven : isUnproven) refuseUnproven()
  const genuine = genuineOf(receiver, caller, request, proof)
  const progress: Progress = { step: 'decode', content: { bytes: request.bytes } }
  try {
    const payload = isLarge(genuine) //                                             3 decode
      ? await decodeInTurns(genuine)
      : receiver.decode(genuine)
    return await recordDocument(genuine, payload, progress) //                      4 to 8
  } catch (error) {
    return await quarantine(genuine, progress.content, { step: progress.step, error })
  }
}

/** Runs a quarantined delivery again; what was recorded of it before is not doubled. */
export async function replay(
  receiver: Receiver,
  caller: OpenIntegration,
  kept: QuarantinedDelivery,
): Promise<Received> {
  if ('withheld' in kept.content) refuse('invalid', 'body_withheld')
  const genuine = genuineAgain(receiver, caller, kept)
  const payload = 'payload' in kept.content ? kept.content.payload : receiver.decode(genuine)
  const progress: Progress = { step: 'parse', content: { payload } }
  return await recordDocument(genuine, payload, progress, {
    milliseconds: Number.POSITIVE_INFINITY,
    check(records) {
      const failed = records.find(record => record.quarantine !== null)?.quarantine
      if (failed != null) refuse('invalid', 'body_unreadable', { detail: failed.reason })
    },
  })
}

/** How a document is recorded. */
interface Recording {
  /** After so long the rest of a large one is left to its repetition. */
  readonly milliseconds: number
  /** Looks at what is going to be recorded; what it throws ends it. */
  readonly check: (records: readonly DeliveryRecord[]) => void
}

/** Less than the least patient platform waits, and time for a piece that has begun. */
const call: Recording = { milliseconds: 3_500, check: () => {} }

/** Steps 4 to 8. A small delivery is one piece, and the commit the only thing that is waited for. */
async function recordDocument(
  genuine: Genuine,
  payload: unknown,
  progress: Progress,
  { milliseconds, check }: Recording = call,
): Promise<Received> {
  const { receiver } = genuine
  const startedAt = receiver.elapsed()
  progress.content = { payload }
  progress.step = 'parse'
  const read = isLarge(genuine)
    ? readInTurns(genuine, payload)
    : cutUp(genuine, parse(genuine, payload)) //                                    4 parse, 5 whose
  const { parsed, pieces, ignored, unproven } = read instanceof Promise ? await read : read
  const large =
    pieces.length > 1 ? await largeDelivery(genuine, pieces, startedAt, milliseconds) : null
  const recorded: Recorded[] = []
  let isToComeAgain = false
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
    const owner = large === null ? null : await large.before(piece)
    if (owner !== null) {
      for (const part of piece) recorded.push(repeated(part, owner))
      continue
    }
    progress.step = 'parse'
    const records = piece.map(part => {
      const understood = understandShare(receiver, part) //                         6 personal data
      return keep(genuine, part, understood, { payload, parsed }) //                7 keep
    })
    check(records)
    isToComeAgain ||= genuine.verification === 'unsigned' && hasFailed(piece)
    progress.step = 'record'
    const outcomes = await receiver.store.record(records) //                        8 record
    for (const [index, record] of records.entries()) {
      recorded.push(recordedOf(receiver, record, outcomes[index]))
    }
  }
  // What is proven is kept by now; a repetition finds it, and the rest has its turn.
  if (unproven > 0) refuseUnproven()
  if (isToComeAgain) refuse('unavailable', 'adapter_failed')
  return receiptOf(recorded, ignored)
}

/** Did our own code fail on any event of it? */
function hasFailed(piece: Piece): boolean {
  return piece.some(({ failures }) => failures.some(({ error }) => !isRefused(error)))
}

/** It is wrong by itself, and no fault of ours. */
function isRefused(error: unknown): error is ConduitError {
  return isConduitError(error) && error.code !== 'internal'
}

/** The steps of a large delivery are turns of their own: what is small goes first in between. */
function isLarge({ bytes }: Pick<Genuine, 'bytes'>): boolean {
  return bytes.length > smallBytes
}

/** Step 3 of a large delivery. */
async function decodeInTurns(genuine: Genuine): Promise<unknown> {
  await ownTurn()
  return await genuine.receiver.decode.inTurns(genuine)
}

/** A document that was read, cut up. No more of it is held than what is still to be recorded. */
interface CutDocument extends Pick<Sorted, 'ignored' | 'unproven'> {
  readonly parsed: Pick<Parsed, 'deliveryId' | 'catchUp'>
  /** Each is taken out when its turn has come. */
  readonly pieces: Piece[]
}

/** Steps 4 and 5 of a large delivery. */
async function readInTurns(genuine: Genuine, payload: unknown): Promise<CutDocument> {
  await ownTurn()
  const parsed = parse(genuine, payload)
  await ownTurn()
  return await cutUp(genuine, parsed)
}

/** Step 5, and the pieces of what was sorted. */
function cutUp(genuine: Genuine, parsed: Parsed): Answered<CutDocument> {
  const { receiver, caller, verification, bytes } = genuine
  const { deliveryId, catchUp = false } = parsed
  const sorted = whose(receiver, caller, parsed, verification === 'signed')
  return whenAnswered(sorted, found => {
    const { ignored, unproven } = found
    const pieces = piecesOf(found, bytes.length, newId)
    return { parsed: { deliveryId, catchUp }, pieces, ignored, unproven }
  })
}

/** One record, as far as its receipt tells of it. */
interface Recorded extends Pick<RecordOutcome, 'outcome' | 'deliveryId'> {
  readonly controllerId: string
  readonly events: number
  readonly isQuarantined: boolean
}

function recordedOf(
  { onLeftOut }: Receiver,
  record: DeliveryRecord,
  became: RecordOutcome | undefined,
): Recorded {
  const { controller, activities, quarantine, integrationId } = record
  if (became?.isLeftOut === true) onLeftOut(encodeId('integration', controller.id, integrationId))
  return {
    controllerId: controller.id,
    events: activities.length,
    isQuarantined: quarantine !== null,
    outcome: became?.outcome ?? 'recorded',
    deliveryId: became?.deliveryId ?? null,
  }
}

function repeated({ integration, events }: SharePart, deliveryId: string): Recorded {
  const controllerId = integration.stored.controller.id
  const outcome = 'duplicate'
  return { controllerId, events: events.length, isQuarantined: false, outcome, deliveryId }
}

/**
 * Keeps what our code failed on: that is no reason to refuse it. What is refused for what it is, by
 * 400 or 415, is kept too if it was signed: it may be our schema that is wrong.
 */
async function quarantine(
  genuine: Genuine,
  content: QuarantinedDelivery['content'],
  failure: Failure,
): Promise<Received> {
  const { caller, receiver, verification } = genuine
  const { error } = failure
  if (isRefused(error)) {
    const isMisfit = error.code === 'invalid' || error.code === 'unsupported_media_type'
    if (isMisfit && verification === 'signed' && caller !== null) {
      const kept = keepInQuarantine(genuine, caller, content, failure)
      const [became] = await receiver.store.record([kept])
      recordedOf(receiver, kept, became)
    }
    throw error
  }
  receiver.onFailure(failure)
  // Without an integration there is no key to keep it under: the platform has to send it again.
  const record = keepInQuarantine(genuine, callerOf(genuine), content, failure)
  const [outcome] = await receiver.store.record([record])
  const recorded = recordedOf(receiver, record, outcome)
  if (verification === 'unsigned') refuse('unavailable', 'adapter_failed')
  return receiptOf([recorded], 0)
}

function receiptOf(recorded: readonly Recorded[], ignored: number): Received {
  let deliveryId: string | null = null
  let events = 0
  let isDuplicate = true
  let isQuarantined = false
  for (const each of recorded) {
    events += each.events
    isQuarantined ||= each.isQuarantined
    if (each.deliveryId === null) continue
    deliveryId ??= encodeId('delivery', each.controllerId, each.deliveryId)
    isDuplicate &&= each.outcome === 'duplicate'
  }
  const isKept = deliveryId !== null
  const duplicate = isKept && isDuplicate
  const receipt = { deliveryId, events, duplicate }
  if (duplicate) return { outcome: 'duplicate', receipt }
  if (isQuarantined) return { outcome: events > 0 ? 'partial' : 'quarantined', receipt }
  return { outcome: !isKept && ignored > 0 ? 'ignored' : 'recorded', receipt }
}
