import { readFileSync } from 'node:fs'
import eventbrite from '@conduit/adapter-eventbrite'
import { compileRows, pick } from '@conduit/core'
import { settingsFaults } from '@conduit/core/host'
import type { FakeCall } from '@conduit/testing'
import { test } from 'tap'
import { attendee, now, openBench, order, settings } from './bench.ts'

const expanded = `${order}?expand=attendees,contact_list_preferences`
const other = order.replace('10', '11')
const states = ({ store }: ReturnType<typeof openBench>) => store.activities.map(each => each.fetch)

/** A read of this URL, and its answer. */
const reading = (url: string, status: number, json: unknown = {}): FakeCall => ({
  request: { url, headers: { authorization: 'Bearer eb-token', accept: 'application/json' } },
  response: { status, body: JSON.stringify(json) },
})

test('without a token nothing is called', async t => {
  const bench = openBench({})
  await bench.deliver('order.placed', order)
  t.match(await bench.read([]), { outcome: 'skipped', calls: [] })
  t.strictSame(states(bench), ['skipped'])
})

test('the notifications of one purchase are one read of the order', async t => {
  const bench = openBench()
  await bench.deliver('order.updated', order)
  await bench.deliver('order.placed', order)
  await bench.deliver('attendee.updated', attendee)
  const bought = { id: '10', email: 'ada@example.com', changed: '2026-10-20T15:29:50Z' }
  const run = await bench.read([
    reading(expanded, 200, { ...bought, attendees: [{ id: '13' }] }),
    reading(attendee, 200, { id: '13', profile: { email: 'bo@example.com' } }),
  ])
  t.match(run, { outcome: 'ok', unexpected: [] })
  t.equal(run.calls.length, 2)
  t.strictSame(states(bench), ['done', 'done', 'done'])
  t.ok(bench.store.activities.every(({ occurredAt }) => occurredAt === null))
})

test('the opt-in to the contact list is the buyer’s consent', async t => {
  const consentsOf = async (preferences: object) => {
    const json = {
      id: '10',
      contact_list_preferences: preferences,
      attendees: [{ id: '1' }],
    }
    const answer = { status: 200, header: () => undefined, text: '', json }
    const platform = { now, request: async () => answer, authorized: async () => answer }
    const rest = { meaning: 'transaction', occurredAt: null, path: '' } as const
    const want = { ref: { document: 'orders/10' }, event: { type: 'order.placed', ...rest } }
    const read = await eventbrite.read?.(want, { settings, state: {} }, platform)
    const event = read?.event
    if (event == null) throw new Error('nothing was read')
    const found = pick(compileRows(eventbrite.tables.pii), event)
    const { people } = eventbrite.extractPii(event, { settings, state: {} }, found)
    t.match(people, [{ at: '', references: [{ object: 'order' }] }, { at: '/attendees/0' }])
    return event.consents
  }
  const asked = { has_contact_list: true }
  const statement = { person: '', channel: 'email', purpose: 'marketing' }
  t.strictSame(await consentsOf({ ...asked, has_opted_in: true }), [
    { ...statement, state: 'granted' },
  ])
  t.strictSame(await consentsOf({ ...asked, has_opted_in: false }), [
    { ...statement, state: 'withdrawn' },
  ])
  t.strictSame(await consentsOf({ has_contact_list: false, has_opted_in: false }), [])
  t.strictSame(await consentsOf({ ...asked, has_opted_in: null }), [])
  t.strictSame(await consentsOf({}), [])
})

test('what is read stands behind the base of the settings, on no host of a notification', async t => {
  const bench = openBench({ privateToken: 'eb-token', apiBaseUrl: 'https://gate.example.com/eb' })
  await bench.deliver('attendee.updated', attendee)
  const url = 'https://gate.example.com/eb/events/71/attendees/13/'
  t.match(await bench.read([reading(url, 200, { id: '13' })]), {
    outcome: 'ok',
    calls: [`GET ${url}`],
  })
  await t.rejects(bench.deliver('attendee.updated', url), { code: 'invalid' })
})

test('gone, or somebody else’s', async t => {
  const bench = openBench()
  await bench.deliver('order.placed', order)
  await bench.deliver('order.placed', other)
  const run = await bench.read([
    reading(expanded, 404, { error: 'NOT_FOUND' }),
    reading(expanded.replace('10', '11'), 403, { error: 'NOT_AUTHORIZED' }),
  ])
  t.match(run, { outcome: 'partial', unexpected: [] })
  t.strictSame(states(bench), ['done', 'failed'])
  t.match(await bench.read([]), { calls: [] })
})

test('too many calls, or a token that is not valid: all of it still waits', async t => {
  for (const [status, error, outcome] of [
    [429, 'HIT_RATE_LIMIT', 'rate_limited'],
    [401, 'NO_AUTH', 'auth_failed'],
    [400, 'INVALID_AUTH', 'auth_failed'],
  ] as const) {
    const bench = openBench()
    await bench.deliver('order.placed', order)
    await bench.deliver('order.placed', other)
    t.match(await bench.read([reading(expanded, status, { error })]), { outcome })
    t.strictSame(states(bench), ['waiting', 'waiting'], error)
  }
})

test('the test of a webhook calls nobody', async t => {
  const bench = openBench()
  await bench.deliver(
    'test',
    'https://www.eventbriteapi.com/{api-endpoint-to-fetch-object-details}/',
  )
  t.strictSame(states(bench), [null])
  t.match(await bench.read([]), { calls: [] })
})

test('hosts and settings', async t => {
  t.strictSame(eventbrite.hosts?.(settings), [])
  t.strictSame(eventbrite.hosts?.({ ...settings, privateToken: 'x' }), ['www.eventbriteapi.com'])
  const faults = (changes: object) => settingsFaults(eventbrite, { ...settings, ...changes })
  t.strictSame(faults({}), [])
  for (const apiBaseUrl of [
    'http://www.eventbriteapi.com/v3',
    'https://a.example/v3/',
    'https://u:p@a.example',
  ]) {
    t.match(faults({ apiBaseUrl }), [{ pointer: '/apiBaseUrl' }], apiBaseUrl)
  }
  t.match(faults({ webhookIds: [] }), [{ pointer: '/webhookIds' }])
})

test('both kinds of credential in the URL are taken', async t => {
  const head = (query: Readonly<Record<string, string>>) => ({
    method: 'POST',
    url: '',
    receivedAt: new Date(0),
    header: () => undefined,
    query: (name: string) => query[name],
  })
  t.match(eventbrite.authenticate.claim(head({ token: 'x' })), { kind: 'token' })
  t.match(eventbrite.authenticate.claim(head({ did: 'd', dxKey: 'k' })), { kind: 'key', did: 'd' })
  t.equal(eventbrite.authenticate.claim(head({ did: 'd' })), null)
  t.equal(eventbrite.authenticate.mints, 'token')
})

test('a person is told how to connect and how to erase', async t => {
  t.match(readFileSync(eventbrite.guides.connect, 'utf8'), /webhookIds/)
  t.match(readFileSync(eventbrite.guides.erase, 'utf8'), /Eventbrite has no API/)
})
