import { readFileSync } from 'node:fs'
import customerIo from '@conduit/adapter-customer-io'
import { test } from 'tap'
import { openBench, parse, personalDataOf, reported } from './support.ts'

const changed = 'cio_subscription_preferences_changed'
const meaningOf = (payload: unknown) => parse(payload).events[0]?.meaning
const preferences = (content?: unknown) =>
  reported('email', changed, content === undefined ? {} : { content: JSON.stringify(content) })

test('object and metric together are the type', async t => {
  const expected: [string | null, string, string, string][] = [
    ['customer', 'subscribed', 'customer_subscribed', 'consent.granted'],
    ['email', 'subscribed', 'email_subscribed', 'consent.granted'],
    ['customer', 'unsubscribed', 'customer_unsubscribed', 'consent.withdrawn'],
    ['sms', 'unsubscribed', 'sms_unsubscribed', 'consent.withdrawn'],
    [null, 'unsubscribed', 'customer_unsubscribed', 'consent.withdrawn'],
    ['pigeon', 'unsubscribed', 'pigeon_unsubscribed', 'consent.withdrawn'],
    ['pigeon', 'subscribed', 'pigeon_subscribed', 'processing'],
    ['email', 'spammed', 'email_spammed', 'consent.withdrawn'],
    ['email', 'dropped', 'email_dropped', 'communication'],
    ['in_app', 'opened', 'in_app_opened', 'communication'],
    ['whatsapp', 'replied', 'whatsapp_replied', 'communication'],
    ['push', 'undeliverable', 'push_undeliverable', 'communication'],
    ['email', 'converted', 'email_converted', 'processing'],
    ['slack', 'sent', 'slack_sent', 'processing'],
    ['webhook', 'sent', 'webhook_sent', 'processing'],
    ['never', 'heard_of', 'never_heard_of', 'processing'],
  ]
  for (const [object, metric, type, meaning] of expected) {
    t.match(parse(reported(object, metric)).events, [{ type, meaning }], type)
  }
})

test('preferences mean what their topics say', async t => {
  t.equal(meaningOf(preferences({ topics: { topic_1: true, topic_2: true } })), 'consent.granted')
  t.equal(
    meaningOf(preferences({ topics: { topic_1: true, topic_2: false } })),
    'consent.withdrawn',
  )
  t.equal(meaningOf(preferences({ channels: { sms: false } })), 'consent.withdrawn')
  for (const nothing of [undefined, {}, { topics: {} }, { topics: { topic_1: 'no' } }, [], 'x']) {
    t.equal(meaningOf(preferences(nothing)), 'processing')
  }
  const broken = reported('email', changed, { content: '{"topics":' })
  t.equal(meaningOf(broken), 'processing')
})

test('each topic is a choice of its own; a name that could be anything is not shown', async t => {
  const chosen = preferences({
    topics: { topic_1: true, topic_7: false, 'ada@example.com': true },
    channels: { sms: false },
  })
  t.strictSame(parse(chosen).events[0]?.consents, [
    { person: '', channel: 'any', purpose: 'topic_1', state: 'granted' },
    { person: '', channel: 'any', purpose: 'topic_7', state: 'withdrawn' },
    { person: '', channel: 'any', purpose: '*', state: 'granted' },
    { person: '', channel: 'sms', purpose: 'marketing', state: 'withdrawn' },
  ])
  const { people, fields } = personalDataOf(chosen)
  t.match(people, [{ at: '', references: [{ object: 'person' }] }])
  t.notOk(fields.some(field => field.startsWith('/data/content')))
})

