import { readFileSync } from 'node:fs'
import mailchimp from '@conduit/adapter-mailchimp'
import { createReceiver, memoryStore, receive } from '@conduit/core/host'
import { testKeyring } from '@conduit/testing'
import { test } from 'tap'
import { batchOf, macOf, parse, personalDataOf, requestOf, transactional, url } from './request.ts'

const message = (event: string, more: object = {}) => ({
  event,
  _id: 'm1',
  ts: 1_791_966_068,
  msg: { email: 'ada@example.com' },
  ...more,
})
const denial = (action: string, reason: string, type = 'blacklist') => ({
  type,
  action,
  ts: 1_791_966_082,
  reject: { email: 'ada@example.com', reason },
})
const eventOf = (item: unknown) => parse(batchOf([item])).events[0]
const keyOf = (item: unknown) => eventOf(item)?.keys?.[0]

test('each event has its meaning', async t => {
  const expected = {
    send: 'communication',
    deferral: 'communication',
    hard_bounce: 'communication',
    reject: 'communication',
    click: 'communication',
    inbound: 'communication',
    sms_delivered: 'communication',
    unsub: 'consent.withdrawn',
    spam: 'consent.withdrawn',
    sms_unsub: 'consent.withdrawn',
    sms_never_heard_of: 'processing',
    never_heard_of: 'processing',
  }
  for (const [type, meaning] of Object.entries(expected)) {
    t.match(eventOf(message(type)), { type, meaning }, type)
  }
})

test('a change of the denylist means what its reason says', async t => {
  const meaning = (...args: Parameters<typeof denial>) => eventOf(denial(...args))?.meaning
  t.equal(meaning('add', 'unsub'), 'consent.withdrawn')
  t.equal(meaning('change', 'spam'), 'consent.withdrawn')
  t.equal(meaning('add', 'unsub', 'denylist'), 'consent.withdrawn')
  t.equal(meaning('add', 'hard-bounce'), 'processing')
  t.equal(meaning('remove', 'unsub'), 'processing')
  t.equal(meaning('add', 'unsub', 'allowlist'), 'processing')
  t.match(eventOf(denial('add', 'custom', 'denylist')), { type: 'denylist.add' })
})

test('an event is known by what tells it from its neighbours', async t => {
  t.equal(keyOf(message('open')), keyOf(message('open', { ip: '203.0.113.9' })))
  t.not(keyOf(message('open')), keyOf(message('click')))
  t.not(keyOf(message('open')), keyOf(message('open', { ts: 1_791_966_069 })))
  const click = (url: string) => keyOf(message('click', { url }))
  t.not(click('https://shop.example.com/a'), click('https://shop.example.com/b'))
  t.not(keyOf(denial('add', 'spam')), keyOf(denial('remove', 'spam')))
  const mail = (raw_msg: string) => keyOf({ event: 'inbound', ts: 1, msg: { raw_msg } })
  t.not(mail('Subject: a'), mail('Subject: b'))
  t.not(keyOf({ event: 'sms_sent', to: '1' }), keyOf({ event: 'sms_sent', to: '2' }))
  t.equal(keyOf({ event: 'sms_sent', to: '1' }), keyOf({ event: 'sms_sent', to: '1' }))
})

test('items that are no events do not hold up the others', async t => {
  const { events, rejected } = parse(batchOf([null, message('send'), { ts: 1 }, 'x', []]))
  t.match(events, [{ type: 'send', path: '/mandrill_events/1' }])
  t.strictSame(
    rejected?.map(({ path }) => path),
    ['/mandrill_events/0', '/mandrill_events/2', '/mandrill_events/3', '/mandrill_events/4'],
  )
})

test('times are Unix seconds; one of another form is unknown', async t => {
  const at = (ts: unknown) => eventOf(message('send', { ts }))?.occurredAt ?? null
  t.equal(at(1_791_966_068)?.toISOString(), '2026-10-14T08:21:08.000Z')
  for (const odd of [null, '1791966068', 1e300, {}]) t.equal(at(odd), null)
})

test('who wrote a mail is found, our mailbox and third persons are not', async t => {
  const { fields, identifiers } = personalDataOf({
    event: 'inbound',
    msg: {
      email: 'privacy@inbound.example.com',
      from_email: 'ada@example.com',
      from_name: 'Ada',
      to: [['privacy@inbound.example.com', null]],
      cc: [['bob@example.com', 'Bob']],
    },
  })
  t.strictSame(identifiers, ['ada@example.com'])
  const personAt = (place: string) => fields.find(field => field.place === place)?.person
  t.equal(personAt('/msg/from_name name'), personAt('/msg/from_email email'))
  t.equal(personAt('/msg/cc/0/1 name'), personAt('/msg/cc/0/0 email'))
  t.not(personAt('/msg/cc/0/0 email'), personAt('/msg/from_email email'))
  t.not(personAt('/msg/email email'), personAt('/msg/from_email email'))
})

