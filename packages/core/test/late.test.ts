import { email, type PlatformEvent } from '@conduit/core'
import { type ActivityRecord, openQuarantined, receive, replay } from '@conduit/core/host'
import type { PrivacyMeaning } from '@conduit/privacy'
import { test } from 'tap'
import {
  acmeStore,
  acmeWith,
  appOf,
  bodyOf,
  keyring,
  now,
  receiverOf,
  type Spec,
  signed,
} from './acme.ts'
import { requestOf } from './support/request-of.ts'

const day = 86_400_000

interface Told {
  readonly meaning?: PrivacyMeaning
  readonly at?: string
  readonly isTimeSigned?: boolean
  readonly isUnconfirmed?: boolean
}

/** Acme, whose events say what of them is signed. */
const tellingSpec: Partial<Spec> = {
  tables: { events: [], pii: [{ path: '/email', ...email() }] },
  parseEvent: ({ payload: { id, events } }) => ({
    deliveryId: id,
    events: events.map((data, index): PlatformEvent => {
      const told = data as Told
      const { meaning = 'request.erasure', at, isTimeSigned = true, isUnconfirmed = false } = told
      const occurredAt = at === undefined ? null : new Date(at)
      const id = `${index}`
      const consents = [{ channel: 'email', purpose: 'news', state: 'granted' }] as const
      const proof = { occurredAt, isTimeSigned, isUnconfirmed }
      const rest = { id, path: `/events/${index}`, data, consents }
      return { type: 'told', meaning, ...proof, ...rest, wants: { key: id, ref: { id } } }
    }),
  }),
}
const telling = acmeWith(tellingSpec)
const unsigned = acmeWith({ ...tellingSpec, verifySignature: () => 'unsigned' })

const daysAgo = (days: number, milliseconds = 0) =>
  new Date(now.getTime() - days * day - milliseconds).toISOString()

async function recorded(told: Told, adapter = telling) {
  const { store, post } = await appOf(adapter)
  const reply = await post(bodyOf({ email: 'ada@example.com', ...told }))
  return { store, reply, activity: store.deliveries[0]?.activities[0] as ActivityRecord }
}

test('a signed event that is older than its keys would be is recorded, and of nobody', async t => {
  const { store, reply, activity } = await recorded({ at: daysAgo(90, 1) })
  t.equal(reply.statusCode, 200)
  t.match(store.recorded(), [
    {
      ...{ meaning: 'request.erasure', verification: 'late', people: [] },
      personalData: { email: ['/events/0/email'] },
    },
  ])
  t.strictSame(activity.people, [{ tokens: [], references: [], consents: [] }])
  t.equal(activity.want, null, 'nor is anybody read at the platform')
  t.equal(store.subjects.length, 0)
})

test('exactly as old as the keys live is not late, by the clock that is given', async t => {
  const { store, activity } = await recorded({ at: daysAgo(90) })
  t.match(activity, { verification: 'signed', areKeysKept: false })
  t.equal(store.subjects.length, 1)
})

test('a time that nobody signed makes nothing late', async t => {
  const old = { at: daysAgo(1000) }
  const cases = {
    'a header’s': await recorded({ ...old, isTimeSigned: false }),
    'none at all': await recorded({}),
    'of a call without a signature': await recorded(old, unsigned),
    'of what is not confirmed': await recorded({ ...old, isUnconfirmed: true }),
  }
  for (const [name, { store, activity }] of Object.entries(cases)) {
    t.not(activity.verification, 'late', name)
    t.equal(activity.areKeysKept, true, `${name}: its keys are kept instead`)
    t.match(activity.people, [{ consents: [{ isTimeSigned: false }] }], name)
    t.equal(store.subjects.length, 1, name)
  }
})

test('keys are kept of what opens something, and of nothing else', async t => {
  const keptOf = async (told: Told) => (await recorded(told)).activity.areKeysKept
  for (const meaning of ['consent.granted', 'consent.withdrawn', 'request.access'] as const) {
    t.equal(await keptOf({ meaning, isTimeSigned: false }), true, meaning)
    t.equal(await keptOf({ meaning, at: daysAgo(1) }), false, `${meaning} with a signed time`)
    t.equal(await keptOf({ meaning, at: daysAgo(-1) }), true, `${meaning} that is dated ahead`)
  }
  for (const meaning of ['subject.deleted', 'processing', 'transaction'] as const) {
    t.equal(await keptOf({ meaning, isTimeSigned: false }), false, meaning)
  }
})

test('what nothing in the signed bytes confirms is unsigned', async t => {
  const { store } = await recorded({ isUnconfirmed: true, at: daysAgo(1) })
  t.match(store.recorded(), [{ verification: 'unsigned' }])
})

test('what is replayed is judged by the time at which it is recorded', async t => {
  let isBroken = true
  let time = now
  const store = acmeStore()
  const broken = acmeWith({
    ...tellingSpec,
    parseEvent(delivery, integration) {
      if (isBroken) throw new TypeError('not yet')
      return telling.parseEvent(delivery, integration)
    },
  })
  const { receiver, integration, stored } = receiverOf(broken, store, { clock: () => time })
  const body = bodyOf({ email: 'ada@example.com', at: daysAgo(80) })
  await receive(receiver, integration, requestOf(body, { 'x-acme-signature': signed(body) }))
  const quarantine = store.deliveries[0]?.quarantine
  if (quarantine == null) return t.fail('nothing in quarantine')
  isBroken = false
  time = new Date(now.getTime() + 11 * day)
  await replay(receiver, integration, openQuarantined(keyring, stored.controller, quarantine))
  t.match(store.recorded(), [{ verification: 'late', people: [] }])
})
