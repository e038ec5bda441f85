import { type ConsentStatement, email, type PlatformEvent, reasons, type Want } from '@conduit/core'
import { type Completion, type DeliveryRecord, runRead } from '@conduit/core/host'
import { test } from 'tap'
import { Agent } from 'undici'
import { understandEvent } from '../src/receiver/understand.ts'
import { acmeStore, acmeWith, appOf, bodyOf, receiverOf, type Spec } from './acme.ts'

const granted = { channel: 'email', purpose: 'news', state: 'granted' } as const
const withdrawn = { channel: 'sms', purpose: 'offers', state: 'withdrawn' } as const

/** Acme with guests, whose events say what they hold under `consents`. */
const guests = acmeWith({
  tables: {
    events: [],
    pii: [
      { path: '/email', ...email() },
      { path: '/guests/*/email', ...email(), person: '/guests/*' },
    ],
  },
  parseEvent: ({ payload: { id, events } }) => ({
    deliveryId: id,
    events: events.map((data, index): PlatformEvent => {
      const { consents = [] } = data as { consents?: readonly ConsentStatement[] }
      const rest = { occurredAt: null, id: `${id}/${index}`, path: `/events/${index}`, data }
      return { type: 'said', meaning: 'processing', ...rest, consents }
    }),
  }),
})

/** What the people of each event that was kept have said, but whether its time is signed. */
function said(deliveries: readonly DeliveryRecord[]) {
  return deliveries.flatMap(({ activities }) =>
    activities.map(({ people }) =>
      people.map(({ consents }) => consents.map(({ isTimeSigned: _isTimeSigned, ...own }) => own)),
    ),
  )
}

const two = [{ email: 'ada@example.com' }, { email: 'bob@example.com' }]

test('two people with two consents each get their own', async t => {
  const { store, post } = await appOf(guests)
  const consents = [
    { person: '/guests/1', ...withdrawn },
    { person: '/guests/0', ...granted },
    { person: '/guests/1', ...granted },
  ]
  t.equal((await post(bodyOf({ guests: two, consents }))).statusCode, 200)
  t.strictSame(said(store.deliveries), [[[granted], [withdrawn, granted]]])
  t.equal(store.subjects.length, 2)
})

test('a statement of the event’s one person, among others', async t => {
  const { store, post } = await appOf(guests)
  const booker = { guests: two, email: 'eve@example.com' }
  await post(bodyOf({ ...booker, consents: [{ person: '', ...granted }] }))
  t.strictSame(said(store.deliveries), [[[], [], [granted]]])
})

test('where nobody is named, only one can be meant', async t => {
  const { store, post } = await appOf(guests)
  await post(bodyOf({ guests: two.slice(1), consents: [granted, withdrawn] }))
  t.strictSame(said(store.deliveries), [[[granted, withdrawn]]])
})

test('all that a statement says is kept, but whose it was by its place', async t => {
  const at = new Date('2026-11-01T08:00:00Z')
  const statement = { ...granted, at, legalBasis: 'consent', givenThrough: 'a form' }
  const adapter = acmeWith({
    parseEvent(delivery, integration) {
      const { deliveryId, events } = guests.parseEvent(delivery, integration)
      const consents = [{ person: '', ...statement }]
      return { deliveryId, events: events.map(event => ({ ...event, consents })) }
    },
  })
  const { store, post } = await appOf(adapter)
  await post(bodyOf(two[0] ?? {}))
  t.strictSame(said(store.deliveries), [[[statement]]])
})

test('a channel is the same however it is written', async t => {
  const { store, post } = await appOf(guests)
  const consents = [{ channel: ' Email ', purpose: 'News', state: 'granted' }]
  await post(bodyOf({ email: 'ada@example.com', consents }))
  t.match(said(store.deliveries), [[[{ channel: 'email', purpose: 'News' }]]])
})

test('of the words of a statement none is kept that could be an address or a message', async t => {
  const { store, post } = await appOf(guests)
  const strange = {
    ...{ channel: 'ada@example.com', purpose: 'x'.repeat(101), state: 'granted' },
    ...{ legalBasis: '<b>canary</b>', givenThrough: 'a form of ada@example.com' },
  }
  const consents = [{ person: '', ...strange }]
  await post(bodyOf({ email: 'ada@example.com', consents }))
  const kept = { channel: '*', purpose: '*', legalBasis: '*', givenThrough: '*' }
  t.strictSame(said(store.deliveries), [[[{ ...kept, state: 'granted' }]]])
})

