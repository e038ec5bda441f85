import klaviyo from '@conduit/adapter-klaviyo'
import { test } from 'tap'
import { account, itemOf, meta, ofFlow, requestOf } from './request.ts'

type Payload = Parameters<typeof klaviyo.parseEvent>[0]['payload']

const parse = (payload: unknown, headers = {}, receivedAt?: Date, settings = {}) => {
  const request = requestOf(JSON.stringify(payload), headers, receivedAt)
  return klaviyo.parseEvent({ ...request, payload: payload as Payload }, { settings, state: {} })
}
const batch = (...data: readonly unknown[]) => parse({ data, meta })
const flow = (changes: object) =>
  parse({ topic: 'event:klaviyo.subscribed_to_list', profile: {}, ...changes }, ofFlow)

test('the id of the webhook must be the one in the body', async t => {
  for (const id of ['another', '']) {
    const headers = { 'klaviyo-webhook-id': id }
    t.throws(() => parse({ data: [], meta }, headers), { code: 'unauthorized' }, id)
  }
  for (const klaviyo_webhook_id of [undefined, null, 7, ['5d0c6e2f']]) {
    const data = { data: [], meta: { ...meta, klaviyo_webhook_id } }
    t.throws(() => parse(data), { code: 'unauthorized' }, String(klaviyo_webhook_id))
  }
})

test('what the body says of the webhook counts where no header says it', async t => {
  const of = (webhookId: string) =>
    parse({ data: [], meta }, { 'klaviyo-webhook-id': null }, undefined, { webhookId })
  t.doesNotThrow(() => of(meta.klaviyo_webhook_id))
  t.throws(() => of('another'), { code: 'unauthorized' })
})

test('a webhook that is not ours is refused, whatever its header says', async t => {
  const own = { webhookId: 'another' }
  t.throws(() => parse({ data: [], meta }, {}, undefined, own), { code: 'unauthorized' })
})

test('freshness is judged by the time in the body, not by the header', async t => {
  const at = (iso: string) => parse({ data: [], meta }, {}, new Date(iso))
  t.doesNotThrow(() => at('2026-10-16T14:05:25.000Z'), 'two days of repeats and an hour')
  t.throws(() => at('2026-10-16T14:05:26.000Z'), { code: 'unauthorized' })
  t.throws(() => at('2026-10-12T12:05:24.000Z'), { code: 'unauthorized' })
  for (const timestamp of [undefined, null, '', 'now', 7e300]) {
    const data = { data: [], meta: { ...meta, timestamp } }
    t.throws(() => parse(data), { code: 'unauthorized' }, String(timestamp))
  }
})

test('what topics mean', async t => {
  const expected = {
    'event:klaviyo.subscribed_to_email_marketing': 'consent.granted',
    'event:klaviyo.subscribed_to_list': 'consent.granted',
    'event:klaviyo.unsubscribed_from_sms_marketing': 'consent.withdrawn',
    'event:klaviyo.manually_suppressed_from_email_marketing': 'consent.withdrawn',
    'event:klaviyo.manually_unsuppressed_from_email_marketing': 'processing',
    'event:klaviyo.marked_email_as_spam': 'consent.withdrawn',
    'event:klaviyo.updated_email_preferences': 'subject.updated',
    'event:klaviyo.merged_profile': 'subject.updated',
    'event:klaviyo.dropped_email': 'communication',
    'event:klaviyo.clicked_email_to_unsubscribe': 'communication',
    'event:klaviyo.skipped_send': 'communication',
    'event:klaviyo.received_sms': 'communication',
    'event:klaviyo.failed_to_deliver_automated_response_sms': 'communication',
    'event:klaviyo.bounced_push': 'communication',
    'event:klaviyo.social_dm': 'communication',
    'event:klaviyo.submitted_review': 'processing',
    'event:klaviyo.subscribed_to_whatsapp_marketing': 'consent.granted',
    'event:klaviyo.subscribed_to_back_in_stock': 'processing',
    'event:klaviyo.unsubscribed_from_list': 'consent.withdrawn',
    'event:klaviyo.sent_text_message': 'communication',
    'event:klaviyo.opened_app': 'processing',
    'event:stripe.refunded_payment': 'transaction',
    'event:api.Placed Order': 'transaction',
    'event:shopify.placed_order': 'transaction',
    'event:api.my.shop.refunded_order': 'transaction',
    'event:api.viewed_product': 'processing',
    'profile.created': 'processing',
  }
  for (const [topic, meaning] of Object.entries(expected)) {
    t.match(batch(itemOf(topic)).events, [{ type: topic, meaning, account, id: 'e1' }], topic)
  }
})

