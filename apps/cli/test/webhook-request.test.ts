import { isOutdated, loadSamples, webhookRequest } from '@conduit/cli'
import type { Samples } from '@conduit/core'
import type { Recording } from '@conduit/testing'
import { test } from 'tap'

const samples: Samples = {
  sign: (_request, { secret }, at) => ({ 'X-Signature': `${secret}:${at.getTime()}` }),
  recordings: new URL('file:///'),
}
const addressee = {
  samples,
  settings: { secret: 's' },
  webhookUrl: 'https://hooks.example.com/event?token=ours',
  integrationId: 'int_1',
}
const at = new Date(5)

function recordingOf(part: {
  readonly credentials?: Recording['credentials']
  readonly status?: number
}): Recording {
  return {
    receivedAt: '2026-11-10T09:00:00Z',
    credentials: part.credentials ?? {},
    expect: { status: part.status ?? 200 },
  }
}

test('a recorded signature is replaced, whatever the case of its name', async t => {
  const recorded = {
    method: 'POST',
    path_suffix: '/event',
    headers: { 'x-signature': 'old', 'Content-Length': '2' },
    body: '{}',
  }
  const call = webhookRequest(recordingOf({}), recorded, addressee, at)
  t.same(call.headers, { 'X-Signature': 's:5' })
  t.equal(call.body, '{}')
})

test('a time in the body is brought up to date, and then signed', async t => {
  const dated: Samples = {
    ...samples,
    sign: ({ body }) => ({ 'X-Signature': `of ${body}` }),
    refresh: (request, now) => ({ ...request, body: `{"at":${now.getTime()}}` }),
  }
  const recorded = {
    method: 'POST',
    path_suffix: '/event',
    headers: { 'X-Signature': 'old' },
    body: '{"at":1}',
  }
  const to = { ...addressee, samples: dated }
  const call = webhookRequest(recordingOf({}), recorded, to, at)
  t.match(call, { body: '{"at":5}', headers: { 'X-Signature': 'of {"at":5}' } })
  const refused = webhookRequest(recordingOf({ status: 401 }), recorded, to, at)
  t.match(refused, { body: '{"at":1}', headers: { 'X-Signature': 'old' } })
})

test('what was recorded without a signature, or must be refused, is not signed', async t => {
  const plain = { method: 'POST', path_suffix: '/event', headers: {} }
  t.same(webhookRequest(recordingOf({}), plain, addressee, at).headers, {})
  const wrong = { ...plain, headers: { 'X-Signature': 'wrong' } }
  const refused = webhookRequest(recordingOf({ status: 401 }), wrong, addressee, at)
  t.same(refused.headers, { 'X-Signature': 'wrong' })
})

test('our own credential stands where the recorded one stood', async t => {
  const query = { did: 'did:example:theirs', dxKey: 'theirs', kind: 'a b' }
  const keyed = { ...addressee, webhookUrl: 'https://hooks.example.com/event?did=ours&dxKey=k' }
  const recorded = { method: 'POST', path_suffix: '/event', query, headers: {} }
  const inQuery = webhookRequest(recordingOf({}), recorded, keyed, at)
  t.equal(inQuery.url, 'https://hooks.example.com/event?did=ours&dxKey=k&kind=a+b')

  const asBearer = webhookRequest(
    recordingOf({ credentials: { apiKey: 'theirs' } }),
    { ...recorded, query: { did: 'x', dpid: 'y' }, headers: { authorization: 'Bearer theirs' } },
    keyed,
    at,
  )
  t.equal(asBearer.url, 'https://hooks.example.com/event?did=ours&dpid=int_1')
  t.same(asBearer.headers, { authorization: 'Bearer k' })

  const inHeader = webhookRequest(
    recordingOf({}),
    { ...recorded, query: {}, headers: { 'X-Channel-Token': '{{CHANNEL_TOKEN}}' } },
    addressee,
    at,
  )
  t.equal(inHeader.url, 'https://hooks.example.com/event')
  t.same(inHeader.headers, { 'X-Channel-Token': 'ours' })
})

test('a name that is no package is no adapter', async t => {
  t.equal(await loadSamples('../../etc', process.cwd()), null)
  t.equal(await loadSamples('no-such-platform', process.cwd()), null)
})

test('a signature that only the platform can make is outdated once it is refused', async t => {
  const found = await loadSamples('stripe', process.cwd())
  if (found === null) throw new Error('no samples')
  const connection = { settings: { signingSecret: 'whsec_example-only' }, state: {} }
  const plain = { method: 'POST', url: 'https://hooks.example.com/event', headers: {}, body: '{}' }
  const then = new Date('2026-11-10T09:00:00Z')
  const headers = found.samples.sign(plain, connection.settings, then) ?? {}
  const call = { ...plain, headers }
  const later = new Date('2026-11-12T09:00:00Z')
  t.equal(isOutdated(found.adapter, connection, call, then, later), true)
  t.equal(isOutdated(found.adapter, connection, call, then, then), false)
  const forged = { ...call, body: '{"a":1}' }
  t.equal(isOutdated(found.adapter, connection, forged, then, later), false, 'it never was proven')
})
