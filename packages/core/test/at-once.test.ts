import { compileRows, type WebhookRequest } from '@conduit/core'
import { type DeliveryRecord, type MemoryStore, memoryStore, receive } from '@conduit/core/host'
import type { FastifyRequest } from 'fastify'
import { test } from 'tap'
import { Call } from '../src/http/request.ts'
import { acmeStore, acmeWith, bodyOf, now, receiverOf, signingSecret } from './acme.ts'
import { requestOf } from './support/request-of.ts'

const body = bodyOf({ id: 7, email: 'ada@example.com' })

/** The same store; what is recorded is noted when that is asked for. */
function noting(memory: MemoryStore) {
  const asked: DeliveryRecord[] = []
  const record = (deliveries: readonly DeliveryRecord[]) => {
    asked.push(...deliveries)
    return memory.record(deliveries)
  }
  return { asked, store: { ...memory, record } }
}

/** A request that counts how often what costs something is asked for. */
function counting(request: WebhookRequest) {
  const made = { digest: 0, url: 0 }
  const counted: WebhookRequest = {
    ...request,
    get digest() {
      made.digest += 1
      return request.digest
    },
    get url() {
      made.url += 1
      return request.url
    },
  }
  return { made, counted }
}

test('a small delivery is with the store before anything is waited for', async t => {
  const { asked, store } = noting(acmeStore())
  const { receiver, integration } = receiverOf(undefined, store)
  const received = receive(receiver, integration, requestOf(body))
  t.match(asked, [{ platformDeliveryId: 'd1', activities: [{ path: '/events/0' }] }])
  t.match(await received, { outcome: 'recorded', receipt: { events: 1, duplicate: false } })
})

test('so it is where other accounts are remembered, and where nobody is known yet', async t => {
  const memory = memoryStore([
    { adapter: 'acme', settings: { accounts: ['a1'] }, accounts: ['a1'] },
    { adapter: 'acme', settings: { accounts: ['a2'] }, accounts: ['a2'] },
  ])
  const { asked, store } = noting(memory)
  const { receiver } = receiverOf(undefined, store, { options: { signingSecret } })
  const several = bodyOf({ account: 'a1' }, { account: 'a2' }, { account: 'a3' })
  const received = receive(receiver, null, requestOf(several))
  t.equal(asked.length, 2)
  t.match(await received, { receipt: { events: 2 } })
})

test('nothing is made that nobody asks for', async t => {
  const { receiver, integration, store } = receiverOf()
  const { made, counted } = counting(requestOf(body))
  await receive(receiver, integration, counted)
  await receive(receiver, integration, counted)
  t.strictSame(made, { digest: 0, url: 0 })
  t.equal(store.activities.length, 1)
})

test('a digest is made for who asks for it: the adapter, or the quarantine', async t => {
  const asking = acmeWith({
    parseEvent: ({ digest, payload }) => ({
      deliveryId: digest.slice(0, 8),
      events: [
        {
          ...{ type: 't', meaning: 'processing', occurredAt: null, id: null, path: '' },
          ...{ keys: [digest], data: payload },
        },
      ],
    }),
  })
  const broken = acmeWith({
    parseEvent() {
      throw new TypeError('invented')
    },
  })
  for (const adapter of [asking, broken]) {
    const { receiver, integration } = receiverOf(adapter)
    const { made, counted } = counting(requestOf(body))
    await receive(receiver, integration, counted)
    t.ok(made.digest > 0)
    t.equal(made.url, 0, 'which holds credentials')
  }
})

test('of an integration all is made once, and not before it is needed', async t => {
  const asked: string[] = []
  const note = <T>(what: string, value: T): T => {
    asked.push(what)
    return value
  }
  const adapter = acmeWith({
    accounts: () => note('accounts', ['a1']),
    hosts: () => note('hosts', ['api.acme.example']),
    rows: () => note('rows', [{ path: '/nick', category: 'name' }]),
  })
  const { receiver, stored, integration } = receiverOf(adapter)
  t.strictSame(asked, [])
  t.equal(receiver.open(stored), integration)
  await receive(receiver, integration, requestOf(bodyOf({ nick: 'x' }, { nick: 'y' })))
  t.strictSame(asked, ['rows'])
  await receive(receiver, integration, requestOf(bodyOf({ account: 'a1' }, { account: 'a1' })))
  t.strictSame(asked, ['rows', 'accounts'])
  t.same(integration.hosts, integration.hosts)
  t.strictSame(asked, ['rows', 'accounts', 'hosts'])
  const changed = { ...stored, settings: { ...stored.settings } }
  t.not(receiver.open(changed), integration, 'another object is another state of it')
})

test('an integration without rows of its own shares those of the table', async t => {
  const store = memoryStore([
    { adapter: 'acme', settings: { signingSecret } },
    { adapter: 'acme', settings: { signingSecret: 'another secret' } },
  ])
  const { receiver, integration } = receiverOf(undefined, store)
  const [, second] = store.integrations
  t.equal(second && receiver.open(second).rows, integration.rows)
  t.same(integration.rows, compileRows(receiver.adapter.tables.pii))
})

test('what failed is asked for again', async t => {
  let calls = 0
  const adapter = acmeWith({
    hosts() {
      calls += 1
      if (calls === 1) throw new TypeError('invented')
      return ['api.acme.example']
    },
  })
  const { integration } = receiverOf(adapter)
  t.throws(() => integration.hosts, { message: 'invented' })
  t.strictSame(integration.hosts, ['api.acme.example'])
})

test('of a call over HTTP the address is read when it is asked for, the digest made once', async t => {
  const asked: string[] = []
  const request = {
    raw: { method: 'POST', url: '/acme/event?a=1&a=2&b=3', rawHeaders: ['X-A', '1', 'x-b', '2'] },
    query: { a: ['1', '2'], b: '3' },
    get protocol() {
      asked.push('protocol')
      return 'https'
    },
    get host() {
      asked.push('host')
      return 'hooks.example.com'
    },
  } as unknown as FastifyRequest
  const call = new Call(request, now, undefined)
  call.setBody(Buffer.from(body))
  t.equal(call.header('x-a'), '1')
  t.equal(call.header('X-B'), '2')
  t.equal(call.query('b'), '3')
  t.strictSame(asked, [])
  t.equal(call.url, 'https://hooks.example.com/acme/event?a=1&a=2&b=3')
  t.strictSame(asked.sort(), ['host', 'protocol'])
  t.equal(call.digest, requestOf(body).digest)
  t.throws(() => call.query('a'), { code: 'invalid', reason: 'sent twice' })
  t.equal(
    new Call(request, now, 'https://own.example').url,
    'https://own.example/acme/event?a=1&a=2&b=3',
  )
})

test('a digest that was asked for before the body came is not the body’s', async t => {
  const raw = { method: 'POST', url: '/', rawHeaders: [] }
  const call = new Call({ raw } as unknown as FastifyRequest, now, undefined)
  t.not(call.digest, requestOf(body).digest)
  call.setBody(Buffer.from(body))
  t.equal(call.digest, requestOf(body).digest)
})
