import { readFileSync } from 'node:fs'
import hubspot from '@conduit/adapter-hubspot'
import type { FakeCall } from '@conduit/testing'
import { test } from 'tap'
import { change, notification, openBench, portalId, settings, signingSecret } from './bench.ts'

const path = '/crm/v3/objects/contacts/847297356'
const document = { id: '847297356', properties: { email: 'ada@example.com' } }

const reading = (token: string, status: number, json: object = {}, at = path): FakeCall => ({
  request: {
    method: 'GET',
    url: `https://api.hubapi.com${at}?archived=false`,
    matchQuery: ['archived'],
    headers: { authorization: `Bearer ${token}` },
  },
  response: { status, body: JSON.stringify(json) },
})
const renewing = (status: number, json: object): FakeCall => ({
  request: {
    method: 'POST',
    url: 'https://api.hubapi.com/oauth/v1/token',
    body: `grant_type=refresh_token&client_id=client&client_secret=${signingSecret}&refresh_token=r1`,
  },
  response: { status, body: JSON.stringify(json) },
})
const states = ({ store }: ReturnType<typeof openBench>) =>
  store.activities.map(({ fetch }) => fetch)

test('without a token nothing is called', async t => {
  const bench = openBench()
  await bench.deliver(notification())
  t.match(await bench.read([]), { outcome: 'skipped', calls: [] })
  t.strictSame(states(bench), ['skipped'])
})

test('several events of one contact are one read, and keep their meanings', async t => {
  const bench = openBench({ accessToken: 'a1' })
  await bench.deliver(
    notification(),
    change('hs_email_optout', 'true', { eventId: 2 }),
    change('email', 'x@example.com', { eventId: 3 }),
  )
  t.match(await bench.read([reading('a1', 200, document)]), { outcome: 'ok', unexpected: [] })
  t.strictSame(states(bench).slice(0, 2), ['done', 'done'])
  t.strictSame(
    bench.store.activities.map(({ meaning }) => meaning),
    ['subject.created', 'consent.withdrawn', 'subject.updated'],
  )
})

test('events of another portal are neither recorded nor read', async t => {
  const bench = openBench({ accessToken: 'a1' })
  await bench.deliver(notification({ portalId: 1 }))
  t.strictSame(bench.store.activities, [])
  t.match(await bench.read([]), { calls: [] })
})

test('a contact that is gone holds no data', async t => {
  const bench = openBench({ accessToken: 'a1' })
  await bench.deliver(notification())
  t.match(await bench.read([reading('a1', 404)]), { outcome: 'ok', unexpected: [] })
  t.strictSame(states(bench), ['done'])
  t.ok(bench.store.activities[0]?.fields.every(({ source }) => source === 'request'))
})

test('what a token may not read waits, and keeps no other contact waiting', async t => {
  const bench = openBench({ accessToken: 'a1' })
  await bench.deliver(notification(), notification({ eventId: 2, objectId: 5 }))
  const other = reading('a1', 200, { id: '5', properties: {} }, '/crm/v3/objects/contacts/5')
  t.match(await bench.read([reading('a1', 403), other]), { outcome: 'auth_failed', unexpected: [] })
  t.strictSame(states(bench), ['waiting', 'done'])
})

test('any other answer is a failure', async t => {
  const bench = openBench({ accessToken: 'a1' })
  await bench.deliver(notification())
  await bench.read([reading('a1', 400)])
  t.strictSame(states(bench), ['failed'])
})

test('too many calls: what was not read still waits', async t => {
  const bench = openBench({ accessToken: 'a1' })
  await bench.deliver(notification())
  t.match(await bench.read([reading('a1', 429)]), { outcome: 'rate_limited' })
  t.strictSame(states(bench), ['waiting'])
})

test('a token that is refused is renewed, again and again with the same refresh token', async t => {
  const bench = openBench({ accessToken: 'a1', refreshToken: 'r1', clientId: 'client' })
  await bench.deliver(notification())
  const first = [reading('a1', 401), renewing(200, { access_token: 'a2', refresh_token: 'r1' })]
  t.match(await bench.read([...first, reading('a2', 200, document)]), {
    outcome: 'ok',
    unexpected: [],
  })
  await bench.deliver(notification({ eventId: 2 }))
  const second = [reading('a2', 401), renewing(200, { access_token: 'a3', expires_in: 1800 })]
  t.match(await bench.read([...second, reading('a3', 200, document)]), {
    outcome: 'ok',
    unexpected: [],
  })
})

test('a refresh token alone is enough', async t => {
  const bench = openBench({ refreshToken: 'r1', clientId: 'client' })
  await bench.deliver(notification())
  const script = [renewing(200, { access_token: 'a1' }), reading('a1', 200, document)]
  t.match(await bench.read(script), { outcome: 'ok', unexpected: [] })
})

test('a token that cannot be renewed', async t => {
  const lone = openBench({ accessToken: 'a1' })
  await lone.deliver(notification())
  t.match(await lone.read([reading('a1', 401)]), { outcome: 'auth_failed', unexpected: [] })
  t.strictSame(states(lone), ['waiting'])
  const revoked = openBench({ refreshToken: 'r1', clientId: 'client' })
  await revoked.deliver(notification())
  const script = [renewing(400, { status: 'BAD_REFRESH_TOKEN' })]
  t.match(await revoked.read(script), { outcome: 'auth_failed', unexpected: [] })
})

test('settings', async t => {
  const { check, hosts, accounts } = hubspot
  t.strictSame(check?.({ ...settings, accessToken: 'a1' }), [])
  t.strictSame(check?.({ ...settings, refreshToken: 'r1', clientId: 'client' }), [])
  t.match(check?.({ ...settings, refreshToken: 'r1' }), [{ path: '/refreshToken' }])
  t.strictSame(accounts?.(settings), [portalId])
  t.strictSame(hosts?.(settings), [])
  t.strictSame(hosts?.({ ...settings, refreshToken: 'r1' }), ['api.hubapi.com'])
})

test('a person is told how to connect and how to erase', async t => {
  t.match(readFileSync(hubspot.guides.connect, 'utf8'), /portalId/)
  t.match(readFileSync(hubspot.guides.erase, 'utf8'), /gdpr-delete/)
})
