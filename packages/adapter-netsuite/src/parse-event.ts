import type { Delivery, Integration, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, marketingConsent, meanings, valueAt } from '@conduit/core'
import { consentFields, consentIn } from './consent.ts'
import type { Payload, RawRecord } from './endpoint.ts'
import { personTypes, restNameOf } from './record-types.ts'
import { canonicalAccount, type Settings } from './settings.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

type Envelope = Exclude<Payload, RawRecord>

/**
 * One record, in our envelope or raw; a changed consent is an event beside it. An account that is
 * not the integration's own gets nothing recorded: copies of an account keep its scripts.
 */
export function parseEvent(
  delivery: Delivery<Payload>,
  { settings }: Integration<Settings>,
): Parsed {
  const { payload } = delivery
  const identity = identityOf(delivery)
  if (!('eventType' in payload)) {
    return { deliveryId: identity.id, events: [fromRaw(payload, identity, settings)] }
  }
  const event = fromEnvelope(payload, identity)
  return { deliveryId: identity.id, events: [event, ...consentsOf(payload, event)] }
}

interface Identity {
  readonly id: string
  readonly keys: readonly string[]
}

/** Only the body is signed: an id from a header does not make a second delivery of the same bytes. */
function identityOf(delivery: Delivery<Payload>): Identity {
  const own = idIn(valueAt(delivery.payload, '/eventId'))
  if (own !== null) return { id: own, keys: [own] }
  const sent = idIn(delivery.header('x-netsuite-event-id'))
  const bytes = `sha256:${delivery.digest}`
  return sent === null ? { id: bytes, keys: [bytes] } : { id: sent, keys: [sent, bytes] }
}

const idIn = (value: unknown) =>
  typeof value === 'string' && /^[\w-]{8,64}$/.test(value) ? value : null

function fromEnvelope(data: Envelope, identity: Identity): PlatformEvent {
  const type = data.eventType.toLowerCase()
  return {
    type,
    meaning: meaningOf(type),
    occurredAt: isoTime(data.timestamp),
    isTimeSigned: true,
    ...identity,
    account: canonicalAccount(data.accountId),
    path: '',
    data,
    ...wanting(type, data, identity),
  }
}

/** No account, no operation, and times as the user likes to see them. */
function fromRaw(data: RawRecord, identity: Identity, settings: Settings): PlatformEvent {
  const type = ('recordType' in data ? data.recordType : data.type).toLowerCase()
  const account = canonicalAccount(settings.accountId)
  return { type, meaning: meaningOf(type), occurredAt: null, ...identity, account, path: '', data }
}

/** Where no record came along it is read, unless it is gone. */
function wanting(
  type: string,
  { recordId, record, changedFields }: Envelope,
  { id }: Identity,
): Pick<PlatformEvent, 'wants'> {
  const [recordType = '', operation] = type.split('.')
  const name = restNameOf(recordType)
  if (record || operation === 'delete' || name === undefined) return {}
  const document = `${name}/${recordId}`
  const changed = personTypes.includes(recordType) ? consentFields(changedFields) : []
  if (changed.length === 0) return { wants: { key: document, ref: { document } } }
  // A later change of the same record must not swallow this one's consent.
  const consent = { id: `${id}#consent`, fields: changed }
  return { wants: { key: `${document} ${consent.id}`, ref: { document, consent } } }
}

function consentsOf({ record, changedFields }: Envelope, event: PlatformEvent): PlatformEvent[] {
  const [recordType = ''] = event.type.split('.')
  if (!record || !personTypes.includes(recordType)) return []
  const meaning = consentIn(consentFields(changedFields), field =>
    valueAt(record, `/${field.toLowerCase()}`),
  )
  if (meaning === null) return []
  const keys = event.keys?.map(key => `${key}#consent`) ?? []
  const consents = marketingConsent(meaning, 'email')
  return [{ ...event, meaning, id: `${event.id}#consent`, keys, consents }]
}
