import { createHash } from 'node:crypto'
import {
  type ConsentStatement,
  checkTimestamp,
  type Delivery,
  type Integration,
  isoTime,
  marketingConsent,
  meanings,
  type Parsed,
  type PlatformEvent,
  readItems,
  refuse,
  textOf,
  textOrNull,
  unixTime,
  valueAt,
} from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import { isId } from './api.ts'
import { type Batch, batch, type Call, item } from './endpoint.ts'
import type { Settings } from './settings.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/** Klaviyo repeats a call for two days, and does not say whether with a new time. */
const toleranceSeconds = 49 * 3600

/** A batch of a system webhook, or the one event of a flow's; their headers tell them apart. */
export function parseEvent(
  delivery: Delivery<Batch | Call>,
  { settings }: Integration<Settings>,
): Parsed {
  const { payload, header, receivedAt } = delivery
  const webhookId = header('klaviyo-webhook-id')
  const isSystem = webhookId !== undefined || header('klaviyo-signature') !== undefined
  if (isSystem !== isBatch(payload))
    refuse('invalid', 'other_kind', { detail: 'not a body of this kind of webhook', pointer: '' })
  if (!isBatch(payload)) return parseCall(payload, delivery.digest)
  checkOrigin(payload.meta, webhookId, settings.webhookId)
  checkAge(payload.meta, receivedAt)
  return parseBatch(payload)
}

/** A flow's template may be anything else. */
function isBatch(payload: Batch | Call): payload is Batch {
  return Value.Check(batch, payload)
}

/**
 * The header with the webhook's id is not signed, so what the body says counts: the header may be
 * missing, but must not contradict it.
 */
function checkOrigin({ klaviyo_webhook_id: id }: Batch['meta'], header: unknown, own: unknown) {
  const isOther = (header ?? id) !== id || (own ?? id) !== id
  if (isOther) refuse('unauthorized', 'other_sender', { detail: 'not of this webhook' })
}

/** The clock of the header with the time is hours off: the time stands in the body as well. */
function checkAge({ timestamp }: Batch['meta'], receivedAt: Date): void {
  const sentAt = Date.parse(textOf(timestamp) ?? '')
  checkTimestamp(String(Math.floor(sentAt / 1000)), receivedAt, toleranceSeconds)
}

function parseBatch({ data, meta }: Batch): Parsed {
  const account = meta.klaviyo_account_id
  const read = readItems(data, '/data', (each, path) => {
    if (!Value.Check(item, each)) return 'not an event: no topic, no id or no payload'
    const { external_id: id, topic, payload } = each
    const { timestamp, datetime } = Object(valueAt(payload, '/data/attributes'))
    const event = eventOf(
      topic,
      unixTime(timestamp) ?? isoTime(datetime),
      profileIn(payload, ofItem),
    )
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
  const { topic, occurred_at } = data
  const id = textOf(data.event_id) ?? ''
  const type = isTopic(topic) ? topic : 'flow'
  const profile = profileIn(data, ofCall)
  const event = eventOf(type, unixTime(occurred_at) ?? isoTime(occurred_at), profile)
  const isKnown = id !== '' || event.occurredAt !== null
  const key = JSON.stringify(['flow', type, id, profile ?? digest, id === '' ? digest : ''])
  const events = [{ ...event, id: id || null, keys: isKnown ? [key] : [], path: '', data }]
  // Without a profile's id one could guess addresses until the hash fits.
  const hash = profile ? `sha256:${digest}` : null
  return { deliveryId: isTime(data.event_id) ? id : hash, events }
}

/** Where the profile's id stands: as of now, and in revisions before mid-2023. */
const ofItem = [
  '/data/relationships/profile/data/id',
  '/data/relationships/profiles/data/0/id',
  '/data/attributes/profile_id',
]

/** Where templates of flows put it: ours, and those in use elsewhere. */
const ofCall = ['/profile/id', '/person/id', '/person/KlaviyoID', '/profile_id', '/person_id']

function profileIn(data: unknown, places: readonly string[]): string | null {
  return places.reduce<string | null>((found, place) => found ?? textOrNull(data, place), null)
}

/** People give metrics of shops and of the API their names: case and what is between words do not count. */
export function meaningOfTopic(topic: string): PlatformEvent['meaning'] {
  return meaningOf(topic.toLowerCase().replaceAll(/[\s-]+/g, '_'))
}

/**
 * Often an event holds nothing but the profile's id: where it is about the person, the profile is
 * worth a look. Its time is what whoever reported it has set, and may be years ago: no event is late by
 * it. Batches say by themselves when they were sent.
 */
function eventOf(type: string, occurredAt: Date | null, profile: string | null) {
  const meaning = meaningOfTopic(type)
  const isWorth = /^(subject|consent)\./.test(meaning)
  const isNamed = profile !== null && isId(profile)
  const wants = isWorth && isNamed && { wants: { key: `profile ${profile}`, ref: { profile } } }
  const consents = consentsOf(type, meaning).map(statement => ({
    ...statement,
    ...(occurredAt !== null && { at: occurredAt }),
  }))
  return { type, meaning, occurredAt, consents, ...wants }
}

/** Klaviyo's words for channels that others call otherwise. */
const channels: Readonly<Record<string, string>> = { text_messaging: 'sms', mobile_push: 'push' }

/** What for, and through which channel, is in the topic's name, whatever channels there will be. */
function consentsOf(type: string, meaning: PlatformEvent['meaning']): readonly ConsentStatement[] {
  const told = /_(?:to|from)_(\w{1,40})_(marketing|transactional|conversational)$/.exec(type)
  const [, name = /email|sms/.exec(type)?.[0] ?? 'any', purpose = 'marketing'] = told ?? []
  const statements = marketingConsent(meaning, channels[name] ?? name)
  return statements.map(statement => ({ ...statement, purpose }))
}

/** A template may put anything in the topic's place as well, and a type is shown. */
function isTopic(text: unknown): text is string {
  return typeof text === 'string' && /^[a-z][a-z\d_.:]{1,199}$/.test(text)
}

/** Klaviyo's id of an event in a flow; a template may put anything in its place, and this is shown. */
function isTime(id: unknown): boolean {
  return typeof id === 'string' && /^\d{9,13}(:[a-z]{1,16})?$/.test(id)
}

/** What is taken for the delivery's id is shown to people. */
function shownId(id: unknown): string | null {
  return typeof id === 'string' && /^[\w:.-]{1,64}$/.test(id) ? id : null
}
