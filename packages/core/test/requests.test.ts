import { accountId, email, type PlatformEvent, type Want } from '@conduit/core'
import { type DeliveryRecord, openRequest, runRead } from '@conduit/core/host'
import type { PrivacyMeaning } from '@conduit/privacy'
import { test } from 'tap'
import { Agent } from 'undici'
import { acmeWith, appOf, bodyOf, keyring, receiverOf, type Spec } from './acme.ts'

interface Told {
  readonly meaning?: PrivacyMeaning
  readonly scope?: 'person' | 'account'
  readonly isUnconfirmed?: boolean
  readonly thin?: string
}

const spec: Partial<Spec> = {
  tables: {
    events: [],
    pii: [
      { path: '/email', ...email() },
      { path: '/id', ...accountId({ object: 'member' }) },
      { path: '/guests/*/email', ...email(), person: '/guests/*' },
    ],
  },
  parseEvent: ({ payload: { id, events } }) => ({
    deliveryId: id,
    events: events.map((data, index): PlatformEvent => {
      const { meaning = 'request.erasure', scope, isUnconfirmed = false, thin } = data as Told
      const rest = { occurredAt: null, id: `${id}/${index}`, path: `/events/${index}`, data }
      const wants = thin === undefined ? {} : { wants: { key: thin, ref: { member: thin } } }
      return {
        ...{ type: 'told', meaning, isUnconfirmed, ...rest, ...wants },
        ...(scope !== undefined && { scope }),
      }
    }),
  }),
}
const unsignedSpec: Partial<Spec> = { ...spec, verifySignature: () => 'unsigned' }
const asking = acmeWith(spec)
const unsigned = acmeWith(unsignedSpec)

/** Who asks what, opened. */
function asked(deliveries: readonly DeliveryRecord[]) {
  return deliveries.flatMap(({ controller, activities }) =>
    activities
      .flatMap(({ requests }) => requests)
      .map(({ type, person, ...sealed }) => ({
        ...{ type, person, ...openRequest(keyring, controller, sealed) },
      })),
  )
}

test('who asks is sealed with what the platform knows of them, and nowhere in clear', async t => {
  const { store, post } = await appOf(asking)
  await post(bodyOf({ email: 'ada@example.com', id: 'm-77' }))
  t.match(asked(store.deliveries), [
    {
      ...{ type: 'erasure', person: 0 },
      identifiers: [
        { category: 'email', value: 'ada@example.com' },
        { category: 'account_id', value: 'm-77' },
      ],
      references: [{ object: 'member', id: 'm-77' }],
    },
  ])
  t.match(store.requests, [{ type: 'erasure', activityId: store.activities[0]?.id }])
  const kept = store.deliveries.flatMap(({ activities }) =>
    activities.flatMap(({ requests }) =>
      requests.flatMap(({ identities, wrappedKey }) => [identities ?? '', wrappedKey]),
    ),
  )
  t.notMatch(Buffer.concat(kept.map(each => Buffer.from(each))).toString('latin1'), /ada@|"m-77"/)
})

test('each person asks by itself, and who cannot be named asks once', async t => {
  const { store, post } = await appOf(asking)
  const guests = [{ email: 'ada@example.com' }, { email: 'bo@example.com' }]
  const nobody = { note: 'nobody is named' }
  const shop = { scope: 'account', email: 'owner@example.com' }
  await post(bodyOf({ meaning: 'request.access', guests }, nobody, shop))
  t.match(asked(store.deliveries), [
    { type: 'access', person: 0, identifiers: [{ value: 'ada@example.com' }] },
    { type: 'access', person: 1, identifiers: [{ value: 'bo@example.com' }] },
    { type: 'erasure', person: null, identifiers: [], references: [] },
    { type: 'erasure', person: null, identifiers: [], references: [] },
  ])
})

test('what is not proven asks nothing, nor does what asks nothing', async t => {
  for (const [adapter, told] of [
    [unsigned, {}],
    [asking, { isUnconfirmed: true }],
    [asking, { meaning: 'subject.updated' as const }],
  ] as const) {
    const { store, post } = await appOf(adapter)
    t.equal((await post(bodyOf({ email: 'ada@example.com', ...told }))).statusCode, 200)
    t.strictSame(store.requests, [])
    t.equal(store.activities.length, 1)
  }
})

test('a delivery that comes again asks once', async t => {
  const { store, post } = await appOf(asking)
  for (let times = 0; times < 3; times += 1) await post(bodyOf({ email: 'ada@example.com' }))
  t.equal(store.requests.length, 1)
})

const readings: readonly [string, Told, Partial<Spec>, number][] = [
  ['only what was read asks', { meaning: 'subject.updated' }, spec, 1],
  ['the notification has asked already', {}, spec, 1],
  // Its own word is no proof, and what is read does not say that anybody asked.
  ['the notification asked, and nothing proves it', {}, unsignedSpec, 0],
]
for (const [name, told, base, count] of readings) {
  test(`a person that is read at the platform: ${name}`, async t => {
    const adapter = acmeWith({
      ...base,
      hosts: () => ['api.acme.example'],
      read: async ({ event }: Want) => ({
        event: {
          ...{ ...event, id: null, path: '', data: { email: 'ada@example.com' } },
          meaning: 'request.erasure' as const,
        },
      }),
    })
    const { store, post } = await appOf(adapter)
    await post(bodyOf({ ...told, thin: 'm1' }))
    const { receiver, integration } = receiverOf(adapter, store)
    const report = await runRead({ receiver, integration, transport: { dispatcher: new Agent() } })
    t.match(report, { outcome: 'ok', events: 1 })
    t.equal(store.requests.length, count)
  })
}
