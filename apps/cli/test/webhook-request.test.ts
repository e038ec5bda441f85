import { type Addressee, isOutdated, loadSamples, remoteCaller, webhookRequest } from '@conduit/cli'
import {
  didAndBearer,
  didAndKey,
  firstOf,
  type IntegrationAdapter,
  type JsonObject,
  jweToken,
  type Samples,
} from '@conduit/core'
import { encodeId } from '@conduit/core/host'
import type { Recording } from '@conduit/recordings'
import { test } from 'tap'
import brittle from './support/brittle-adapter.ts'

const controller = {
  id: 'ctl_1',
  did: 'did:example:ours',
  name: 'Ours',
  phoneRegion: null,
  lawProfiles: ['gdpr'],
  timezone: 'UTC',
  holidayCalendar: null,
  status: 'active',
  createdAt: '2026-11-10T09:00:00Z',
}
const samples: Samples = {
  sign: (_request, { secret }, at) => ({ 'X-Signature': `${secret}:${at.getTime()}` }),
  recordings: new URL('file:///'),
}
const ids = {
  controllerId: '01990000-0000-7000-8000-000000000001',
  id: '01990000-0000-7000-8000-000000000002',
}
const integrationId = encodeId('integration', ids.controllerId, ids.id)
const at = new Date(5)
const plain = { method: 'POST', path_suffix: '/event', headers: {} }

/** How the brittle adapter is called, or one that authenticates otherwise. */
function addresseeWith(
  query: string,
  authenticate: IntegrationAdapter['authenticate'] = brittle.authenticate,
): Addressee {
  const webhookUrl = `https://hooks.example.com/api/v1/integrations/brittle/event?${query}`
  const caller = remoteCaller(controller, { id: integrationId, webhookUrl, dxKey: 'key' })
  const adapter = { ...brittle, authenticate }
  return { ...caller, adapter, samples, settings: { secret: 's' } }
}

const byToken = addresseeWith('token=ours', jweToken({ header: 'x-channel-token' }))

function recordingOf(
  request: NonNullable<Recording['request']>,
  { credentials = {}, status = 200 }: { credentials?: JsonObject; status?: number } = {},
): Recording {
  return { receivedAt: '2026-11-10T09:00:00Z', credentials, request, expect: { status } }
}

test('a recorded signature is replaced, whatever the case of its name', async t => {
  const headers = { 'x-signature': 'old' }
  const call = await webhookRequest(recordingOf({ ...plain, headers, body: '{}' }), byToken, at)
  t.same(call.headers, { 'X-Signature': 's:5' })
  t.equal(call.body.toString(), '{}')
})

test('a time in the body is brought up to date, and then signed', async t => {
  const dated: Samples = {
    ...samples,
    sign: ({ body }) => ({ 'X-Signature': `of ${body}` }),
    refresh: (request, now) => ({ ...request, body: `{"at":${now.getTime()}}` }),
  }
  const recorded = { ...plain, headers: { 'X-Signature': 'old' }, body: '{"at":1}' }
  const to = { ...byToken, samples: dated }
  const call = await webhookRequest(recordingOf(recorded), to, at)
  t.equal(call.body.toString(), '{"at":5}')
  t.same(call.headers, { 'X-Signature': 'of {"at":5}' })
  const refused = await webhookRequest(recordingOf(recorded, { status: 401 }), to, at)
  t.equal(refused.body.toString(), '{"at":1}')
  t.same(refused.headers, { 'X-Signature': 'old' })
})

test('what was recorded without a signature, or must be refused, is not signed', async t => {
  t.same((await webhookRequest(recordingOf(plain), byToken, at)).headers, {})
  const wrong = { ...plain, headers: { 'X-Signature': 'wrong' } }
  const refused = await webhookRequest(recordingOf(wrong, { status: 401 }), byToken, at)
  t.same(refused.headers, { 'X-Signature': 'wrong' })
})

test('our own credential stands where the recorded one stood', async t => {
  const path = 'https://hooks.example.com/api/v1/integrations/brittle/event'
  const credentials = { did: 'did:example:theirs', dxKey: 'theirs' }
  const query = { ...credentials, kind: 'a b' }
  const signedUrl = 'https://elsewhere.example/hook?did=theirs'
  const byKey = addresseeWith('did=did%3Aexample%3Aours&dxKey=key')
  const inQuery = recordingOf({ ...plain, query, url: signedUrl }, { credentials })
  t.equal(
    (await webhookRequest(inQuery, byKey, at)).url,
    `${path}?did=did%3Aexample%3Aours&dxKey=key&kind=a+b`,
  )

  const bearer = { did: 'did:example:theirs', dpid: 'dp1', apiKey: 'k1' }
  const asBearer = await webhookRequest(
    recordingOf(
      {
        ...plain,
        query: { did: bearer.did, dpid: 'dp1' },
        headers: { authorization: 'Bearer k1' },
      },
      { credentials: bearer },
    ),
    addresseeWith('did=x&dxKey=key', firstOf(didAndKey(), didAndBearer())),
    at,
  )
  t.equal(asBearer.url, `${path}?did=did%3Aexample%3Aours&dpid=${integrationId}`)
  t.same(asBearer.headers, { authorization: 'Bearer key' })

  const channel = { ...plain, headers: { 'X-Channel-Token': '{{CHANNEL_TOKEN}}' } }
  const inHeader = await webhookRequest(recordingOf(channel), byToken, at)
  t.equal(inHeader.url, path)
  t.same(inHeader.headers, { 'X-Channel-Token': 'ours' })
})

test('a token that is bound to a channel can be had of the server only', async t => {
  const channel = { ...plain, headers: { 'X-Channel-Token': '{{CHANNEL_TOKEN}}' } }
  const bound = recordingOf(channel, { credentials: { channels: [{ id: 'channel-1' }] } })
  await t.rejects(webhookRequest(bound, byToken, at), /opened at the platform/)
})

test('a platform that is polled is sent nothing', async t => {
  const polled = { id: integrationId, webhookUrl: null, dxKey: '' }
  t.throws(() => remoteCaller(controller, polled), /polled/)
})

test('a signature that only the platform can make is outdated once it is refused', async t => {
  const found = await loadSamples('stripe', process.cwd())
  if (found === null) throw new Error('no samples')
  const integration = { settings: { signingSecret: 'whsec_example-only' }, state: {} }
  const plain = { method: 'POST', url: 'https://hooks.example.com/event', headers: {}, body: '{}' }
  const then = new Date('2026-11-10T09:00:00Z')
  const headers = found.samples.sign(plain, integration.settings, then) ?? {}
  const call = { ...plain, headers, body: Buffer.from(plain.body) }
  const later = new Date('2026-11-12T09:00:00Z')
  t.equal(isOutdated(found.adapter, integration, call, then, later), true)
  t.equal(isOutdated(found.adapter, integration, call, then, then), false)
  const forged = { ...call, body: Buffer.from('{"a":1}') }
  t.equal(isOutdated(found.adapter, integration, forged, then, later), false, 'it never was proven')
})
