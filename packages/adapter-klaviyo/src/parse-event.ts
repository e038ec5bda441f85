import { createHash } from 'node:crypto'
import {
  checkTimestamp,
  type Delivery,
  isoTime,
  marketingConsent,
  meanings,
  type Parsed,
  type PlatformEvent,
  readItems,
  refuse,
  textOf,
  unixTime,
  valueAt,
} from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import { type Batch, type Call, item } from './endpoint.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/** Klaviyo repeats a call for two days, and does not say whether with a new time. */
const toleranceSeconds = 49 * 3600

/** A batch of a system webhook, or the one event of a flow's; their headers tell them apart. */
export function parseEvent(delivery: Delivery<Batch | Call>): Parsed {
  const { payload, header, receivedAt } = delivery
  const webhookId = header('klaviyo-webhook-id')
  const isSystem = webhookId !== undefined
  if (isSystem !== 'data' in payload)
    refuse('invalid', 'other_kind', { detail: 'not a body of this kind of webhook', pointer: '' })
  if (!('data' in payload)) return parseCall(payload, delivery.digest)
  checkOrigin(payload.meta, webhookId, receivedAt)
  return parseBatch(payload)
}

/**
 * The header with the id is not signed, and the clock of that with the time is hours off: both stand
 * in the body as well.
 */
function checkOrigin(meta: Batch['meta'], webhookId: unknown, receivedAt: Date): void {
  if (meta.klaviyo_webhook_id !== webhookId)
    refuse('unauthorized', 'other_sender', { detail: 'not of this webhook' })
  const sentAt = Date.parse(textOf(meta.timestamp) ?? '')
  checkTimestamp(String(Math.floor(sentAt / 1000)), receivedAt, toleranceSeconds)
}

function parseBatch({ data, meta }: Batch): Parsed {
  const account = meta.klaviyo_account_id
  const read = readItems(data, '/data', (each, path) => {
    if (!Value.Check(item, each)) return 'not an event: no topic, no id or no payload'
    const { external_id: id, topic, payload } = each
    const { timestamp, datetime } = Object(valueAt(payload, '/data/attributes'))
    const profile = valueAt(payload, '/data/relationships/profile/data/id')
    const event = eventOf(topic, unixTime(timestamp) ?? isoTime(datetime), profile)
    // A retry may bring it in another batch.
    const keys = [JSON.stringify([account, id])]
    return { ...event, ...(account !== undefined && { account }), id, keys, path, data: each }
  })
  const ids = data.flatMap(each => textOf(valueAt(each, '/external_id')) ?? [])
  const joined = createHash('sha256').update(ids.join(',')).digest('hex')
  return { deliveryId: ids.length > 1 ? `sha256:${joined}` : shownId(ids[0]), ...read }
}

/**
 * The ids that flows know are times, to the second, so that two people may share one. Without id
 * and time every call counts: who leaves, returns and leaves again sends the same body twice.
 */
function parseCall(data: Call, digest: string): Parsed {
  const { topic, event_id: id = '', occurred_at } = data
  const profile = valueAt(data, '/profile/id')
  const event = eventOf(topic, isoTime(occurred_at), profile)
  const isKnown = id !== '' || event.occurredAt !== null
  const key = JSON.stringify(['flow', topic, id, profile || digest, id === '' ? digest : ''])
  const events = [{ ...event, id: id || null, keys: isKnown ? [key] : [], path: '', data }]
  // Without a profile's id one could guess addresses until the hash fits.
  const hash = profile ? `sha256:${digest}` : null
  return { deliveryId: shownId(id) ?? hash, events }
}

/** Metrics of shops and of the API have the prefix of where they come from. */
export function meaningOfTopic(topic: string): PlatformEvent['meaning'] {
  const isOwn = topic.startsWith('event:klaviyo.')
  return meaningOf(isOwn ? topic : topic.replace(/^event:.*\./, 'event:*.'))
}

/**
 * Often an event holds nothing but the profile's id: where it is about the person, the profile is
 * worth a look. Its time is what whoever reported it has set, and may be years ago: no event is late by
 * it. Batches say by themselves when they were sent.
 */
function eventOf(type: string, occurredAt: Date | null, profile: unknown) {
  const meaning = meaningOfTopic(type)
  const isWorth = /^(subject|consent)\./.test(meaning)
  const isId = typeof profile === 'string' && /^[\w-]{1,64}$/.test(profile)
  const wants = isWorth && isId && { wants: { key: `profile ${profile}`, ref: { profile } } }
  const channel = /email|sms/.exec(type)?.[0] ?? 'any'
  const consents = marketingConsent(meaning, channel).map(statement => ({
    ...statement,
    ...(occurredAt !== null && { at: occurredAt }),
  }))
  return { type, meaning, occurredAt, consents, ...wants }
}

/** What is taken for the delivery's id is shown to people. */
function shownId(id: unknown): string | null {
  return typeof id === 'string' && /^[\w:.-]{1,64}$/.test(id) ? id : null
}
