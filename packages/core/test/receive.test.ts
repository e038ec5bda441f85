import { gzipSync } from 'node:zlib'
import { json, learned, reasons, refuse } from '@conduit/core'
import { memoryStore, openQuarantined, receive, replay } from '@conduit/core/host'
import { Type } from '@sinclair/typebox'
import { test } from 'tap'
import {
  acme,
  acmeWith,
  appOf,
  bodyOf,
  did,
  dxKey,
  eventUrl,
  keyring,
  now,
  payload,
  receiverOf,
  signed,
  signingSecret,
} from './acme.ts'
import { requestOf } from './support/request-of.ts'

/** Replays the quarantine of a delivery. */
async function replayNth(
  { receiver, store, stored, integration }: ReturnType<typeof receiverOf>,
  index = 0,
) {
  const quarantine = store.deliveries[index]?.quarantine
  if (quarantine == null) throw new Error('nothing in quarantine')
  const kept = openQuarantined(keyring, stored.controller, quarantine)
  return await replay(receiver, integration, kept)
}

const body = bodyOf({ id: 7, email: 'Ada@Example.com', notes: { 'a b': 'tall' } })

test('a genuine delivery is recorded before it is answered', async t => {
  const { store, post } = await appOf()
  const reply = await post(body)
  t.equal(reply.statusCode, 200)
  const { status, data } = reply.json()
  t.equal(status, 'success')
  t.match(data, { deliveryId: /^dlv_/, events: 1, duplicate: false })
  t.match(store.deliveries, [{ platformDeliveryId: 'd1', verification: 'signed', receivedAt: now }])
  t.match(store.activities, [{ type: 'member.updated', path: '/events/0', subjects: [/./] }])
  t.strictSame(
    store.activities[0]?.fields.map(({ path, category }) => [path, category]),
    [
      ['/events/0/id', 'account_id'],
      ['/events/0/email', 'email'],
      ['/events/0/notes/*', 'free_text'],
    ],
    'a member name that is data is not kept',
  )
})

test('a larger body may hold more, as far as an endpoint takes it', async t => {
  const listOf = (count: number, text: string) =>
    bodyOf({ id: 7, list: Array.from({ length: count }, () => text) })
  const { post } = await appOf(acme, { maxBytes: 8_000_000 })
  t.equal((await post(listOf(300_000, 'a dozen of bytes'))).statusCode, 200)
  t.equal((await post(listOf(300_000, 'x'))).statusCode, 400)
})

test('memoryStore shows what was recorded, and holds no value', async t => {
  const { store, post } = await appOf()
  await post(body)
  await post(JSON.stringify({ ...JSON.parse(bodyOf({ email: 'ada@example.com' })), id: 'd2' }))
  t.strictSame(store.recorded(), [
    {
      ...{ type: 'member.updated', meaning: 'subject.updated', account: null, occurredAt: null },
      verification: 'signed',
      people: ['person-1'],
      personalData: {
        email: ['/events/0/email'],
        account_id: ['/events/0/id'],
        free_text: ['/events/0/notes/*'],
      },
    },
    {
      ...{ type: 'member.updated', meaning: 'subject.updated', account: null, occurredAt: null },
      verification: 'signed',
      people: ['person-1'],
      personalData: { email: ['/events/0/email'] },
    },
  ])
  const [reference] = store.deliveries[0]?.activities[0]?.people[0]?.references ?? []
  t.match(reference, { object: 'member', plaintext: { length: 0 } })
})

test('the same person is one subject across deliveries', async t => {
  const { store, post } = await appOf()
  await post(JSON.stringify({ ...JSON.parse(body), id: 'd1' }))
  await post(JSON.stringify({ ...JSON.parse(bodyOf({ email: 'ada@example.com' })), id: 'd2' }))
  t.equal(store.activities.length, 2)
  t.equal(store.subjects.length, 1)
})

test('a repetition is answered with the first delivery and recorded once', async t => {
  const { store, post } = await appOf()
  const replies = await Promise.all([post(body), post(body)])
  const ids = new Set(replies.map(reply => reply.json().data.deliveryId))
  t.equal(ids.size, 1)
  t.strictSame(replies.map(reply => reply.json().data.duplicate).sort(), [false, true])
  t.equal(store.activities.length, 1)
})

test('whatever is wrong with a credential, the answer is the same', async t => {
  const { app } = await appOf()
  const other = `dxk_${Buffer.alloc(32, 8).toString('base64url')}`
  const urls = [
    '/acme/event',
    '/acme/event?did=x',
    `/acme/event?dxKey=${dxKey}`,
    `/acme/event?did=did:example:other&dxKey=${dxKey}`,
    `/acme/event?did=${did}&dxKey=${other}`,
    `/acme/event?did=${did}&dxKey=`,
  ]
  const bodies = new Set<string>()
  for (const url of urls) {
    const reply = await app.inject({
      method: 'POST',
      url,
      headers: { 'x-acme-signature': signed(body) },
      payload: body,
    })
    t.equal(reply.statusCode, 401, url)
    bodies.add(reply.body)
  }
  const unsigned = await app.inject({ method: 'POST', url: eventUrl, payload: body })
  t.equal(unsigned.statusCode, 401, 'a missing signature')
  bodies.add(unsigned.body)
  t.equal(bodies.size, 1)
})