test('whether the time of a statement is signed is kept with it', async t => {
  const at = new Date('2026-11-01T08:00:00Z')
  const spec: Partial<Spec> = {
    parseEvent(delivery, integration) {
      const { deliveryId, events } = guests.parseEvent(delivery, integration)
      const [time, isTimeSigned] = [delivery.header('x-acme-topic'), true] as const
      return {
        deliveryId,
        events: events.map(each => ({
          ...each,
          ...(time && { isTimeSigned }),
          occurredAt: at,
          consents: [{ ...granted, ...(time === 'own' && { at }) }],
        })),
      }
    },
  }
  const timed = acmeWith(spec)
  const unsigned = acmeWith({ ...spec, verifySignature: () => 'unsigned' })
  const isSigned = async (adapter: typeof timed, topic?: string) => {
    const { store, post } = await appOf(adapter)
    await post(bodyOf(two[0] ?? {}), topic === undefined ? {} : { 'x-acme-topic': topic })
    return store.deliveries[0]?.activities[0]?.people[0]?.consents[0]?.isTimeSigned
  }
  t.equal(await isSigned(timed, 'event'), true, 'that of the event')
  t.equal(await isSigned(timed, 'own'), true, 'its own')
  t.equal(await isSigned(timed), false, 'that of an event whose time stands in a header')
  t.equal(await isSigned(unsigned, 'event'), false)
  t.equal(await isSigned(unsigned, 'own'), false)
})

test('a statement that belongs to no one person makes its event fail, and no other', async t => {
  const strange = {
    'two people and none is named': { guests: two, consents: [granted] },
    'somebody who is not there': {
      guests: two,
      consents: [{ person: '/guests/7', ...granted }],
    },
    'the one person, where there are only guests': {
      guests: two,
      consents: [{ person: '', ...granted }],
    },
    'nobody at all': { consents: [granted] },
  }
  for (const [name, event] of Object.entries(strange)) {
    const { store, post } = await appOf(guests)
    const reply = await post(bodyOf(event, { email: 'eve@example.com', consents: [granted] }))
    t.equal(reply.statusCode, 200, name)
    t.strictSame(said(store.deliveries), [[[granted]]], name)
    const quarantine = { step: 'extract', reason: reasons.consent_of_nobody }
    t.match(store.deliveries, [{ rejected: 1, quarantine }], name)
  }
})

test('a document that was read brings consents to the people in it', async t => {
  const completions: Completion[] = []
  const memory = acmeStore()
  const store = {
    ...memory,
    queue: {
      ...memory.queue,
      recordFetched: async (input: Parameters<typeof memory.queue.recordFetched>[0]) => {
        completions.push(...input.completes)
        return await memory.queue.recordFetched(input)
      },
    },
  }
  const adapter = acmeWith({
    hosts: () => ['api.acme.example'],
    read: async (want: Want) => ({
      event: { ...want.event, id: null, path: '', data: two[0], consents: [granted] },
    }),
  })
  const { post } = await appOf(adapter, { store })
  await post(bodyOf({ thin: 'm1' }))
  const { receiver, integration } = receiverOf(adapter, store)
  const transport = { dispatcher: new Agent() }
  t.match(await runRead({ receiver, integration, transport }), { outcome: 'ok', events: 1 })
  t.match(completions, [{ people: [{ consents: [granted], tokens: [{ kind: 'email' }] }] }])
})

test('what a document says of consent is said once, however many notifications asked for it', async t => {
  const store = acmeStore()
  const adapter = acmeWith({
    hosts: () => ['api.acme.example'],
    read: async (want: Want) => ({
      event: { ...want.event, id: null, path: '', data: two[0], consents: [granted] },
    }),
  })
  const { post } = await appOf(adapter, { store })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm1' }))
  const { receiver, integration } = receiverOf(adapter, store)
  await runRead({ receiver, integration, transport: { dispatcher: new Agent() } })
  const [first, newest] = store.activities
  t.same(first?.subjects, newest?.subjects, 'both are about the same person')
  t.match(store.consents, [{ ...granted, activityId: newest?.id, verification: 'fetched' }])
  t.equal(store.consents.length, 1)
})

test('many statements of many people are joined in one pass', async t => {
  let looks = 0
  const many = Array.from({ length: 20_000 }, (_, index) => ({
    get at() {
      looks += 1
      return `/guests/${index}`
    },
    identifiers: [],
  }))
  const adapter = acmeWith({ extractPii: () => ({ fields: [], people: many }) })
  const { receiver, integration } = receiverOf(adapter)
  const consents = many.map((_, index) => ({ person: `/guests/${index}`, ...granted }))
  const event: PlatformEvent = {
    ...{ type: 'said', meaning: 'processing', occurredAt: null, id: null, path: '', data: {} },
    consents,
  }
  const understood = understandEvent(receiver, integration, event, 0)
  t.equal(understood.consents.filter(own => own.length === 1).length, many.length)
  t.ok(looks <= many.length * 2, `${looks} looks at people`)
})
