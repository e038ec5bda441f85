import type { Proof, ReplyBody, WebhookRequest } from '../delivery.ts'
import { isConduitError, refuse } from '../errors.ts'
import { encodeId } from '../ids.ts'
import type { StoredConnection } from '../store.ts'
import { atOnce } from './at-once.ts'
import { checkEnvelope, decodeLimits, formatOf } from './decode.ts'
import type { QuarantinedDelivery } from './quarantine.ts'
import { callUnproven, type Failure, optionsView, type Receiver, viewOf } from './receiver.ts'
import { type Genuine, quarantineOnly, type Recorded, toRecords } from './to-records.ts'

/** How a request ended that was not refused. */
export type Received =
  | { readonly outcome: 'handshake'; readonly body: ReplyBody }
  | {
      /**
       * `partial`: some items could not be processed; `quarantined`: none could. Both are kept.
       * `ignored`: it is of accounts that are nobody's here, and there is nothing to keep.
       */
      readonly outcome: 'ok' | 'duplicate' | 'partial' | 'quarantined' | 'ignored'
      readonly receipt: Receipt
    }

/** What the platform is told about a recorded delivery. */
export interface Receipt {
  /** API id of the delivery, of its first arrival if it is a duplicate; null: nothing to keep. */
  readonly deliveryId: string | null
  /** Events that were accepted. */
  readonly events: number
  readonly duplicate: boolean
}

/**
 * Steps 2 to 8 of one webhook: verify, decode, resolve, parse, extract, pseudonymise, record.
 * Step 1 is `admit`. Returns after the commit.
 *
 * @throws `ConduitError` `unauthorized`, `invalid`, `unsupported_media_type`, `unavailable`
 */
export async function receive(
  receiver: Receiver,
  caller: StoredConnection | null,
  request: WebhookRequest,
): Promise<Received> {
  const { adapter } = receiver
  const view = caller === null ? optionsView(receiver) : viewOf(receiver, caller)
  const proof = callUnproven(receiver, 'verify', () =>
    checked(atOnce(adapter.verifySignature(request, view))),
  )
  if (typeof proof === 'object') return { outcome: 'handshake', body: proof.handshake }
  if (view.missing.length > 0) refuse('unavailable', 'the connection is pending')
  const genuine = genuineOf(receiver, caller, request, proof)
  return await recordGenuine(genuine, request)
}

/** Runs a quarantined delivery again from step 4; what was recorded of it before is not doubled. */
export async function replay(
  receiver: Receiver,
  caller: StoredConnection,
  kept: QuarantinedDelivery,
): Promise<Received> {
  const bytes = 'bytes' in kept.content ? kept.content.bytes : new Uint8Array()
  const request = { method: 'POST', receivedAt: kept.receivedAt, digest: kept.digest, bytes }
  const genuine: Genuine = {
    receiver,
    caller,
    request,
    verification: kept.verification,
    headers: kept.headers,
  }
  const payload =
    'bytes' in kept.content
      ? decodeChecked(genuine, kept.headers['content-type'], kept.headers['content-encoding'])
      : kept.content.payload
  const recorded = await toRecords(genuine, payload)
  const failed = recorded.records.find(record => record.quarantine !== null)
  if (failed !== undefined) refuse('invalid', failed.quarantine?.reason ?? 'still failing')
  return await record(receiver, recorded)
}

function genuineOf(
  receiver: Receiver,
  caller: StoredConnection | null,
  request: WebhookRequest,
  verification: 'signed' | 'unsigned',
): Genuine {
  const named = ['content-type', 'content-encoding', ...(receiver.adapter.endpoint?.headers ?? [])]
  const headers = named.flatMap(name => {
    const value = request.header(name)
    return value === undefined ? [] : [[name.toLowerCase(), value]]
  })
  return { receiver, caller, request, verification, headers: Object.fromEntries(headers) }
}

/** What says nothing has proven nothing. */
function checked(proof: Proof): Proof {
  const isProof =
    ['signed', 'unsigned'].includes(proof as string) ||
    typeof (proof as Partial<Exclude<Proof, string>> | null)?.handshake?.text === 'string'
  if (!isProof) throw new TypeError('verifySignature returned no proof')
  return proof
}

function decodeChecked(
  { receiver, request }: Genuine,
  contentType: string | undefined,
  contentEncoding: string | undefined,
): unknown {
  const { endpoint } = receiver.adapter
  if (endpoint === null) refuse('invalid', 'this platform does not call')
  const format = formatOf(endpoint, { contentType, contentEncoding }, request.bytes)
  const payload = format.decode(request.bytes, decodeLimits)
  checkEnvelope(endpoint, payload)
  return payload
}

/** Steps 3 to 8. */
async function recordGenuine(genuine: Genuine, request: WebhookRequest): Promise<Received> {
  const type = request.header('content-type')
  const encoding = request.header('content-encoding')
  let content: QuarantinedDelivery['content'] = { bytes: request.bytes }
  let step = 'decode'
  try {
    const payload = decodeChecked(genuine, type, encoding)
    content = { payload }
    step = 'parse'
    const recorded = await toRecords(genuine, payload)
    step = 'record'
    return await record(genuine.receiver, recorded)
  } catch (error) {
    return await keep(genuine, content, { step, error })
  }
}

/**
 * Keeps what our code failed on: that is no reason to refuse it. What is refused for what it is, by
 * 400 or 415, is kept too if it was signed: it may be our schema that is wrong.
 */
async function keep(
  genuine: Genuine,
  content: QuarantinedDelivery['content'],
  failure: Failure,
): Promise<Received> {
  const { caller, receiver, verification } = genuine
  const { error } = failure
  if (isConduitError(error) && error.code !== 'internal') {
    const isMisfit = error.code === 'invalid' || error.code === 'unsupported_media_type'
    const isKept = isMisfit && verification === 'signed' && caller !== null
    if (isKept) await record(receiver, onlyKept(caller, genuine, content, failure))
    throw error
  }
  receiver.onFailure?.(failure)
  // Without a connection there is no key to keep it under: the platform has to send it again.
  if (caller === null) refuse('unavailable', 'the adapter failed')
  return await record(receiver, onlyKept(caller, genuine, content, failure))
}

function onlyKept(...delivery: Parameters<typeof quarantineOnly>): Recorded {
  return { records: [quarantineOnly(...delivery)], ignored: 0 }
}

/** Step 8. */
async function record(receiver: Receiver, { records, ignored }: Recorded): Promise<Received> {
  const outcomes = await receiver.store.record(records)
  const stored = outcomes.flatMap(({ deliveryId, duplicate }, index) => {
    const controllerId = records[index]?.controller.id
    if (deliveryId === null || controllerId === undefined) return []
    return [{ id: encodeId('delivery', controllerId, deliveryId), duplicate }]
  })
  const events = records.reduce((sum, { activities }) => sum + activities.length, 0)
  const duplicate = stored.length > 0 && stored.every(each => each.duplicate)
  const receipt = { deliveryId: stored[0]?.id ?? null, events, duplicate }
  if (duplicate) return { outcome: 'duplicate', receipt }
  if (records.some(({ quarantine }) => quarantine !== null)) {
    return { outcome: events > 0 ? 'partial' : 'quarantined', receipt }
  }
  return { outcome: stored.length === 0 && ignored > 0 ? 'ignored' : 'ok', receipt }
}
