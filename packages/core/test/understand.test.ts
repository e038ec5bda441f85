import { completed, email, type PlatformEvent } from '@conduit/core'
import { receive, runRead, runSetup, understand } from '@conduit/core/host'
import { test } from 'tap'
import { Agent } from 'undici'
import { acme, acmeWith, bodyOf, receiverOf, signed } from './acme.ts'
import { requestOf } from './support/request-of.ts'

const body = bodyOf({ id: 7, email: 'Ada@Example.com', notes: { 'a b': 'tall' } }, { thin: 'm1' })

test('a call is understood as it will be kept, and nothing is kept', async t => {
  const { receiver, store, integration } = receiverOf()
  const call = await understand(receiver, integration, requestOf(body))
  t.match(call, {
    verification: 'signed',
    understood: {
      deliveryId: 'd1',
      catchUp: false,
      ignored: 0,
      shares: [
        {
          integration: { stored: { adapter: 'acme' } },
          failures: [],
          events: [
            {
              position: 0,
              event: { type: 'member.updated', path: '/events/0' },
              personalData: {
                fields: [
                  { path: '/events/0/id', category: 'account_id', person: 0 },
                  { path: '/events/0/email', category: 'email', person: 0 },
                  { path: '/events/0/notes/*', category: 'free_text', person: 0 },
                ],
                people: [{ at: '', identifiers: [{ value: '7' }, { value: 'Ada@Example.com' }] }],
              },
              consents: [[]],
            },
            { position: 1, event: { wants: { key: 'm1' } }, personalData: { people: [] } },
          ],
        },
      ],
    },
  })
  t.strictSame([store.deliveries, store.activities, store.subjects], [[], [], []])

  await receive(receiver, integration, requestOf(body))
  const { understood } = call as Extract<typeof call, { understood: object }>
  t.strictSame(
    store.activities[0]?.fields.map(({ path, category, person }) => ({ path, category, person })),
    understood.shares[0]?.events[0]?.personalData.fields,
  )
})

test('what each person said stands beside them', async t => {
  const granted = { channel: 'email', purpose: 'news', state: 'granted' } as const
  const adapter = acmeWith({
    tables: { events: [], pii: [{ path: '/*/email', ...email(), person: '/*' }] },
    parseEvent: ({ payload }) => {
      const rest = { occurredAt: null, id: null, path: '/events', data: payload.events }
      const consents = [{ person: '/1', ...granted }]
      const event: PlatformEvent = { type: 't', meaning: 'processing', ...rest, consents }
      return { deliveryId: null, events: [event] }
    },
  })
  const { receiver, integration } = receiverOf(adapter)
  const two = bodyOf({ email: 'ada@example.com' }, { email: 'bob@example.com' })
  t.match(await understand(receiver, integration, requestOf(two)), {
    understood: { shares: [{ events: [{ consents: [[], [granted]] }] }] },
  })
})

test('a document that tells of several events is searched once', async t => {
  let looks = 0
  const watched = (data: object) =>
    new Proxy(data, {
      ownKeys(target) {
        looks += 1
        return Reflect.ownKeys(target)
      },
    })
  const adapter = acmeWith({
    parseEvent: ({ payload }) => {
      const [first, other] = payload.events.map(watched)
      const rest = { meaning: 'processing', occurredAt: null, id: null, path: '/events/0' } as const
      const event: PlatformEvent = { ...rest, type: 'a', data: first }
      const later = { ...event, path: '/events/1', data: other }
      return { deliveryId: null, events: [event, event, { ...event, type: 'b' }, later] }
    },
  })
  const { receiver, integration } = receiverOf(adapter)
  const two = requestOf(bodyOf({ email: 'ada@example.com' }, { email: 'bob@example.com' }))
  const call = await understand(receiver, integration, two)
  const { understood } = call as Extract<typeof call, { understood: object }>
  const paths = understood.shares[0]?.events.map(({ personalData }) => personalData.fields[0]?.path)
  t.strictSame(paths, [...Array.from({ length: 3 }, () => '/events/0/email'), '/events/1/email'])
  t.equal(looks, 3, 'another type, or another part, is another document')
})

test('a handshake is told as one', async t => {
  const { receiver, integration } = receiverOf()
  const ping = requestOf(body, { 'x-acme-ping': '1' })
  t.strictSame(await understand(receiver, integration, ping), { handshake: { text: 'pong' } })
})

test('what would be refused is refused, what would fail alone fails alone', async t => {
  const { receiver, integration } = receiverOf()
  const understood = (text: string, headers = {}) =>
    understand(
      receiver,
      integration,
      requestOf(text, { 'x-acme-signature': signed(text), ...headers }),
    )
  const forged = requestOf(body, { 'x-acme-signature': signed('other') })
  await t.rejects(understand(receiver, integration, forged), { code: 'unauthorized' })
  await t.rejects(understood('{"id":1}'), { code: 'invalid', faults: [{ pointer: '/events' }] })
  await t.rejects(understood(body, { 'content-type': 'text/plain' }), {
    code: 'unsupported_media_type',
  })

  const failures: string[] = []
  const picky = acmeWith({
    extractPii(event, own, found) {
      if (event.path === '/events/0') throw new RangeError('no')
      return acme.extractPii(event, own, found)
    },
  })
  const other = receiverOf(picky, undefined, { onFailure: ({ step }) => void failures.push(step) })
  t.match(await understand(other.receiver, other.integration, requestOf(body)), {
    understood: {
      shares: [{ events: [{ position: 1 }], failures: [{ step: 'extract', error: RangeError }] }],
    },
  })
  t.strictSame(failures, ['extract'])
})

test('an adapter is shown settings and state, and neither keys nor neighbours', async t => {
  const shown: [string, object][] = []
  const adapter = acmeWith({
    verifySignature(request, own) {
      shown.push(['verifySignature', own])
      return acme.verifySignature(request, own)
    },
    parseEvent(delivery, own) {
      shown.push(['parseEvent', own])
      return acme.parseEvent(delivery, own)
    },
    extractPii(event, own, found) {
      shown.push(['extractPii', own])
      return acme.extractPii(event, own, found)
    },
    hosts: () => ['api.acme.example'],
    async read(want, own) {
      shown.push(['read', own])
      return completed(want, { status: 404, json: null })
    },
    async *poll(own) {
      shown.push(['poll', own])
      yield { events: [] }
    },
    async setup(_step, own) {
      shown.push(['setup', own])
      return {}
    },
  })
  const { receiver, stored, integration } = receiverOf(adapter)
  const transport = { dispatcher: new Agent() }
  const webhook = async () => ({ url: '', token: '' })
  await receive(receiver, null, requestOf(body)).catch(() => undefined)
  await receive(receiver, integration, requestOf(body))
  await runRead({ receiver, integration, transport, poll: true })
  await runSetup({ receiver, integration, transport, step: 'connect', webhook })
  const all = ['verifySignature', 'parseEvent', 'extractPii', 'read', 'poll', 'setup']
  t.strictSame([...new Set(shown.map(([method]) => method))], all)
  for (const [method, own] of shown) t.strictSame(Object.keys(own), ['settings', 'state'], method)
  t.strictSame(shown.at(-1)?.[1], { settings: stored.settings, state: {} })
})