test('credentials are accepted from headers as well', async t => {
  const { app } = await appOf()
  const headers = {
    'content-type': 'application/json',
    'x-acme-signature': signed(body),
    'x-conduit-did': did,
    authorization: `Bearer ${dxKey}`,
  }
  const reply = await app.inject({ method: 'POST', url: '/acme/event', headers, payload: body })
  t.equal(reply.statusCode, 200)
})

test('refusals keep to the declared statuses', async t => {
  const { app, post, store } = await appOf()
  t.equal(
    (await post(body, { 'x-acme-signature': signed(body, 'another secret') })).statusCode,
    401,
  )
  t.equal((await post(body, { 'content-type': 'application/;' })).statusCode, 415)
  t.equal((await post('x'.repeat(10_001))).statusCode, 413)
  const put = await app.inject({ method: 'PUT', url: eventUrl, payload: body })
  t.equal(put.statusCode, 405)
  t.equal(put.headers.allow, 'POST')
  t.equal(store.deliveries.length, 0)
})

test('a signed body that does not fit is refused with its pointer and kept', async t => {
  const { post, store } = await appOf()
  const wrong = JSON.stringify({
    id: 'd1',
    events: [{ type: 'a' }, { type: { name: 'Ada Secret' } }],
  })
  const reply = await post(wrong)
  t.equal(reply.statusCode, 400)
  t.match(reply.headers['content-type'], 'application/problem+json')
  t.match(reply.json(), { code: 'invalid', errors: [{ pointer: '/events/1/type' }] })
  t.notMatch(reply.body, 'Ada')
  const again = await post(wrong)
  t.equal(again.statusCode, 400)
  t.equal(store.deliveries.length, 1, 'kept once')
  t.match(store.deliveries, [{ quarantine: { step: 'decode' } }])
})

test('a signed body of a foreign type is refused and kept, and read once the type is', async t => {
  const { post, store } = await appOf()
  t.equal((await post(body, { 'content-type': 'application/acme' })).statusCode, 415)
  t.equal((await post(gzipSync(body), { 'content-encoding': 'gzip' })).statusCode, 415)
  t.equal((await post(body, { 'content-type': 'application/acme' })).statusCode, 415)
  t.equal(store.deliveries.length, 2, 'each kept once')
  t.match(store.deliveries, [
    { quarantine: { step: 'decode', reason: 'unsupported_media_type' } },
    { quarantine: { step: 'decode' } },
  ])
  const newer = acmeWith({
    endpoint: { ...acme.endpoint, formats: [json({ types: ['application/acme'] })], payload },
  })
  await replayNth(receiverOf(newer, store))
  t.equal(store.activities.length, 1)
  const zipped = replayNth(receiverOf(acme, store), 1)
  await t.rejects(zipped, { code: 'unsupported_media_type' }, 'the encoding is remembered as well')
})

test('what is known by its bytes is recorded when it is replayed', async t => {
  let isBroken = true
  const anonymous = acmeWith({
    parseEvent: ({ payload, digest }) => ({
      deliveryId: null,
      events: [
        {
          ...{ type: 'member.updated', meaning: 'subject.updated', occurredAt: null, id: null },
          ...{ keys: [digest], path: '', data: payload },
        },
      ],
    }),
    extractPii() {
      if (isBroken) throw new TypeError('no')
      return { fields: [], people: [] }
    },
  })
  const { post, store } = await appOf(anonymous)
  t.equal((await post(body)).statusCode, 200)
  t.equal(store.activities.length, 0)
  isBroken = false
  await replayNth(receiverOf(anonymous, store))
  t.equal(store.activities.length, 1)
})

test('an unsigned body that does not fit is not kept', async t => {
  const unsigned = acmeWith({ verifySignature: () => 'unsigned' })
  const { post, store } = await appOf(unsigned)
  t.equal((await post('{"id":1}')).statusCode, 400)
  t.equal((await post(body, { 'content-type': 'text/plain' })).statusCode, 415)
  t.equal(store.deliveries.length, 0)
})

