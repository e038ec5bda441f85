import { readFileSync } from 'node:fs'
import klaviyo from '@conduit/adapter-klaviyo'
import type { JsonObject } from '@conduit/core'
import { createReceiver, memoryStore, receive, runRead } from '@conduit/core/host'
import { createKeyring } from '@conduit/privacy'
import { type FakeCall, fakePlatform } from '@conduit/testing'
import { test } from 'tap'
import { itemOf, meta, requestOf, signingSecret } from './request.ts'

const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })
const apiKey = 'pk_0001_not_a_real_key'
const preferences = 'event:klaviyo.updated_email_preferences'

/** Receives events of one profile, then reads what they want. */
async function read(topics: readonly string[], script: readonly FakeCall[], more: JsonObject = {}) {
  const store = memoryStore([{ adapter: 'klaviyo', settings: { signingSecret, apiKey, ...more } }])
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const data = topics.map((topic, index) => itemOf(topic, {}, { external_id: `e${index}` }))
  const request = requestOf(JSON.stringify({ data, meta }))
  const clock = () => request.receivedAt
  const receiver = createReceiver(klaviyo, { store, keyring, clock })
  const integration = receiver.open(stored)
  await receive(receiver, integration, request)
  const platform = await fakePlatform(script)
  const report = await runRead({ receiver, integration, transport: platform.transport })
  await platform.close()
  return {
    outcome: report?.outcome,
    calls: platform.calls.length,
    unexpected: platform.unexpected,
    activities: store.activities.map(({ meaning, fetch, fields }) => ({
      ...{ meaning, fetch },
      fetched: fields.filter(({ source }) => source === 'fetched').map(({ path }) => path),
    })),
  }
}

const answering = (status: number, document: object = {}): FakeCall => ({
  request: {
    url: 'https://a.klaviyo.com/api/profiles/01K7E2M4?additional-fields%5Bprofile%5D=subscriptions',
    headers: { authorization: `Klaviyo-API-Key ${apiKey}`, revision: '2026-07-15' },
  },
  response: { status, body: JSON.stringify(document) },
})
const profile = (consent: string) => ({
  data: {
    type: 'profile',
    id: '01K7E2M4',
    attributes: {
      email: 'ines@example.com',
      subscriptions: { email: { marketing: { consent } } },
    },
  },
})

test('a profile is read once for all its events, and completes them', async t => {
  const topics = ['event:klaviyo.subscribed_to_list', 'event:klaviyo.merged_profile']
  const { outcome, calls, unexpected, activities } = await read(
    [...topics, 'event:klaviyo.opened_email'],
    [answering(200, profile('SUBSCRIBED'))],
  )
  t.match({ outcome, calls, unexpected }, { outcome: 'ok', calls: 1, unexpected: [] })
  const fetched = ['/data/id', '/data/attributes/email']
  t.strictSame(activities, [
    { meaning: 'consent.granted', fetch: 'done', fetched },
    { meaning: 'subject.updated', fetch: 'done', fetched },
    { meaning: 'communication', fetch: null, fetched: [] },
  ])
})

test('changed preferences are a withdrawal where the profile says so, and never a consent', async t => {
  const meaningAfter = async (consent: string) =>
    (await read([preferences], [answering(200, profile(consent))])).activities[0]?.meaning
  t.equal(await meaningAfter('UNSUBSCRIBED'), 'consent.withdrawn')
  t.equal(await meaningAfter('SUBSCRIBED'), 'subject.updated')
  t.equal(await meaningAfter('NEVER_SUBSCRIBED'), 'subject.updated')
})

test('a profile that is gone holds no data', async t => {
  const { activities } = await read([preferences], [answering(404)])
  t.match(activities, [{ fetch: 'done', fetched: [] }])
})

test('what cannot be read is not taken for read', async t => {
  t.match(await read([preferences], [answering(400)]), { activities: [{ fetch: 'failed' }] })
  for (const [status, outcome] of [
    [429, 'rate_limited'],
    [403, 'auth_failed'],
  ] as const) {
    t.match(await read([preferences], [answering(status)]), {
      outcome,
      activities: [{ fetch: 'waiting' }],
    })
  }
})

test('without a key nothing is called', async t => {
  t.strictSame(klaviyo.hosts?.({ signingSecret }), [])
  t.strictSame(klaviyo.hosts?.({ signingSecret, apiKey }), ['a.klaviyo.com'])
})

test('a person is told how to connect and how to erase', async t => {
  t.match(readFileSync(klaviyo.guides.connect, 'utf8'), /Flow webhooks/)
  t.match(readFileSync(klaviyo.guides.erase, 'utf8'), /data-privacy-deletion-jobs/)
})

test('one account only, where it is named', async t => {
  t.strictSame(klaviyo.accounts?.({ accountId: 'Qm7ZtB' }), ['Qm7ZtB'])
  const { activities } = await read([preferences], [], { accountId: 'another' })
  t.strictSame(activities, [])
})
