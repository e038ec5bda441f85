import { readFileSync } from 'node:fs'
import quickbooks from '@conduit/adapter-quickbooks'
import type { FakeCall } from '@conduit/testing'
import { test } from 'tap'
import { apiBaseUrl, change, cloudEvent, openBench, otherRealm, realm, settings } from './bench.ts'

const app = { clientId: 'client', clientSecret: 'secret' }
const url = `${apiBaseUrl}/v3/company/${realm}/customer/58?minorversion=75`
const document = {
  Customer: { Id: '58', PrimaryEmailAddr: { Address: 'ada@example.com' } },
  time: '2026-09-11T01:02:15.120-07:00',
}
const fault = (code: string) => ({ Fault: { Error: [{ Message: 'no', code }] }, time: '' })

const reading = (token: string, status: number, json: object = {}, at = url): FakeCall => ({
  request: { method: 'GET', url: at, headers: { authorization: `Bearer ${token}` } },
  response: { status, body: JSON.stringify(json) },
})
const renewing = (refresh: string, status: number, json: object): FakeCall => ({
  request: {
    method: 'POST',
    url: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
    headers: { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` },
    body: `grant_type=refresh_token&refresh_token=${refresh}`,
  },
  response: { status, body: JSON.stringify(json) },
})

const states = ({ store }: ReturnType<typeof openBench>) =>
  store.activities.map(({ fetch }) => fetch)

test('without a token nothing is called', async t => {
  const bench = openBench({ realmId: realm })
  await bench.deliver([cloudEvent()])
  t.match(await bench.read([]), { outcome: 'skipped', calls: [] })
  t.strictSame(states(bench), ['skipped'])
})

test('several notifications of one customer, in both payloads, are one read', async t => {
  const bench = openBench({ realmId: realm, accessToken: 'a1' })
  await bench.deliver([cloudEvent()])
  const dataChangeEvent = { entities: [change()] }
  await bench.deliver({ eventNotifications: [{ realmId: realm, dataChangeEvent }] })
  t.match(await bench.read([reading('a1', 200, document)]), { outcome: 'ok', unexpected: [] })
  t.strictSame(states(bench), ['done', 'done'])
})

test('a company’s events are read with its own token, and an unknown one’s not at all', async t => {
  const bench = openBench(
    { realmId: realm, accessToken: 'a1' },
    { realmId: otherRealm, accessToken: 'a2' },
  )
  const events = [realm, otherRealm, '4620816365299999999'].map((intuitaccountid, index) =>
    cloudEvent({ id: `e${index}`, intuitaccountid }),
  )
  await bench.deliver(events)
  t.strictSame(
    bench.store.activities.map(({ account }) => account),
    [realm, otherRealm],
  )
  t.match(await bench.read([reading('a1', 200, document)]), {
    outcome: 'ok',
    calls: [`GET ${url}`],
  })
  t.strictSame(states(bench), ['done', 'waiting'])
})

test('an integration that brings a verifier token of its own proves nothing for itself', async t => {
  const signingSecret = 'b2c7f0c4-1f83-4b0e-8f6c-54a1d0a9e2d7'
  const bench = openBench({ realmId: realm, signingSecret })
  await bench.deliver([cloudEvent()])
  t.strictSame(bench.store.activities, [])
})

test('a customer that is gone holds no data', async t => {
  for (const [status, json] of [
    [400, fault('610')],
    [404, {}],
  ] as const) {
    const bench = openBench({ realmId: realm, accessToken: 'a1' })
    await bench.deliver([cloudEvent()])
    t.match(await bench.read([reading('a1', status, json)]), { outcome: 'ok', unexpected: [] })
    t.strictSame(states(bench), ['done'])
    t.strictSame(
      bench.store.activities[0]?.fields.map(({ source }) => source),
      ['request'],
    )
  }
})

test('any other fault is a failure', async t => {
  const bench = openBench({ realmId: realm, accessToken: 'a1' })
  await bench.deliver([cloudEvent()])
  await bench.read([reading('a1', 400, fault('2010'))])
  t.strictSame(states(bench), ['failed'])
})

test('what a disconnected company closed (403) waits, and keeps none of the others waiting', async t => {
  const bench = openBench({ realmId: realm, accessToken: 'a1' })
  const other = url.replace('customer/58', 'customer/59')
  await bench.deliver([cloudEvent(), cloudEvent({ id: 'other', intuitentityid: '59' })])
  const closed = await bench.read([reading('a1', 403), reading('a1', 403, {}, other)])
  t.match(closed, { outcome: 'auth_failed', unexpected: [] })
  t.strictSame(states(bench), ['waiting', 'waiting'])
  const half = await bench.read([reading('a1', 403), reading('a1', 200, document, other)])
  t.match(half, { outcome: 'auth_failed', unexpected: [] })
  t.strictSame(states(bench), ['waiting', 'done'])
  t.match(await bench.read([reading('a1', 200, document)]), {
    outcome: 'ok',
    calls: [`GET ${url}`],
  })
  t.strictSame(states(bench), ['done', 'done'], 'once it is connected again')
})

test('too many calls: what was not read still waits', async t => {
  const bench = openBench({ realmId: realm, accessToken: 'a1' })
  await bench.deliver([cloudEvent()])
  t.match(await bench.read([reading('a1', 429)]), { outcome: 'rate_limited' })
  t.strictSame(states(bench), ['waiting'])
})

test('the refresh token rolls, and that of the settings is the last resort', async t => {
  const bench = openBench({ realmId: realm, accessToken: 'a1', refreshToken: 'r1', ...app })
  await bench.deliver([cloudEvent()])
  const first = await bench.read([
    reading('a1', 401),
    renewing('r1', 200, { access_token: 'a2', refresh_token: 'r2', expires_in: 3600 }),
    reading('a2', 200, document),
  ])
  t.match(first, { outcome: 'ok', unexpected: [] })
  await bench.deliver([cloudEvent({ id: 'later' })])
  const second = await bench.read([
    reading('a2', 401),
    renewing('r2', 400, { error: 'invalid_grant' }),
    renewing('r1', 200, { access_token: 'a3' }),
    reading('a3', 200, document),
  ])
  t.match(second, { outcome: 'ok', unexpected: [] })
})

test('a token that cannot be renewed', async t => {
  const bench = openBench({ realmId: realm, refreshToken: 'r1', ...app })
  await bench.deliver([cloudEvent()])
  const script = [renewing('r1', 400, { error: 'invalid_grant' })]
  t.match(await bench.read(script), { outcome: 'auth_failed', unexpected: [] })
  t.strictSame(states(bench), ['waiting'])
})

test('settings', async t => {
  const { check, hosts, accounts } = quickbooks
  t.strictSame(check?.({ ...settings, accessToken: 'a1' }), [])
  t.strictSame(check?.({ ...settings, refreshToken: 'r1', ...app }), [])
  t.match(check?.({ ...settings, refreshToken: 'r1' }), [{ path: '/refreshToken' }])
  t.strictSame(accounts?.(settings), [realm])
  t.strictSame(hosts?.(settings), [])
  const sandbox = 'https://sandbox-quickbooks.api.intuit.com'
  t.strictSame(hosts?.({ ...settings, apiBaseUrl: sandbox, refreshToken: 'r1', ...app }), [
    'sandbox-quickbooks.api.intuit.com',
    'oauth.platform.intuit.com',
  ])
})

test('a person is told how to connect and how to erase', async t => {
  t.match(readFileSync(quickbooks.guides.connect, 'utf8'), /verifier\s+token/)
  t.match(readFileSync(quickbooks.guides.erase, 'utf8'), /audit\s+log/)
})