test('the channel of a consent is that of its topic', async t => {
  const consentsOf = (topic: string) => batch(itemOf(topic)).events[0]?.consents
  const statement = { person: '', purpose: 'marketing' }
  t.strictSame(consentsOf('event:klaviyo.subscribed_to_email_marketing'), [
    { ...statement, channel: 'email', state: 'granted' },
  ])
  t.strictSame(consentsOf('event:klaviyo.unsubscribed_from_sms_marketing'), [
    { ...statement, channel: 'sms', state: 'withdrawn' },
  ])
  t.strictSame(consentsOf('event:klaviyo.subscribed_to_list'), [
    { ...statement, channel: 'any', state: 'granted' },
  ])
  t.strictSame(consentsOf('event:klaviyo.unsubscribed_from_text_messaging_transactional'), [
    { person: '', channel: 'sms', purpose: 'transactional', state: 'withdrawn' },
  ])
  t.match(consentsOf('event:klaviyo.unsubscribed_from_whatsapp_marketing'), [
    { channel: 'whatsapp', purpose: 'marketing' },
  ])
  t.strictSame(consentsOf('event:klaviyo.opened_email'), [])
  t.match(flow({}).events, [{ consents: [{ channel: 'any', state: 'granted' }] }])
})

test('a consent is of the time that is told, and no event is late by it', async t => {
  const occurred_at = '2019-03-01T08:00:00Z'
  const [event] = flow({ occurred_at }).events
  t.match(event, { occurredAt: new Date(occurred_at), consents: [{ at: new Date(occurred_at) }] })
  t.equal(event?.isTimeSigned, undefined)
})

test('times', async t => {
  const time = (attributes: object) =>
    batch(itemOf('event:api.x', attributes)).events[0]?.occurredAt?.toISOString()
  const datetime = '2026-10-14T13:04:45+00:00'
  t.equal(time({ timestamp: 1_791_983_110, datetime }), '2026-10-14T13:05:10.000Z')
  t.equal(time({ timestamp: null, datetime }), '2026-10-14T13:04:45.000Z')
  t.equal(time({ datetime: '2026-10-14 13:04:45.5+00:00' }), '2026-10-14T13:04:45.500Z')
  for (const attributes of [{}, { datetime: 'now' }, { timestamp: 1e300 }, { datetime: 7e300 }]) {
    t.equal(time(attributes), undefined, JSON.stringify(attributes))
  }
})

test('strange items are rejected one by one', async t => {
  const broken = [null, 'x', 7, [], {}, itemOf('event:api.x', {}, { topic: undefined })]
  const strange = [
    itemOf(''),
    itemOf('ines@example.com'),
    itemOf('event:api.x', {}, { external_id: '' }),
    itemOf('event:api.x', {}, { payload: null }),
  ]
  const { events, rejected } = batch(...broken, itemOf('event:api.x'), ...strange)
  t.strictSame(
    events.map(({ path }) => path),
    ['/data/6'],
  )
  t.equal(rejected?.length, 10)
})

