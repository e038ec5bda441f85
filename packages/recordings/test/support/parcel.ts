import { createHmac } from 'node:crypto'
import {
  type AdapterSpec,
  byAccount,
  type Delivery,
  defineAdapter,
  didAndBearer,
  didAndKey,
  email,
  firstOf,
  form,
  json,
  jweToken,
  marketingConsent,
  type Parsed,
  phone,
  type Samples,
  secret,
  settingsOf,
  verifyHmac,
  xml,
} from '@conduit/core'
import type { Recording } from '@conduit/recordings'
import { Type } from '@sinclair/typebox'

const text = (description: string) => Type.Optional(Type.String({ description }))

const settings = settingsOf({
  signingSecret: secret(text('Signs.'), { proves: true }),
  accessToken: secret(text('Reads.')),
  account: text('Whose.'),
  apiBaseUrl: text('Where it reads.'),
})

const state = Type.Object({
  pageToken: Type.Optional(Type.String()),
  channels: Type.Optional(Type.Array(Type.Object({ id: Type.String() }))),
})

type Spec = AdapterSpec<typeof settings, typeof state, ReturnType<typeof Type.Any>>

/** Shipments of a fictional carrier that does all that the others do, each in its own way. */
const spec: Spec = {
  name: 'parcel',
  title: 'Parcel',
  settings,
  state,
  endpoint: {
    formats: [json(), form({ json: ['parcels'] }), xml()],
    payload: Type.Any(),
    methods: ['HEAD'],
    headers: ['x-parcel-account'],
  },
  tables: {
    events: [{ type: '*', meaning: 'processing' }],
    pii: [
      { path: '/from/email', ...email(), person: '/from' },
      { path: '/to/email', ...email(), person: '/to' },
      { path: '/to/phone', ...phone(), person: '/to' },
      { path: '/reader/email', ...email() },
    ],
  },
  authenticate: jweToken(),
  accounts: ({ account }) => (account === undefined ? [] : [account]),
  verifySignature(request, integration) {
    if (request.method === 'HEAD') return { handshake: { text: '' } }
    const { signingSecret } = integration.settings
    if (signingSecret === undefined) return 'unsigned'
    verifyHmac({
      secrets: [signingSecret],
      message: [request.url, request.bytes],
      signatures: [request.header('x-parcel-signature')],
      encoding: 'base64',
    })
    return 'signed'
  },
  parseEvent({ payload, digest }: Delivery): Parsed {
    const document: Record<string, unknown> = isRecord(payload) ? payload : {}
    if (document.changed !== undefined) return { deliveryId: 'change', events: [], catchUp: true }
    const { parcels, Parcels } = document
    const inXml = isRecord(Parcels)
    const items = inXml ? [Parcels.Parcel] : Array.isArray(parcels) ? parcels : []
    const events = items.map((data, index) => {
      const { id, account } = isRecord(data) ? data : {}
      return {
        type: 'parcel.sent',
        meaning: 'processing' as const,
        occurredAt: null,
        id: typeof id === 'string' && id !== '' ? id : `${digest}#${index}`,
        ...(typeof account === 'string' && account !== '' && { account }),
        path: inXml ? '/Parcels/Parcel' : `/parcels/${index}`,
        data,
      }
    })
    return { deliveryId: null, events }
  },
  reply: ({ status }, request) =>
    status === 200 && request.header('content-type')?.includes('xml') === true
      ? { text: '<p:Ack xmlns:p="urn:parcel">true</p:Ack>', type: 'text/xml' }
      : undefined,
  hosts: ({ accessToken }) => (accessToken === undefined ? [] : ['api.parcel.example']),
  async *poll(integration, platform) {
    const { pageToken } = integration.state
    const { json: page } = await platform.request({
      url: `https://api.parcel.example/changes?pageToken=${pageToken}&fields=all`,
      headers: { authorization: `Bearer ${integration.settings.accessToken}` },
      json: true,
    })
    const { changes, next } = page as { changes: { id: string; optIn?: boolean }[]; next: string }
    yield {
      events: changes.map((data, index) => {
        const meaning = data.optIn === true ? 'consent.granted' : 'processing'
        return {
          type: 'parcel.read',
          meaning,
          occurredAt: null,
          id: data.id,
          path: `/changes/${index}`,
          data,
          consents: marketingConsent(meaning, 'email'),
        }
      }),
      state: { ...integration.state, pageToken: next },
    }
  },
  guides: {
    connect: new URL('../../../test/parcel/connect.md', import.meta.url),
    erase: new URL('../../../test/parcel/erase.md', import.meta.url),
  },
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parcel with one of the ways to authenticate. */
export function parcel(way: keyof typeof ways) {
  return defineAdapter<typeof settings, ReturnType<typeof Type.Any>, typeof state>({
    ...spec,
    authenticate: ways[way],
  })
}

const ways = {
  token: jweToken(),
  channel: jweToken({ header: 'x-parcel-token', boundBy: 'x-parcel-channel' }),
  key: firstOf(didAndKey(), didAndBearer()),
  account: byAccount(),
}

export const samples: Samples = {
  sign: ({ url, body }, { signingSecret }) =>
    typeof signingSecret === 'string'
      ? { 'x-parcel-signature': signatureOf(signingSecret, url, body) }
      : null,
  recordings: new URL('../../../test/parcel/recordings/', import.meta.url),
}

export function signatureOf(key: string, url: string, body: string | Uint8Array): string {
  return createHmac('sha256', key).update(url).update(body).digest('base64')
}

/** What a recording has of its own. */
export type RecordingChanges = Omit<Partial<Recording>, 'expect'> & {
  readonly expect?: Partial<Recording['expect']>
}

/** A recording of a JSON delivery; the rest as given. */
export function recordingOf(parcels: readonly object[], changes: RecordingChanges = {}): Recording {
  const { expect, request, ...rest } = changes
  return {
    receivedAt: '2026-11-10T09:00:00.000Z',
    credentials: {},
    request: {
      method: 'POST',
      path_suffix: '/event',
      query: {},
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ parcels }),
      ...request,
    },
    expect: { status: 200, ...expect },
    ...rest,
  }
}