test('of an unsigned body on which our own code fails only the digest is kept, and it has to come again', async t => {
  let isBroken = true
  const unsigned = (changes: Parameters<typeof acmeWith>[0]) =>
    acmeWith({ verifySignature: () => 'unsigned', ...changes })
  const failing = () => {
    if (isBroken) throw new TypeError('cannot read Ada')
  }
  const adapters = {
    parse: unsigned({
      parseEvent(delivery, integration) {
        failing()
        return acme.parseEvent(delivery, integration)
      },
    }),
    extract: unsigned({
      extractPii() {
        failing()
        return { fields: [], people: [] }
      },
    }),
  }
  for (const [step, adapter] of Object.entries(adapters)) {
    isBroken = true
    const { post, store } = await appOf(adapter)
    for (const _ of Array(2)) {
      const reply = await post(body)
      t.match(reply, { statusCode: 503, headers: { 'retry-after': /^[1-9]/ } }, step)
    }
    t.equal(store.activities.length, 0)
    t.match(store.deliveries, [{ rejected: 1, quarantine: { step, reason: 'TypeError' } }])
    t.equal(store.deliveries.length, 1, 'once, however often it comes')
    const [kept] = store.deliveries
    if (kept?.quarantine == null) throw new Error('nothing is kept')
    const opened = openQuarantined(keyring, kept.controller, kept.quarantine)
    t.strictSame(opened.content, { withheld: body.length })
    t.strictSame(opened.headers, {})
    t.match(opened.digest, /./)
    const { receiver, integration } = receiverOf(adapter, store)
    const refused = await replay(receiver, integration, opened).catch(error => error)
    t.match(refused, { code: 'invalid', reasonKey: 'body_withheld' })
    isBroken = false
    t.equal((await post(body)).statusCode, 200)
    t.equal(store.activities.length, 1, 'the repetition is recorded')
  }
})

test('a failure of the adapter keeps the delivery and is no reason to refuse it', async t => {
  const broken = acmeWith({
    parseEvent() {
      throw new TypeError('cannot read Ada')
    },
  })
  const { post, store } = await appOf(broken)
  const reply = await post(body)
  t.equal(reply.statusCode, 200)
  t.match(store.deliveries, [
    { quarantine: { step: 'parse', reason: 'TypeError' }, activities: [] },
  ])
  const inThirtyDays = new Date('2026-12-10T09:00:00.000Z')
  t.strictSame(store.deliveries[0]?.quarantine?.expiresAt, inThirtyDays, 'and is kept no longer')
})

test('what an adapter refuses as invalid is kept if it was signed', async t => {
  const strict = acmeWith({
    parseEvent: () => refuse('invalid', 'value_missing', { detail: 'no id', pointer: '/id' }),
  })
  const { post, store } = await appOf(strict)
  t.match((await post(body)).json(), { status: 400, errors: [{ pointer: '/id' }] })
  t.match(store.deliveries, [{ quarantine: { step: 'parse', reason: 'no id' } }])
})

test('one event that cannot be extracted does not take its neighbours along', async t => {
  const picky = acmeWith({
    extractPii(event) {
      if (event.path === '/events/0') throw new TypeError('no')
      return { fields: [], people: [] }
    },
  })
  const { post, store } = await appOf(picky)
  t.equal((await post(bodyOf({}, {}))).statusCode, 200)
  t.strictSame(
    store.activities.map(({ path }) => path),
    ['/events/1'],
  )
  t.match(store.deliveries, [{ rejected: 1, quarantine: { step: 'extract' } }])
})

test('an event whose data stand in something else is kept for a replay, its id is not taken', async t => {
  const failures: unknown[] = []
  const codes: string[] = []
  const { post, store } = await appOf(acme, { observe: ({ code }) => codes.push(code) })
  const { receiver, stored } = receiverOf(acme, store, { onFailure: each => failures.push(each) })
  const right = { notes: ['likes ada@example.com'] }
  t.equal((await post(bodyOf({ notes: 'likes ada@example.com' }, right))).statusCode, 200)
  t.strictSame(codes, ['partial'])
  t.match(store.activities, [{ path: '/events/1' }])
  t.match(store.deliveries, [
    { rejected: 1, quarantine: { step: 'extract', reason: reasons.other_type } },
  ])
  t.notMatch(JSON.stringify(store.deliveries), 'ada@')
  t.equal((await post(bodyOf(right, right))).statusCode, 200)
  t.match(store.activities, [{ path: '/events/1' }, { path: '/events/0' }])
  const body = bodyOf({ notes: 'likes ada@example.com' })
  await receive(receiver, receiver.open(stored), requestOf(body))
  t.strictSame(failures, [], 'the platform’s fault, and no code’s')
})

