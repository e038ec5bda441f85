import { compareRecording, playRecording, type Recording } from '@conduit/recordings'
import { test } from 'tap'
import { parcel, recordingOf, samples, signatureOf } from './support/parcel.ts'

const sent = { type: 'parcel.sent', meaning: 'processing', occurredAt: null } as const
const id = { id: 'p-1' }
const body = JSON.stringify({ parcels: [id] })

async function differencesOf(way: Parameters<typeof parcel>[0], recording: Recording) {
  return compareRecording(recording, await playRecording(parcel(way), samples, recording))
    .differences
}

test('a signed URL is called as it stands, with the credential that stands in it', async t => {
  const url = "https://in.example.com/hooks/parcel/event?did=did:x&dxKey=a%2Fb%2Bc'%28d"
  const request = {
    ...{ method: 'POST', path_suffix: '/event', url, body },
    query: { did: 'did:x', dxKey: "a/b+c'(d" },
    headers: {
      'content-type': 'application/json',
      'x-parcel-signature': signatureOf('secret', url, body),
    },
  }
  const credentials = { signingSecret: 'secret', did: 'did:x', dxKey: "a/b+c'(d" }
  const expect = { events: [{ ...sent, id: 'p-1' }] }
  const recording = recordingOf([], { credentials, request, expect })
  t.strictSame(await differencesOf('key', recording), [])
  const forged = recordingOf([], {
    credentials: { ...credentials, signingSecret: 'x' },
    request,
    expect,
  })
  t.match(await differencesOf('key', forged), [/^status: 401 instead of 200/])
})

test('credentials that the recording writes down become ours; wrong ones stay wrong', async t => {
  const credentials = { did: 'did:x', dxKey: 'dx_1' }
  const called = (query: Record<string, string>, status: number) =>
    recordingOf([id], {
      credentials,
      request: { method: 'POST', path_suffix: '/event', query },
      expect: { status },
    })
  for (const way of ['key', 'token'] as const) {
    t.strictSame(await differencesOf(way, called({ did: 'did:x', dxKey: 'other' }, 401)), [], way)
    t.strictSame(await differencesOf(way, called({ did: 'did:x' }, 401)), [], way)
  }
  const good = recordingOf([id], {
    credentials,
    request: { method: 'POST', path_suffix: '/event', query: credentials },
    expect: { events: [{ ...sent, id: 'p-1' }] },
  })
  t.strictSame(await differencesOf('key', good), [])
  t.strictSame(await differencesOf('token', good), [])
})

test('the integration id in the query goes with a bearer token of ours', async t => {
  const recording = recordingOf([id], {
    credentials: { did: 'did:x', dpid: 'dp-7', apiKey: 'key-7', dxKey: null },
    request: {
      ...{ method: 'POST', path_suffix: '/event', query: { did: 'did:x', dpid: 'dp-7' } },
      headers: { 'content-type': 'application/json', authorization: 'Bearer key-7' },
    },
    expect: { events: [sent] },
  })
  t.strictSame(await differencesOf('key', recording), [])
})

test('channel tokens are ours, bound to their channel', async t => {
  const called = (token: string, channel: string, status: number) =>
    recordingOf([id], {
      credentials: { channels: [{ id: 'c-1', token: '{{CHANNEL_TOKEN}}' }] },
      request: {
        ...{ method: 'POST', path_suffix: '/event' },
        headers: {
          'content-type': 'application/json',
          'x-parcel-channel': channel,
          'x-parcel-token': token,
        },
      },
      expect: { status, ...(status === 200 && { events: [sent] }) },
    })
  t.strictSame(await differencesOf('channel', called('{{CHANNEL_TOKEN}}', 'c-1', 200)), [])
  t.strictSame(await differencesOf('channel', called('{{CHANNEL_TOKEN}}', 'c-2', 401)), [])
  t.strictSame(await differencesOf('channel', called('{{CHANNEL_TOKEN_ALTERED}}', 'c-1', 401)), [])
})

test('a token of another tenant opens that tenant’s integration, not this one', async t => {
  const recording = recordingOf([id], {
    credentials: { channels: [{ id: 'c-1' }] },
    request: {
      ...{ method: 'POST', path_suffix: '/event' },
      headers: {
        'content-type': 'application/json',
        'x-parcel-channel': 'c-1',
        'x-parcel-token': '{{OTHER_TENANT_TOKEN}}',
      },
    },
  })
  const { activities, server } = await playRecording(parcel('channel'), samples, recording)
  t.strictNotSame(activities[0]?.integrationId, server.installation.integrations[0].id)
})

test('integrations[] are one integration each; what stands beside them are options', async t => {
  const parcels = [
    { id: 'p-1', account: 'a' },
    { id: 'p-2', account: 'b' },
    { id: 'p-3', account: 'c' },
  ]
  const url = 'https://hooks.example.com/api/v1/integrations/parcel/event'
  const text = JSON.stringify({ parcels })
  const events = [
    { ...sent, id: 'p-1', tenant: { account: 'a', did: 'did:web:one' } },
    { ...sent, id: 'p-2', tenant: { account: 'b', did: 'did:web:two' } },
  ]
  const recording = recordingOf(parcels, {
    credentials: {
      signingSecret: 'shared',
      connections: [
        { did: 'did:web:one', account: 'a' },
        { did: 'did:web:two', account: 'b' },
      ],
    },
    request: {
      ...{ method: 'POST', path_suffix: '/event' },
      headers: {
        'content-type': 'application/json',
        'x-parcel-signature': signatureOf('shared', url, text),
      },
    },
    expect: { events, ignoredEvents: [{ type: 'parcel.sent' }] },
  })
  t.strictSame(await differencesOf('account', recording), [])
  const wrong = {
    ...recording,
    expect: { ...recording.expect, ignoredEvents: [], events: [...events].reverse() },
  }
  const lines = await differencesOf('account', wrong)
  t.ok(lines.some(line => line.includes('1 events were ignored instead of 0')))
  t.ok(lines.some(line => line.includes('not recorded for the controller did:web:two')))
})
