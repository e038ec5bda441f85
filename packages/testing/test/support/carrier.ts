import { createHmac } from 'node:crypto'
import {
  defineAdapter,
  didAndBearer,
  didAndKey,
  email,
  firstOf,
  form,
  json,
  type Parsed,
  type PlatformEvent,
  type Samples,
  secret,
  settingsOf,
  verifyHmac,
  xml,
} from '@conduit/core'
import { Type } from '@sinclair/typebox'

/** Parcels of a fictional carrier: sent as JSON, forms or XML, the signature over the URL too. */
export const carrier = defineAdapter({
  name: 'carrier',
  title: 'Carrier',
  settings: settingsOf({
    signingSecret: secret(Type.String({ description: 'Signs.' }), { proves: true }),
  }),
  endpoint: { formats: [json(), form({ json: ['parcels'] }), xml()], payload: Type.Any() },
  tables: {
    events: [{ type: '*', meaning: 'processing' }],
    pii: [
      { path: '/from/email', ...email(), person: '/from' },
      { path: '/to/email', ...email(), person: '/to' },
    ],
  },
  authenticate: firstOf(didAndKey(), didAndBearer()),
  verifySignature(request, { settings }) {
    verifyHmac({
      secrets: [settings.signingSecret],
      message: [request.url, request.bytes],
      signatures: [request.header('x-carrier-signature')],
      encoding: 'base64',
    })
    return 'signed'
  },
  parseEvent({ payload, digest }): Parsed {
    const { parcels, Parcels } = isRecord(payload) ? payload : {}
    const isXml = isRecord(Parcels)
    const items = isXml ? [Parcels.Parcel] : Array.isArray(parcels) ? parcels : []
    const events = items.map((data, index): PlatformEvent => {
      const { id } = isRecord(data) ? data : {}
      return {
        type: 'parcel.sent',
        meaning: 'processing',
        occurredAt: null,
        id: typeof id === 'string' && id !== '' ? id : `${digest}#${index}`,
        path: isXml ? '/Parcels/Parcel' : `/parcels/${index}`,
        data,
      }
    })
    return { deliveryId: null, events }
  },
  guides: {
    connect: new URL('../../../test/acme/connect.md', import.meta.url),
    erase: new URL('../../../test/acme/erase.md', import.meta.url),
  },
})

export const sign: Samples['sign'] = ({ url, body }, { signingSecret }) => ({
  'x-carrier-signature': signatureOf(String(signingSecret), url, body),
})

export function signatureOf(key: string, url: string, body: string | Uint8Array): string {
  return createHmac('sha256', key).update(url).update(body).digest('base64')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Texts of its parcels that are nobody's. */
export const technical: NonNullable<Samples['technical']> = [
  { path: '{/parcels/*,/Parcels/Parcel}/id', class: 'id' },
  { path: '/kind', class: 'enum' },
]
