import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import netsuite from '@conduit/adapter-netsuite'
import { settingsFaults } from '@conduit/core/host'
import type { FakeCall } from '@conduit/testing'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { test } from 'tap'
import { envelope, now, openBench, settings } from './bench.ts'

const base = 'https://1234567-sb1.suitetalk.api.netsuite.com/services/rest'
const url = `${base}/record/v1/customer/1427`
const accessToken = 'a1'
const person = { id: '1427', isPerson: true, email: 'ada@example.com' }

const reading = (status: number, json: object = {}, token = 'a1'): FakeCall => ({
  request: { method: 'GET', url, headers: { authorization: `Bearer ${token}` } },
  response: {
    status,
    headers: { 'content-type': 'application/vnd.oracle.resource+json; type=singular' },
    body: JSON.stringify(json),
  },
})
const states = ({ store }: ReturnType<typeof openBench>) =>
  store.activities.map(({ meaning, fetch }) => [meaning, fetch])

test('without a token nothing is called', async t => {
  const bench = openBench()
  await bench.deliver(envelope())
  t.match(await bench.read([]), { outcome: 'skipped', calls: [] })
  t.strictSame(states(bench), [['subject.updated', 'skipped']])
})

test('two thin events of one record are one read', async t => {
  const bench = openBench({ accessToken })
  await bench.deliver(envelope())
  await bench.deliver(envelope({ eventId: 'another-1' }))
  t.match(await bench.read([reading(200, person)]), { outcome: 'ok', unexpected: [] })
  t.strictSame(states(bench), [
    ['subject.updated', 'done'],
    ['subject.updated', 'done'],
  ])
})

test('a consent that changed in a thin event is read, once, whatever comes after it', async t => {
  const bench = openBench({ accessToken })
  await bench.deliver(envelope({ changedFields: ['globalsubscriptionstatus'] }))
  await bench.deliver(envelope({ eventId: 'another-1' }))
  const globalSubscriptionStatus = { id: '4', refName: 'Confirmed Opt-Out' }
  const answer = reading(200, { ...person, globalSubscriptionStatus })
  t.match(await bench.read([answer, answer]), { outcome: 'ok', unexpected: [] })
  t.strictSame(states(bench).filter(([meaning]) => meaning === 'consent.withdrawn').length, 1)
  await bench.deliver(envelope({ eventId: 'another-2', changedFields: ['unsubscribe'] }))
  await bench.read([reading(200, { ...person, unsubscribe: false })])
  t.ok(states(bench).some(([meaning]) => meaning === 'consent.granted'))
})

test('a consent that was read is an event of its own, of the record’s person', async t => {
  const json = { ...person, unsubscribe: true }
  const answer = { status: 200, header: () => undefined, text: '', json }
  const platform = { now, request: async () => answer, authorized: async () => answer }
  const want = {
    ref: { document: 'customer/1427', consent: { id: 'e1#consent', fields: ['unsubscribe'] } },
    event: { type: 'customer.edit', meaning: 'subject.updated', occurredAt: now, path: '' },
  } as const
  const { event, further } = (await netsuite.read?.(want, { settings, state: {} }, platform)) ?? {}
  t.match(event, { meaning: 'subject.updated', id: null, consents: undefined })
  t.match(further, [
    {
      meaning: 'consent.withdrawn',
      id: 'e1#consent',
      consents: [{ person: '', channel: 'email', purpose: 'marketing', state: 'withdrawn' }],
    },
  ])
})

test('a record that is gone holds no data; a call that makes no sense is given up', async t => {
  for (const [status, state] of [
    [404, 'done'],
    [400, 'failed'],
  ] as const) {
    const bench = openBench({ accessToken })
    await bench.deliver(envelope())
    t.match(await bench.read([reading(status)]), { unexpected: [] })
    t.strictSame(states(bench), [['subject.updated', state]])
  }
})

test('too many calls, a token that is refused, a role that is too small: it still waits', async t => {
  for (const [status, outcome] of [
    [429, 'rate_limited'],
    [401, 'auth_failed'],
    [403, 'auth_failed'],
  ] as const) {
    const bench = openBench({ accessToken })
    await bench.deliver(envelope())
    t.match(await bench.read([reading(status)]), { outcome, unexpected: [] })
    t.strictSame(states(bench), [['subject.updated', 'waiting']])
  }
})

test('client credentials: a signed assertion buys a token, and a new one when it is refused', async t => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const bench = openBench({ clientId: 'client', certificateId: 'cert', privateKey: pem })
  await bench.deliver(envelope())
  const buying = (token: string): FakeCall => ({
    request: { method: 'POST', url: `${base}/auth/oauth2/v1/token` },
    response: { status: 200, body: JSON.stringify({ access_token: token, expires_in: '3600' }) },
  })
  const script = [buying('a1'), reading(401), buying('a2'), reading(200, person, 'a2')]
  const { outcome, unexpected, calls } = await bench.read(script)
  t.match({ outcome, unexpected }, { outcome: 'ok', unexpected: [] })
  const form = new URLSearchParams(calls[0]?.body)
  t.equal(form.get('grant_type'), 'client_credentials')
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  t.equal(form.get('client_assertion_type'), type)
  const assertion = form.get('client_assertion') ?? ''
  t.match(decodeProtectedHeader(assertion), { alg: 'PS256', kid: 'cert' })
  const { payload } = await jwtVerify(assertion, publicKey, {
    issuer: 'client',
    audience: `${base}/auth/oauth2/v1/token`,
    currentDate: now,
  })
  t.strictSame(payload.scope, ['rest_webservices'])
})

test('a key that is none', async t => {
  const privateKey = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'
  const bench = openBench({ clientId: 'client', certificateId: 'cert', privateKey })
  await bench.deliver(envelope())
  t.match(await bench.read([]), { outcome: 'auth_failed', calls: [] })
})

test('settings', async t => {
  const faults = (changes: object) =>
    settingsFaults(netsuite, { ...settings, ...changes }).map(({ pointer }) => pointer)
  t.strictSame(faults({}), [])
  t.strictSame(faults({ clientId: 'client' }), ['/clientId'])
  t.strictSame(faults({ privateKey: '-----BEGIN PRIVATE KEY-----\n' }), ['/privateKey'])
  t.strictSame(faults({ customFields: { custentity_x: 'email' } }), [])
  t.not(faults({ customFields: { email: 'email' } }).length, 0)
  for (const accountId of ['evil.example/', '1234567_SB1.evil', '1@2', '', '-1']) {
    t.not(faults({ accountId }).length, 0, accountId)
  }
  t.strictSame(netsuite.hosts?.(settings), [])
  t.strictSame(netsuite.hosts?.({ ...settings, accessToken }), [new URL(base).host])
})

test('a person is told how to connect and how to erase', async t => {
  t.match(readFileSync(netsuite.guides.connect, 'utf8'), /custsecret_privacy_hmac/)
  t.match(readFileSync(netsuite.guides.erase, 'utf8'), /piremoval/)
})
