import { uuidv7 } from 'uuidv7'
import type { Parsed, PlatformEvent, Rejection, WebhookRequest } from '../delivery.ts'
import { ConduitError, refuse } from '../errors.ts'
import type {
  ActivityRecord,
  DeliveryRecord,
  QuarantineRecord,
  StoredConnection,
} from '../store.ts'
import { atOnce } from './at-once.ts'
import { type QuarantinedDelivery, quarantineRecord, restrictHeaders } from './quarantine.ts'
import { type Failure, optionsView, type Receiver, viewOf } from './receiver.ts'
import { routeItems } from './route-items.ts'
import { pseudonymContext, repetitionKeys, toActivity } from './to-activity.ts'

/** A genuine delivery on its way, with what is needed to keep it if our code fails on it. */
export interface Genuine {
  readonly receiver: Receiver
  readonly caller: StoredConnection | null
  readonly request: Pick<WebhookRequest, 'method' | 'receivedAt' | 'bytes' | 'digest'>
  readonly verification: 'signed' | 'unsigned'
  readonly headers: QuarantinedDelivery['headers']
}

/** The record of a delivery of which only the quarantine is kept; once, however often it comes. */
export function quarantineOnly(
  connection: StoredConnection,
  genuine: Genuine,
  content: QuarantinedDelivery['content'],
  failure: Failure,
): DeliveryRecord {
  const context = pseudonymContext(genuine.receiver, connection, undefined)
  return {
    ...emptyRecord(genuine, connection),
    keys: repetitionKeys(context, bytesKey(genuine)),
    rejected: 1,
    quarantine: quarantine(connection, genuine, content, failure),
  }
}

/** What a delivery comes to. */
export interface Recorded {
  /** One for each connection that it touches. */
  readonly records: readonly DeliveryRecord[]
  /** Events and items of accounts that are nobody's here, whether there is a record to say so or not. */
  readonly ignored: number
}

/** Steps 4 to 7: what each connection that the delivery touches has to keep of it. */
export async function toRecords(genuine: Genuine, payload: unknown): Promise<Recorded> {
  const { receiver, caller, request, headers, verification } = genuine
  const view = caller === null ? optionsView(receiver) : viewOf(receiver, caller)
  const delivery = restrictHeaders(request, headers, payload)
  const parsed = atOnce(receiver.adapter.parseEvent(delivery, view))
  if (parsed.deliveryId !== null && typeof parsed.deliveryId !== 'string') {
    throw new ConduitError('internal', { reason: 'a delivery id of another form' })
  }
  const isSigned = verification === 'signed'
  const routed = await routeItems(receiver, caller, parsed.events, isSigned)
  const failed = await routeItems(receiver, caller, parsed.rejected ?? [], isSigned)
  const owners = new Set([...routed.byConnection.keys(), ...failed.byConnection.keys()])
  if (caller !== null) owners.add(caller)
  const ignored = routed.ignored + failed.ignored
  const [lost] = failed.unclaimed
  if (lost !== undefined && owners.size === 0) refuse('invalid', lost.reason, lost.path)
  const positions = new Map(parsed.events.map((event, position) => [event, position]))
  const records: DeliveryRecord[] = []
  for (const connection of owners) {
    const isFirst = caller === null ? records.length === 0 : connection === caller
    const events = routed.byConnection.get(connection) ?? []
    const own = failed.byConnection.get(connection) ?? []
    const rejected = isFirst ? [...own, ...failed.unclaimed] : own
    const part = { ...parsed, events, rejected }
    const counted = isFirst ? ignored : 0
    records.push(toRecord(genuine, connection, part, positions, counted, payload))
  }
  return { records, ignored }
}

function toRecord(
  genuine: Genuine,
  connection: StoredConnection,
  own: Parsed & { readonly rejected: readonly Rejection[] },
  positions: ReadonlyMap<PlatformEvent, number>,
  ignored: number,
  payload: unknown,
): DeliveryRecord {
  const { receiver } = genuine
  const activities: ActivityRecord[] = []
  const failures = own.rejected.map(
    ({ reason }): Failure => ({
      step: 'parse',
      error: new ConduitError('invalid', { reason }),
    }),
  )
  for (const event of own.events) {
    try {
      const origin = { deliveryId: own.deliveryId, position: positions.get(event) ?? 0 }
      activities.push(toActivity(receiver, connection, event, origin))
    } catch (error) {
      failures.push({ step: 'extract', error })
      receiver.onFailure?.({ step: 'extract', error })
    }
  }
  const [failure] = failures
  return {
    ...emptyRecord(genuine, connection),
    platformDeliveryId: own.deliveryId,
    keys: deliveryKeys(genuine, connection, own.deliveryId, {
      failed: failures.length > 0,
      empty: activities.length === 0,
    }),
    activities,
    ignored,
    rejected: failures.length,
    catchUp: own.catchUp ?? false,
    quarantine:
      failure === undefined ? null : quarantine(connection, genuine, { payload }, failure),
  }
}

/**
 * What a delivery is recognised by when it comes again, beside its events: its id if it has none,
 * its bytes if part of it is in quarantine.
 */
function deliveryKeys(
  { receiver, request }: Genuine,
  connection: StoredConnection,
  deliveryId: string | null,
  { failed, empty }: { readonly failed: boolean; readonly empty: boolean },
): readonly Uint8Array[] {
  const key = failed
    ? bytesKey({ request })
    : empty && deliveryId !== null
      ? `delivery ${deliveryId}`
      : null
  return key === null ? [] : repetitionKeys(pseudonymContext(receiver, connection, undefined), key)
}

/** Set apart from the keys of events, which may be digests too: a replay must not repeat itself. */
function bytesKey({ request }: Pick<Genuine, 'request'>): string {
  return `bytes ${request.digest}`
}

function emptyRecord(
  { receiver, request, verification }: Genuine,
  connection: StoredConnection,
): Omit<DeliveryRecord, 'keys' | 'rejected' | 'quarantine'> {
  return {
    id: uuidv7(),
    controller: connection.controller,
    connectionId: connection.id,
    adapter: receiver.adapter.name,
    platformDeliveryId: null,
    receivedAt: request.receivedAt,
    verification,
    activities: [],
    ignored: 0,
    catchUp: false,
  }
}

function quarantine(
  connection: StoredConnection,
  { receiver, request, headers, verification }: Genuine,
  content: QuarantinedDelivery['content'],
  failure: Failure,
): QuarantineRecord {
  const { receivedAt, digest } = request
  const delivery = { receivedAt, digest, verification, headers, content }
  return quarantineRecord(receiver.keyring, connection.controller, delivery, failure)
}