test('the id of a delivery', async t => {
  const of = (...ids: readonly unknown[]) =>
    batch(...ids.map(external_id => itemOf('event:api.x', {}, { external_id }))).deliveryId
  t.equal(of('5pRtYhGwEkt'), '5pRtYhGwEkt')
  t.equal(
    of('a', 'b'),
    'sha256:1eb7c54d52831bbfe8942af0b1c56b7409523a59ed6ca99c1174fef7eb32c1b5',
    'of a,b',
  )
  t.equal(of('ines@example.com'), null, 'never one that may be a person’s')
  t.equal(batch().deliveryId, null)
})

test('an event is the same in another batch', async t => {
  const keys = (data: readonly unknown[], changes = {}) =>
    parse({ data, meta: { ...meta, ...changes } }).events.map(event => event.keys)
  const one = itemOf('event:api.x')
  const [alone] = keys([one])
  t.strictSame(keys([itemOf('event:api.y', {}, { external_id: 'e2' }), one])[1], alone)
  t.notSame(keys([one], { klaviyo_account_id: 'other' })[0], alone)
})

test('profiles that consents and changes speak of are read, no others', async t => {
  const wants = (topic: string, payload?: object) =>
    batch(itemOf(topic, {}, payload === undefined ? {} : { payload })).events[0]?.wants
  const ref = { profile: '01K7E2M4' }
  t.strictSame(wants('event:klaviyo.unsubscribed_from_email_marketing')?.ref, ref)
  t.strictSame(wants('event:klaviyo.updated_email_preferences')?.ref, ref)
  t.equal(wants('event:klaviyo.opened_email'), undefined)
  for (const id of ['../accounts', 'a?b', '', 7, null]) {
    const payload = { data: { relationships: { profile: { data: { id } } } } }
    t.equal(wants('event:klaviyo.merged_profile', payload), undefined, String(id))
  }
})

test('flows: two people may have one event id, and a blank one tells nothing', async t => {
  const keysOf = (changes: object) => flow(changes).events[0]?.keys
  const ines = { event_id: '1791983110', profile: { id: 'p1' } }
  t.match(flow(ines), { deliveryId: '1791983110', events: [{ id: '1791983110' }] })
  t.strictSame(keysOf({ ...ines, occurred_at: 'again' }), keysOf(ines))
  t.notSame(keysOf({ ...ines, profile: { id: 'p2' } }), keysOf(ines))
  t.notSame(keysOf({ event_id: '1', profile: { id: '' }, n: 1 }), keysOf({ event_id: '1' }))
  const timed = { occurred_at: '2026-10-14T13:05:10+00:00' }
  t.equal(keysOf(timed)?.length, 1)
  t.notSame(keysOf(timed), keysOf({ ...timed, n: 1 }))
  t.strictSame(keysOf({}), [], 'nothing to be known by: it counts every time')
  const profile = { id: '01K7E2M4' }
  t.match(flow({ event_id: '', profile }), { deliveryId: /^sha256:/, events: [{ id: null }] })
  t.match(flow({ event_id: 'ines@example.com', profile }).deliveryId, /^sha256:/)
  t.equal(flow({ profile: { email: 'ines@example.com' } }).deliveryId, null)
})

test('flows: the template may be another, and what it says is shown nowhere', async t => {
  const type = (changes: object) => parse({ person: { id: 'p1' }, ...changes }, ofFlow)
  t.match(type({}).events, [{ type: 'flow', meaning: 'processing' }])
  t.match(type({ topic: 'Inés Pérez' }).events, [{ type: 'flow' }])
  t.match(type({ event_id: 'Ines', topic: 'event:klaviyo.opened_email' }), {
    deliveryId: /^sha256:/,
    events: [{ type: 'event:klaviyo.opened_email' }],
  })
  t.match(type({ data: { email: 'ines@example.com' } }).events, [{ type: 'flow' }])
})

test('a body of the other kind of webhook is refused', async t => {
  t.throws(() => parse({ data: [itemOf('event:api.x')], meta }, ofFlow), { code: 'invalid' })
  t.throws(() => parse({ topic: 'event:api.x', profile: {} }), { code: 'invalid' })
})
