import { readFileSync } from 'node:fs'
import xero from '@conduit/adapter-xero'
import type { FakeCall } from '@conduit/testing'
import { test } from 'tap'
import { contact, notification, openBench, tenant } from './bench.ts'

const url = `https://api.xero.com/api.xro/2.0/Contacts/${contact}`
const other = '9f0b6b52-7b7f-4d1d-9a1a-b6f7c1de0001'
const otherUrl = url.replace(contact, other)
const document = { Contacts: [{ ContactID: contact, EmailAddress: 'ada@example.com' }] }
const app = { clientId: 'client', clientSecret: 'secret' }

/** A read with this token, and its answer. */
const reading = (token: string, status: number, json: unknown = {}, at = url): FakeCall => ({
  request: { url: at, headers: { authorization: `Bearer ${token}`, 'xero-tenant-id': tenant } },
  response: { status, body: JSON.stringify(json) },
})
/** A renewal with this refresh token, and its answer. */
const renewing = (refresh: string, status: number, json: unknown): FakeCall => ({
  request: {
    method: 'POST',
    url: 'https://identity.xero.com/connect/token',
    headers: { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` },
    body: `grant_type=refresh_token&refresh_token=${refresh}`,
  },
  response: { status, body: JSON.stringify(json) },
})

test('without a token nothing is called', async t => {
  const bench = openBench({})
  await bench.deliver(notification())
  t.match(await bench.read([]), { outcome: 'skipped', calls: [] })
  t.equal(bench.store.activities[0]?.fetch, 'skipped')
})

test('several notifications of one contact are one read; erasure is the newest one’s meaning', async t => {
  const bench = openBench({ accessToken: 'a1' })
  await bench.deliver(notification(), notification({ eventDateUtc: '2026-11-03T22:10:46' }))
  const gdpr = { Contacts: [{ ContactID: contact, ContactStatus: 'GDPRREQUEST' }] }
  t.match(await bench.read([reading('a1', 200, gdpr)]), { outcome: 'ok', unexpected: [] })
  t.strictSame(
    bench.store.activities.map(({ meaning, fetch }) => [meaning, fetch]),
    [
      ['subject.updated', 'done'],
      ['request.erasure', 'done'],
    ],
  )
})

test('a contact that is gone holds no data', async t => {
  const bench = openBench({ accessToken: 'a1' })
  await bench.deliver(notification())
  t.match(await bench.read([reading('a1', 404)]), { outcome: 'ok', unexpected: [] })
  const [activity] = bench.store.activities
  t.equal(activity?.fetch, 'done')
  t.strictSame(
    activity?.fields.map(({ source }) => source),
    ['request'],
  )
})

test('what a disconnected organisation closed (403) waits, and keeps none of the others waiting', async t => {
  const bench = openBench({ accessToken: 'a1' })
  const states = () => bench.store.activities.map(({ fetch }) => fetch)
  await bench.deliver(notification(), notification({ resourceId: other }))
  const closed = await bench.read([reading('a1', 403), reading('a1', 403, {}, otherUrl)])
  t.match(closed, { outcome: 'auth_failed', unexpected: [] })
  t.strictSame(states(), ['waiting', 'waiting'])
  const half = await bench.read([reading('a1', 403), reading('a1', 200, document, otherUrl)])
  t.match(half, { outcome: 'auth_failed', unexpected: [] })
  t.strictSame(states(), ['waiting', 'done'])
  t.match(await bench.read([reading('a1', 200, document)]), {
    outcome: 'ok',
    calls: [`GET ${url}`],
  })
  t.strictSame(states(), ['done', 'done'], 'once it is connected again')
})

test('too many calls: what was not read still waits', async t => {
  const bench = openBench({ accessToken: 'a1' })
  await bench.deliver(notification())
  t.match(await bench.read([reading('a1', 429)]), { outcome: 'rate_limited' })
  t.equal(bench.store.activities[0]?.fetch, 'waiting')
})

test('a token that is refused is renewed once, and its successor kept', async t => {
  const bench = openBench({ accessToken: 'a1', refreshToken: 'r1', ...app })
  await bench.deliver(notification())
  const renewed = { access_token: 'a2', refresh_token: 'r2', expires_in: 1800 }
  const first = await bench.read([
    reading('a1', 401),
    renewing('r1', 200, renewed),
    reading('a2', 200, document),
  ])
  t.match(first, { outcome: 'ok', unexpected: [] })
  await bench.deliver(notification({ eventDateUtc: '2026-11-03T22:11:00' }))
  const second = await bench.read([
    reading('a2', 401),
    renewing('r2', 200, { access_token: 'a3' }),
    reading('a3', 200, document),
  ])
  t.match(second, { outcome: 'ok', unexpected: [] })
})

test('a refresh token alone is enough; one that was replaced by a person is taken instead', async t => {
  const bench = openBench({ refreshToken: 'r9', ...app })
  await bench.deliver(notification())
  const first = await bench.read([
    renewing('r9', 200, { access_token: 'a1', refresh_token: 'used' }),
    reading('a1', 401),
    renewing('used', 400, { error: 'invalid_grant' }),
    renewing('r9', 200, { access_token: 'a2' }),
    reading('a2', 200, document),
  ])
  t.match(first, { outcome: 'ok', unexpected: [] })
})

test('a token that cannot be renewed', async t => {
  const bench = openBench({ accessToken: 'a1' })
  await bench.deliver(notification())
  t.match(await bench.read([reading('a1', 401)]), { outcome: 'auth_failed', unexpected: [] })
  t.equal(bench.store.activities[0]?.fetch, 'waiting')
})

test('settings', async t => {
  const check = (settings: object) => xero.check?.(settings)
  t.strictSame(check({ accessToken: 'a1' }), [])
  t.strictSame(check({ refreshToken: 'r1', ...app }), [])
  t.match(check({ refreshToken: 'r1', clientId: 'client' }), [{ path: '/refreshToken' }])
  t.strictSame(xero.hosts?.({ refreshToken: 'r1', ...app }), ['api.xero.com', 'identity.xero.com'])
})

test('a person is told how to connect', async t => {
  t.match(readFileSync(xero.guides.connect, 'utf8'), /Intent to receive/)
})