test('headers, attachments and images count as wholes, and only if there are any', async t => {
  const placesOf = (msg: object) =>
    personalDataOf({ event: 'inbound', msg }).fields.map(({ place }) => place)
  const file = { name: 'a.txt', content: 'x' }
  t.strictSame(placesOf({ headers: { To: 'x' }, attachments: { 'a.txt': file }, images: [file] }), [
    '/msg/headers free_text',
    '/msg/attachments free_text',
    '/msg/images photo',
  ])
  t.strictSame(placesOf({ headers: [], attachments: {}, images: null }), [])
})

test('metadata: ids of the sender identify nobody, all else is free text', async t => {
  const metadata = { user_id: 48_213, greeting: 'Hello Ada', order: 4711, list: ['x'] }
  const { fields, identifiers } = personalDataOf(
    message('send', { msg: { email: 'ada@example.com', metadata } }),
  )
  t.strictSame(identifiers, ['ada@example.com'])
  t.strictSame(
    fields.map(({ place }) => place),
    [
      '/msg/email email',
      '/msg/metadata/user_id account_id',
      '/msg/metadata/* free_text',
      '/msg/metadata/*/0 free_text',
    ],
  )
  t.strictSame(
    personalDataOf(message('send', { msg: { metadata: { order: 4711 } } })).fields.map(
      ({ place }) => place,
    ),
    ['/msg/metadata/* free_text'],
    'a number may be somebody’s too',
  )
  t.strictSame(
    personalDataOf(message('send', { msg: { metadata: [] } })).fields,
    [],
    'empty in PHP',
  )
})

test('metadata are read as their names say, and find nobody', async t => {
  const metadata = { customer_email: 'bo@example.com', first_name: 'Bo', order: { phone: '12' } }
  const { fields, identifiers } = personalDataOf(message('send', { msg: { metadata } }))
  t.strictSame(identifiers, [])
  const places = fields.map(({ place }) => place)
  for (const category of ['email', 'name']) t.ok(places.includes(`/msg/metadata/* ${category}`))
  t.ok(places.includes('/msg/metadata/*/* phone'))
})

test('an SMS finds whom it was sent to, where its number stands as the API takes it', async t => {
  for (const place of [{ to: '+12025550143' }, { msg: { phone_number: '+12025550143' } }]) {
    const { identifiers } = personalDataOf({ event: 'sms_delivered', ts: 1, ...place })
    t.strictSame(identifiers, ['+12025550143'])
  }
  t.strictSame(personalDataOf({ event: 'sms_sent', from: '+12025550190' }).identifiers, [])
})

test('an opt-out by SMS names nobody that is documented: it is kept aside and not lost', async t => {
  const store = memoryStore([{ adapter: 'mailchimp', settings: transactional }])
  const receiver = createReceiver(mailchimp, { store, keyring: testKeyring })
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const events = [{ event: 'sms_unsub', ts: 1, _id: 'x' }, message('unsub')]
  const mac = macOf([url, 'mandrill_events', JSON.stringify(events)])
  const request = requestOf(batchOf(events), {
    'content-type': 'application/x-www-form-urlencoded',
    'x-mandrill-signature': mac,
  })
  t.match(await receive(receiver, receiver.open(stored), request), { outcome: 'partial' })
  t.match(store.activities, [{ type: 'unsub', meaning: 'consent.withdrawn' }])
  t.match(store.deliveries, [{ quarantine: { reason: /consent that belongs to no one person/ } }])
})

test('what belongs to the other product is refused', async t => {
  const marketing = { product: 'marketing' } as const
  const audience = 'type=subscribe&data[email]=ada@example.com'
  t.throws(() => parse(audience), { code: 'invalid' })
  t.throws(() => parse(batchOf([message('send')]), marketing), { code: 'invalid' })
  t.match(parse(audience, marketing).events, [{ meaning: 'consent.granted' }])
})

test('connecting and erasing are explained for both products', async t => {
  const { connect, erase } = mailchimp.guides
  t.match(readFileSync(erase, 'utf8'), /rejects\/delete[\s\S]*delete-permanent/)
  t.match(readFileSync(connect, 'utf8'), /auth_key[\s\S]*signing\s+secret/)
})