test('who leaves a channel leaves that one, who leaves as a customer leaves all', async t => {
  const consentsOf = (object: string | null, metric: string) =>
    parse(reported(object, metric)).events[0]?.consents
  const statement = { person: '', purpose: 'marketing' }
  t.strictSame(consentsOf('sms', 'unsubscribed'), [
    { ...statement, channel: 'sms', state: 'withdrawn' },
  ])
  for (const object of ['customer', 'pigeon', null]) {
    t.strictSame(consentsOf(object, 'unsubscribed'), [
      { ...statement, channel: 'any', state: 'withdrawn' },
    ])
  }
  t.strictSame(consentsOf('email', 'subscribed'), [
    { ...statement, channel: 'email', state: 'granted' },
  ])
  t.strictSame(consentsOf('email', 'opened'), [])
})

test('what is no event is set aside, and not refused', async t => {
  for (const payload of [null, [], 'x', 7, {}, { metric: '' }, { metric: 3 }]) {
    t.match(parse(payload), { deliveryId: null, events: [], rejected: [{ path: '' }] })
  }
  const { store, deliver } = openBench({})
  const { outcome } = await deliver(['from a campaign'])
  t.equal(outcome, 'quarantined')
  t.equal(store.activities.length, 0)
})

test('a call that is no report has the type of whoever makes such calls', async t => {
  const expected: [object, string, string][] = [
    [{ hello: 'from a campaign' }, 'call', 'processing'],
    [{ type: 'identify', userId: 'u1' }, 'identify', 'subject.updated'],
    [{ type: 'track', event: 'Ada liked it' }, 'track', 'processing'],
    [{ type: 'track', event: 'User Deleted' }, 'track.user_deleted', 'subject.deleted'],
    [{ type: 'track', event: 'Order Completed' }, 'track.order_completed', 'transaction'],
    [{ type: 'person', action: 'suppress' }, 'person.suppress', 'subject.deleted'],
    [{ type: 'person', action: 'Ada' }, 'call', 'processing'],
    [{ type: 'Ada' }, 'call', 'processing'],
  ]
  for (const [payload, type, meaning] of expected) {
    t.match(parse(payload), { deliveryId: null, events: [{ type, meaning }] }, type)
  }
  const at = (timestamp: unknown) => parse({ type: 'page', timestamp }).events[0]?.occurredAt
  t.strictSame(at('2026-11-10T08:59:50.000Z'), new Date('2026-11-10T08:59:50.000Z'))
  t.strictSame(at(1_794_301_190), new Date('2026-11-10T08:59:50.000Z'))
})

test('attributes that are sent along hold choices; not to have left is none', async t => {
  const of = (traits: object) => parse({ type: 'identify', traits }).events[0]?.consents
  const cio_subscription_preferences = { topics: { topic_1: false } }
  t.strictSame(of({ unsubscribed: true, cio_subscription_preferences }), [
    { person: '', channel: 'any', purpose: 'marketing', state: 'withdrawn' },
    { person: '', channel: 'any', purpose: 'topic_1', state: 'withdrawn' },
  ])
  t.strictSame(of({ unsubscribed: false }), [])
})

test('what somebody has written into a call is read as its names say', async t => {
  const { fields, identifiers } = personalDataOf({
    customer: { email: 'ada@example.com', first_name: 'Ada' },
    friend_email: 'bo@example.com',
    order: { shipping_address: { phone: '+12025550143' }, sku: 'K-1' },
  })
  t.strictSame(identifiers, ['ada@example.com'])
  t.strictSame(fields, [
    '/customer/* email',
    '/customer/* name',
    '/* email',
    '/*/*/* phone',
    '/*/* free_text',
  ])
  for (const text of ['customer', 'data', 'identifiers', 'device', 'context']) {
    t.match(personalDataOf({ [text]: 'ada@example.com' }).fields, [/ email$/], text)
  }
})

test('traits of a group are a company’s', async t => {
  const traits = { email: 'office@example.com', name: 'Acme' }
  t.strictSame(personalDataOf({ type: 'group', userId: 'u1', traits }).identifiers, ['u1'])
  t.strictSame(personalDataOf({ type: 'identify', userId: 'u1', traits }).identifiers, [
    'u1',
    'office@example.com',
  ])
})