test('one event that cannot be hashed does not take its neighbours along', async t => {
  const odd = acmeWith({
    parseEvent(delivery, integration) {
      const { deliveryId, events } = acme.parseEvent(delivery, integration)
      const changed = events.map((event, index) => (index === 0 ? { ...event, id: 7 } : event))
      return { deliveryId, events: changed as unknown as typeof events }
    },
  })
  const codes: string[] = []
  const { post, store } = await appOf(odd, { observe: ({ code }) => codes.push(code) })
  t.equal((await post(bodyOf({}, { id: 7 }))).statusCode, 200)
  t.strictSame(codes, ['partial'])
  t.match(store.activities, [{ path: '/events/1', subjects: ['person-1'] }])
  t.match(store.deliveries, [
    { rejected: 1, quarantine: { step: 'extract', reason: /^\w*Error$/ } },
  ])
})

test('a handshake is answered and not recorded', async t => {
  const { post, store } = await appOf()
  const reply = await post(body, { 'x-acme-ping': '1' })
  t.equal(reply.statusCode, 200)
  t.equal(reply.body, 'pong')
  t.equal(store.deliveries.length, 0)
})

test('an empty secret never lets anything in', async t => {
  const store = memoryStore([{ adapter: 'acme', settings: { signingSecret: '' }, did, dxKey }])
  const { post } = await appOf(acme, { store })
  const reply = await post(body, { 'x-acme-signature': signed(body, '') })
  t.equal(reply.statusCode, 503)
  t.ok(reply.headers['retry-after'])
})

test('events reach another integration only by a secret that both share', async t => {
  const one = { adapter: 'acme', did, dxKey, accounts: ['a1'] }
  const two = { adapter: 'acme', accounts: ['a2'] }
  const events = bodyOf({ account: 'a1' }, { account: 'a2' }, { account: 'a3' })

  const shared = memoryStore([
    { ...one, settings: { accounts: ['a1'] } },
    { ...two, settings: { accounts: ['a2'] } },
  ])
  const withOption = await appOf(acme, { store: shared, options: { signingSecret } })
  t.equal((await withOption.post(events)).json().data.events, 2)
  t.strictSame(
    shared.activities.map(({ account }) => account),
    ['a1', 'a2'],
  )
  t.not(shared.activities[0]?.integrationId, shared.activities[1]?.integrationId)
  t.equal(shared.deliveries.length, 2, 'one delivery for each integration')
  t.match(shared.deliveries, [{ ignored: 1 }, { ignored: 0 }])

  const own = memoryStore([
    { ...one, settings: { accounts: ['a1'], signingSecret } },
    { ...two, settings: { accounts: ['a2'], signingSecret } },
  ])
  const withOwn = await appOf(acme, { store: own })
  await withOwn.post(events)
  t.strictSame(
    own.activities.map(({ account }) => account),
    ['a1'],
  )
  t.match(own.deliveries, [{ ignored: 2 }])
})

test('an integration that lists no account takes whatever its URL receives', async t => {
  const { post, store } = await appOf()
  await post(bodyOf({ account: 'unheard of' }))
  t.match(store.activities, [{ account: 'unheard of' }])
})

test('what an adapter parses tells nothing of the credential in its URL', async t => {
  const seen: unknown[] = []
  const curious = acmeWith({
    parseEvent({ url, query, header }) {
      seen.push(url, query('dxKey'), header('x-acme-signature'))
      return { deliveryId: null, events: [] }
    },
  })
  await (await appOf(curious)).post(body)
  t.strictSame(seen, ['', undefined, undefined])
})

test('a handshake is answered while something is still to be learned, an event is not taken', async t => {
  const hook = Type.Object({ signingSecret: learned(Type.String()) })
  const adapter = acmeWith({
    settings: hook as never,
    verifySignature: ({ header }) =>
      header('x-acme-ping') === undefined ? 'unsigned' : { handshake: { text: 'pong' } },
  })
  const store = memoryStore([{ adapter: 'acme', settings: {}, did, dxKey }])
  const { post } = await appOf(adapter, { store })
  t.equal((await post(body, { 'x-acme-ping': '1' })).body, 'pong')
  t.equal((await post(body)).statusCode, 503)
  t.equal(store.deliveries.length, 0)
})

test('what is too much for a decoder is wrong with the body, and no fault of ours', async t => {
  const tooLong = Object.assign(new Error('long'), { code: 'ERR_STRING_TOO_LONG' })
  for (const error of [new RangeError('deep'), new URIError('half'), tooLong]) {
    const failures: unknown[] = []
    const decode = () => {
      throw error
    }
    const adapter = acmeWith({
      endpoint: { formats: [{ name: 'strict', types: ['application/json'], decode }], payload },
    })
    const onFailure = (failure: unknown) => void failures.push(failure)
    const { receiver, store, integration } = receiverOf(adapter, undefined, { onFailure })
    await t.rejects(
      receive(receiver, integration, requestOf(body)),
      { code: 'invalid' },
      error.name,
    )
    t.strictSame(failures, [], error.name)
    t.match(store.deliveries, [{ quarantine: { reason: /^a body that ends in/ } }], error.name)
  }
})
