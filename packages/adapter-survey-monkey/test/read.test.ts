import { readFileSync } from 'node:fs'
import surveyMonkey from '@conduit/adapter-survey-monkey'
import { settingsFaults } from '@conduit/core/host'
import type { FakeCall } from '@conduit/testing'
import { test } from 'tap'
import { openBench, settings } from './bench.ts'

/** A read of this document, and its answer. */
const reading = (document: string, status: number, json: unknown = {}): FakeCall => ({
  request: {
    url: `https://api.surveymonkey.com/v3/${document}/details?simple=true`,
    headers: { authorization: 'Bearer sm-token' },
  },
  response: { status, body: JSON.stringify(json) },
})
const other = { event_id: '9002', object_id: '8' }
const states = ({ store }: ReturnType<typeof openBench>) => store.activities.map(each => each.fetch)

test('without a token nothing is called', async t => {
  const bench = openBench({})
  await bench.deliver()
  t.match(await bench.read([]), { outcome: 'skipped', calls: [] })
  t.strictSame(states(bench), ['skipped'])
})

test('pages of one response are one read', async t => {
  const bench = openBench()
  await bench.deliver({ event_type: 'response_updated', event_id: '8999' })
  await bench.deliver()
  const response = { id: '7', survey_id: '3', email_address: 'ada@example.com' }
  const run = await bench.read([reading('surveys/3/responses/7', 200, response)])
  t.match(run, { outcome: 'ok', unexpected: [] })
  t.equal(run.calls.length, 1)
  t.strictSame(states(bench), ['done', 'done'])
  const found = bench.store.activities.map(({ fields }) => fields.map(({ path }) => path))
  for (const paths of found) t.ok(paths.includes('/email_address'))
})

test('a response that is gone holds no data', async t => {
  const bench = openBench()
  await bench.deliver()
  t.match(await bench.read([reading('surveys/3/responses/7', 404)]), { outcome: 'ok' })
  t.strictSame(states(bench), ['done'])
})

test('what may not be read waits, and keeps nothing else waiting', async t => {
  const bench = openBench()
  await bench.deliver()
  await bench.deliver(other)
  await bench.deliver({ event_id: '9003', object_id: '9', resources: { survey_id: '4' } })
  const run = await bench.read([
    reading('surveys/3/responses/7', 403, { error: { id: '1014' } }),
    reading('surveys/3/responses/8', 403, { error: { id: '1014' } }),
    reading('surveys/4/responses/9', 200, { id: '9' }),
  ])
  t.match(run, { outcome: 'auth_failed', unexpected: [] })
  t.equal(run.calls.length, 3)
  t.strictSame(states(bench), ['waiting', 'waiting', 'done'])
})

test('an answer that cannot be used is counted, and not asked for again', async t => {
  const bench = openBench()
  await bench.deliver()
  t.match(await bench.read([reading('surveys/3/responses/7', 400)]), { outcome: 'partial' })
  t.strictSame(states(bench), ['failed'])
})

test('too many calls, or a token that was revoked: all of it still waits', async t => {
  for (const [status, outcome] of [
    [429, 'rate_limited'],
    [401, 'auth_failed'],
  ] as const) {
    const bench = openBench()
    await bench.deliver()
    await bench.deliver(other)
    const run = await bench.read([reading('surveys/3/responses/7', status)])
    t.match(run, { outcome })
    t.strictSame(states(bench), ['waiting', 'waiting'])
  }
})

test('the data centre of the account, and no other host', async t => {
  const accessUrl = 'https://api.eu.surveymonkey.com'
  const hosts = (changes: object) => surveyMonkey.hosts?.({ ...settings, ...changes })
  t.strictSame(hosts({ accessToken: 'x' }), ['api.surveymonkey.com'])
  t.strictSame(hosts({ accessToken: 'x', accessUrl }), ['api.eu.surveymonkey.com'])
  t.strictSame(hosts({ accessUrl }), [])
  const faults = (url: string) => settingsFaults(surveyMonkey, { ...settings, accessUrl: url })
  t.strictSame(faults(accessUrl), [])
  t.strictSame(faults('https://api.surveymonkey.ca'), [])
  for (const url of [
    'https://api.eu.surveymonkey.com.evil.example',
    'http://api.surveymonkey.com',
  ]) {
    t.match(faults(url), [{ pointer: '/accessUrl' }], url)
  }
})

test('a person is told how to connect and how to erase', async t => {
  t.match(readFileSync(surveyMonkey.guides.connect, 'utf8'), /subscription_url/)
  t.match(readFileSync(surveyMonkey.guides.erase, 'utf8'), /responses\/bulk/)
})