test('a recipient of a channel that is yet to come is recorded', async t => {
  const { fields } = personalDataOf({
    ...reported('rcs', 'sent'),
    data: { recipient: '+12025550143' },
  })
  t.strictSame(fields, ['/data/recipient phone'])
})

test('an event is known by its id, else by its body', async t => {
  const keysOf = (payload: unknown) => parse(payload).events[0]?.keys
  const one = reported('email', 'opened')
  t.strictSame(keysOf(one), keysOf({ ...one, timestamp: 1 }))
  const [first, second] = [1, 2].map(timestamp => ({ ...one, event_id: null, timestamp }))
  t.notSame(keysOf(first), keysOf(second))
  t.equal(parse({ ...one, event_id: 'ada@example.com' }).deliveryId, null, 'of another form')
})

test('times are Unix seconds; one of another form is unknown', async t => {
  const at = (timestamp: unknown) =>
    parse({ ...reported('email', 'sent'), timestamp }).events[0]?.occurredAt ?? null
  t.equal(at(1_794_301_190)?.toISOString(), '2026-11-10T08:59:50.000Z')
  for (const odd of [null, '1794301190', 1e300]) t.equal(at(odd), null)
})

test('a recipient is what its channel makes of it', async t => {
  const recipient = (object: string, value: string) => {
    const { fields, identifiers } = personalDataOf({
      ...reported(object, 'sent'),
      data: { recipient: value },
    })
    return { fields, identifiers }
  }
  t.strictSame(recipient('email', 'ada@example.com'), {
    fields: ['/data/recipient email'],
    identifiers: ['ada@example.com'],
  })
  t.strictSame(recipient('sms', '+15550142042'), {
    fields: ['/data/recipient phone'],
    identifiers: ['+15550142042'],
  })
  t.strictSame(recipient('in_app', 'u1').fields, ['/data/recipient account_id'])
  t.strictSame(recipient('in_app', 'ada@example.com'), {
    fields: ['/data/recipient email'],
    identifiers: [],
  })
  t.strictSame(recipient('slack', '@ada').fields, ['/data/recipient social_handle'])
  t.strictSame(recipient('webhook', 'https://example.com/').fields, [])
})

test('one reference is enough to erase a person', async t => {
  const referencesOf = (identifiers: object) =>
    personalDataOf(reported('customer', 'subscribed', { identifiers })).people[0]?.references
  t.strictSame(referencesOf({ id: 'u1', cio_id: 'c1' }), [{ object: 'person', id: 'c1' }])
  t.strictSame(referencesOf({ id: 'u1' }), [{ object: 'person', id: 'u1' }])
})

test('our own number is nobody’s we look for', async t => {
  const { people, identifiers } = personalDataOf(
    reported('sms', 'replied', { to: '+15550100200', recipient: '+15550142042' }),
  )
  t.notOk(identifiers.includes('+15550100200'))
  t.equal(people.length, 2)
})

test('headers count as a whole, and only if there are any', async t => {
  const fieldsOf = (headers: unknown) =>
    personalDataOf(reported('email', 'sent', { headers })).fields.filter(field =>
      field.includes('headers'),
    )
  t.strictSame(fieldsOf({ 'X-Person': ['Ada'] }), ['/data/headers free_text'])
  t.strictSame(fieldsOf({}), [])
  t.strictSame(fieldsOf(null), [])
})

test('a deleted person leaves nobody', async t => {
  const blank = { customer_id: '', identifiers: { id: null, email: '', cio_id: null } }
  t.strictSame(personalDataOf(reported('email', 'dropped', blank)).people, [])
})

test('connecting and erasing are explained to a person', async t => {
  t.match(readFileSync(customerIo.guides.connect, 'utf8'), /signing key/)
  t.match(readFileSync(customerIo.guides.erase, 'utf8'), /suppress/)
})
