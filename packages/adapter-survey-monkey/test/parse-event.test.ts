import surveyMonkey from '@conduit/adapter-survey-monkey'
import { test } from 'tap'
import { notification, openBench, requestOf, settings } from './bench.ts'

type Payload = Parameters<typeof surveyMonkey.parseEvent>[0]['payload']

function parse(changes: object) {
  const payload = notification(changes) as Payload
  return surveyMonkey.parseEvent({ ...requestOf(''), payload }, { settings, state: {} })
}
const event = (changes: object) => parse(changes).events[0]

test('what events mean', async t => {
  const expected = {
    response_created: 'processing',
    response_updated: 'processing',
    response_completed: 'processing',
    response_disqualified: 'processing',
    response_overquota: 'processing',
    response_deleted: 'subject.deleted',
    collector_deleted: 'processing',
    survey_deleted: 'processing',
    app_installed: 'lifecycle',
    app_uninstalled: 'lifecycle',
    'response completed': 'processing',
    never_heard_of: 'processing',
  }
  for (const [type, meaning] of Object.entries(expected)) {
    t.match(event({ event_type: type }), { type, meaning })
  }
})

test('an event is known by id, type and object', async t => {
  const keys = (changes: object) => event(changes)?.keys?.join()
  t.equal(event({})?.id, '9001')
  t.equal(keys({}), keys({ name: 'another webhook' }))
  for (const changes of [{ event_id: '2' }, { event_type: 'x' }, { object_id: '8' }]) {
    t.not(keys(changes), keys({}), JSON.stringify(changes))
  }
  t.equal(parse({}).deliveryId, '9001')
  t.equal(parse({ event_id: 'ada@example.com' }).deliveryId, null, 'shown only where it is an id')
})

test('times have microseconds, of which milliseconds are kept', async t => {
  const times = {
    '2016-01-01T21:56:31.182613+00:00': '2016-01-01T21:56:31.182Z',
    '2016-01-01T23:56:31.999999+02:00': '2016-01-01T21:56:31.999Z',
    '2016-01-01T21:56:31Z': '2016-01-01T21:56:31.000Z',
  }
  for (const [text, iso] of Object.entries(times)) {
    t.equal(event({ event_datetime: text })?.occurredAt?.toISOString(), iso, text)
  }
  for (const text of ['2016-01-01T21:56:31', '2016-13-01T00:00:00Z', 'soon', '', 7, null, [1]]) {
    t.equal(event({ event_datetime: text })?.occurredAt, null, JSON.stringify(text))
  }
})

test('a response is read by checked ids; a deleted one is not', async t => {
  const read = (changes: object) => event(changes)?.wants?.key
  t.equal(read({}), 'surveys/3/responses/7')
  t.equal(read({ resources: { collector_id: '5' } }), 'collectors/5/responses/7')
  t.equal(read({ event_type: 'response_archived' }), 'surveys/3/responses/7', 'a type of tomorrow')
  t.equal(read({ event_type: 'response_deleted' }), undefined)
  t.equal(read({ object_type: 'collector' }), undefined)
  t.equal(read({ resources: {} }), undefined)
  t.equal(read({ resources: { survey_id: '../contacts', collector_id: '5/x' } }), undefined)
  for (const id of ['', '0', '../me', '7?x=1', '7/..', '1'.repeat(21)]) {
    t.equal(read({ object_id: id }), undefined, id)
  }
})

test('what does not look like a notification is refused', async t => {
  const bench = openBench({})
  const broken = [
    { event_type: null },
    { event_type: '<x>' },
    { event_id: '' },
    { event_id: 9001 },
    { object_id: undefined },
    { object_type: {} },
    { resources: null },
    { resources: 'x' },
  ]
  for (const changes of broken) {
    await t.rejects(bench.deliver(changes), { code: 'invalid' }, JSON.stringify(changes))
  }
  t.equal(bench.store.activities.length, 0)
  await bench.deliver()
  t.match(await bench.deliver({ name: 'another webhook' }), { outcome: 'duplicate' })
  t.equal(bench.store.activities.length, 1)
})
