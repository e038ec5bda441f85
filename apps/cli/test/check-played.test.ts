import { differencesOf, formatReport, type Played } from '@conduit/cli'
import { piiCategories } from '@conduit/privacy'
import { test } from 'tap'

const activity = {
  id: 'act_1',
  eventType: 'customer.created',
  meaning: 'subject.created',
  account: null,
  occurredAt: '2026-11-10T09:00:00.000Z',
  verification: 'signed',
  fetch: null,
  dataSubjects: [{ id: 'sub_1' }],
  fields: [{ path: '/data/*/email', category: 'email', source: 'REQUEST' as const }],
}
const delivery = {
  id: 'dlv_1',
  platformDeliveryId: 'evt_1',
  outcome: 'recorded',
  verification: 'signed',
  ignored: 0,
  rejected: 0,
  fetch: null,
}
const event = {
  type: 'customer.created',
  meaning: 'subject.created' as const,
  occurredAt: '2026-11-10T09:00:00Z',
}
const played: Played = {
  file: 'one.json',
  recording: {
    receivedAt: '2026-11-10T09:00:00Z',
    credentials: {},
    request: { method: 'POST', path_suffix: '/event' },
    expect: {
      status: 200,
      events: [event],
      pii: [{ path: '/data/0/email', category: 'email' }],
    },
  },
  reply: { status: 200, headers: {}, body: '' },
  expectedStatus: 200,
  deliveries: [delivery],
  activities: [activity],
  known: [activity],
  state: {},
  differences: [],
}

function expecting(expect: Partial<Played['recording']['expect']>): Played {
  const { recording } = played
  return { ...played, recording: { ...recording, expect: { ...recording.expect, ...expect } } }
}

test('what is as recorded has no differences', async t => {
  t.same(differencesOf(played), [])
})

test('each kind of difference is told', async t => {
  const replied = (status: number) => ({ ...played, reply: { ...played.reply, status } })
  t.same(differencesOf(replied(401)), ['status 401 instead of 200'])
  t.same(differencesOf({ ...played, activities: [], known: [] }), [
    'event not found: customer.created (subject.created)',
    'personal data not found: email at /data/0/email',
  ])
  t.match(differencesOf(expecting({ events: [event, event] })), [/event not found/])
  t.match(differencesOf(expecting({ events: [] })), ['1 events were recorded instead of 0'])
  const later = { ...event, occurredAt: '2026-11-10T09:00:01Z' }
  t.match(differencesOf(expecting({ events: [later] })), [/event not found/])
  t.match(differencesOf(expecting({ events: [{ ...event, meaning: 'processing' }] })), [
    /event not found/,
  ])
  const fetched = { path: '/data/0/email', category: 'email', in: 'fetchback/0' } as const
  t.match(differencesOf(expecting({ pii: [fetched] })), [/personal data not found/])
  const deeper = { path: '/data/0/email/0', category: 'email' } as const
  t.match(differencesOf(expecting({ pii: [deeper] })), [/personal data not found/])
  t.match(differencesOf(expecting({ responseBody: 'ok' })), [/reply body/])
  t.match(differencesOf(expecting({ deliveryId: 'evt_2' })), ['another delivery id'])
  t.match(differencesOf(expecting({ duplicate: true })), [/not taken for a repetition/])
  t.match(differencesOf(expecting({ rejected: 1 })), ['0 items were rejected instead of 1'])
  t.match(differencesOf(expecting({ ignoredEvents: [{ type: 'x' }] })), [/0 events were ignored/])
  t.match(differencesOf(expecting({ cursor: 'then' })), [/state.cursor/])
  const owned = { ...event, tenant: { shop: 7 } }
  t.match(differencesOf(expecting({ events: [owned] })), [/event not found/])
  t.match(differencesOf({ ...played, differences: ['a call'] }), ['a call'])
})

test('what another recording said before is known', async t => {
  t.same(differencesOf({ ...played, activities: [], deliveries: [] }), [])
})

test('a refusal must leave nothing behind', async t => {
  const refused = { ...played, expectedStatus: 401, reply: { status: 401, headers: {}, body: '' } }
  t.match(differencesOf(refused), [/refused, and recorded/])
  t.same(differencesOf({ ...refused, deliveries: [] }), [])
})

test('a delivery in quarantine is said once, without what follows from it', async t => {
  const kept = { ...delivery, outcome: 'quarantined' }
  t.match(differencesOf({ ...played, deliveries: [kept] }), [/quarantined/])
})

test('a poll is compared by its report', async t => {
  const { request: _request, ...rest } = expecting({
    outcome: 'rate_limited',
    retryAfterSeconds: 30,
  }).recording
  const poll = { request: { method: 'POST', path_suffix: '/poll' }, responses: [] }
  const polled = { ...played, recording: { ...rest, poll } }
  const withBody = (body: string) => ({ ...polled, reply: { status: 200, headers: {}, body } })
  t.same(differencesOf(withBody('{"outcome":"rate_limited","retryAfterSeconds":30}')), [])
  t.match(differencesOf(withBody('{"outcome":"ok"}')), [
    'outcome: "ok" instead of "rate_limited"',
    'retryAfterSeconds: nothing instead of 30',
  ])
})

test('the report shows what was not met', async t => {
  const plain = { bold: String, good: String, bad: String }
  const report = {
    adapter: 'acme',
    title: 'Acme',
    sent: 2,
    accepted: 1,
    refused: 1,
    events: 3,
    people: 1,
    categories: ['email', 'name'],
    differences: [],
  }
  const met = formatReport([report], plain)
  t.match(met, /^✓ {2}Acme +2 +1 +1 +3 +1 +2$/m)
  t.match(met, 'of these kinds was found: email, name.')
  t.match(met, 'Every platform did what')
  const differences = [
    { recording: 'one.json', difference: 'status 500' },
    { recording: 'one.json', difference: `a call\u001b ${'very '.repeat(40)}long` },
  ]
  const text = formatReport([report, { ...report, differences }], plain)
  t.match(text, /^✗ {2}Acme/m)
  t.match(text, '✗ Acme: one.json\n  status 500\n  a call')
  t.match(text, 'Not all was as')
  t.notMatch(text, '\u001b', 'it cannot command the terminal')
})

test('the report fits a narrow terminal, however much was found', async t => {
  const report = {
    adapter: 'acme',
    title: 'Mailchimp Marketing',
    sent: 100,
    accepted: 100,
    refused: 0,
    events: 1_000,
    people: 1_000,
    categories: [...piiCategories],
    differences: [{ recording: 'one.json', difference: 'word '.repeat(100) }],
  }
  const lines = formatReport([report], { bold: String, good: String, bad: String }).split('\n')
  const [table = '', ...others] = [lines.slice(0, 2).join('\n'), ...lines.slice(2)]
  t.ok(Math.max(...table.split('\n').map(({ length }) => length)) <= 80)
  t.ok(Math.max(...others.map(({ length }) => length)) <= 110)
})
