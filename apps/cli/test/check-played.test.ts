import { differencesOf, formatReport, type Played, type PlayedGroup } from '@conduit/cli'
import { test } from 'tap'

const activity = {
  id: 'act_1',
  eventType: 'customer.created',
  meaning: 'subject.created',
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
}
const group: PlayedGroup = {
  played: [played],
  activities: [activity],
  activitiesOf: new Map([[delivery, [activity]]]),
  fetched: [],
  differences: [],
}

function expecting(expect: Partial<Played['recording']['expect']>): Played {
  const { recording } = played
  return { ...played, recording: { ...recording, expect: { ...recording.expect, ...expect } } }
}

test('what is as recorded has no differences', async t => {
  t.same(differencesOf(played, group), [])
})

test('each kind of difference is told', async t => {
  const replied = (status: number) => ({ ...played, reply: { ...played.reply, status } })
  t.same(differencesOf(replied(401), group), ['status 401 instead of 200'])
  const empty = { ...group, activities: [], activitiesOf: new Map() }
  t.same(differencesOf(played, empty), [
    'event not found: customer.created (subject.created)',
    'personal data not found: email at /data/0/email',
  ])
  t.match(differencesOf(expecting({ events: [event, event] }), group), [/event not found/])
  t.match(differencesOf(expecting({ events: [] }), group), ['1 events were recorded instead of 0'])
  const later = { ...event, occurredAt: '2026-11-10T09:00:01Z' }
  t.match(differencesOf(expecting({ events: [later] }), group), [/event not found/])
  t.match(differencesOf(expecting({ events: [{ ...event, meaning: 'processing' }] }), group), [
    /event not found/,
  ])
  const fetched = { path: '/data/0/email', category: 'email', in: 'fetchback/0' } as const
  t.match(differencesOf(expecting({ pii: [fetched] }), group), [/personal data not found/])
  const deeper = { path: '/data/0/email/0', category: 'email' } as const
  t.match(differencesOf(expecting({ pii: [deeper] }), group), [/personal data not found/])
  t.match(differencesOf(expecting({ responseBody: 'ok' }), group), [/another body/])
})

test('a refusal must leave nothing behind', async t => {
  const refused = { ...played, expectedStatus: 401, reply: { status: 401, headers: {}, body: '' } }
  t.match(differencesOf(refused, group), [/refused, and recorded/])
  t.same(differencesOf({ ...refused, deliveries: [] }, group), [])
})

test('a delivery in quarantine is said once, without what follows from it', async t => {
  const kept = { ...delivery, outcome: 'quarantined' }
  t.match(differencesOf({ ...played, deliveries: [kept] }, group), [/quarantined/])
})

test('a poll is compared by its report', async t => {
  const { request: _request, ...rest } = expecting({
    outcome: 'rate_limited',
    retryAfterSeconds: 30,
  }).recording
  const poll = { request: { method: 'POST', path_suffix: '/poll' }, responses: [] }
  const polled = { ...played, recording: { ...rest, poll } }
  const withBody = (body: string) => ({ ...polled, reply: { status: 200, headers: {}, body } })
  t.same(differencesOf(withBody('{"outcome":"rate_limited","retryAfterSeconds":30}'), group), [])
  t.match(differencesOf(withBody('{"outcome":"ok"}'), group), [
    'outcome ok instead of rate_limited',
    'retry after undefined s instead of 30 s',
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
  t.match(formatReport([report], plain), /^✓ {2}Acme +2 +1 +1 +3 +1 {2}email name$/m)
  const unmet = { ...report, differences: [{ recording: 'one.json', difference: 'status 500' }] }
  const text = formatReport([report, unmet], plain)
  t.match(text, '✗ Acme  one.json  status 500')
  t.match(text, 'Not all was as')
})
