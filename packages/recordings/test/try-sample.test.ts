import {
  type IntegrationAdapter,
  type JsonObject,
  learned,
  type Samples,
  secret,
  settingsOf,
  verifyHmac,
} from '@conduit/core'
import { readRecordings, trySample } from '@conduit/recordings'
import { Type } from '@sinclair/typebox'
import { test } from 'tap'
import { parcel, samples } from './support/parcel.ts'

const at = new Date('2027-03-01T12:00:00.000Z')
const own = 'parcel-secret-of-ours'
const adapter: IntegrationAdapter = parcel('token')

/** Tries the first recording, long after it was made, with an integration's own settings. */
async function tried(
  by: Samples,
  settings: JsonObject = { signingSecret: own },
  receiving: IntegrationAdapter = adapter,
) {
  const [{ recording = null } = {}] = readRecordings(samples.recordings)
  if (recording?.request === undefined) throw new Error('no recording')
  const { request } = recording
  return await trySample(receiving, by, { ...recording, request }, { options: {}, settings, at })
}

test('a recording is signed anew, as of now and with the secrets of the integration', async t => {
  const { status, verification, events } = await tried(samples)
  t.strictSame([status, verification, events.length], [200, 'signed', 2])
  const misled = await tried({
    ...samples,
    sign: (request, _settings, time) => samples.sign(request, { signingSecret: 'other' }, time),
  })
  t.match(misled, { status: 401, verification: null })
})

/** Parcel, if it signed a time that stands in the body. */
const dated: IntegrationAdapter = {
  ...adapter,
  verifySignature(request, integration) {
    const sent = /"sent":"([^"]+)"/.exec(Buffer.from(request.bytes).toString())?.[1] ?? ''
    const proof = adapter.verifySignature(request, integration)
    if (Math.abs(request.receivedAt.getTime() - Date.parse(sent)) < 60_000) return proof
    throw new Error('not of today')
  },
}

test('a time in the body is brought up to date before it is signed', async t => {
  const refresh: Samples['refresh'] = (request, now) => {
    const body = JSON.parse(request.body.toString())
    return { ...request, body: JSON.stringify({ ...body, sent: now.toISOString() }) }
  }
  const renewed = await tried({ ...samples, refresh }, undefined, dated)
  t.match(renewed, { status: 200, verification: 'signed' })
  t.match(await tried(samples, undefined, dated), { verification: null })
})

const secretText = Type.String({ description: 'Signs.' })

/** Parcel, if it told its secret only after it was connected. */
const telling: IntegrationAdapter = {
  ...adapter,
  settings: settingsOf({ signingSecret: learned(secret(secretText, { proves: true })) }),
  verifySignature(request, { settings }) {
    const { signingSecret } = settings as { readonly signingSecret?: string }
    verifyHmac({
      secrets: [signingSecret],
      message: [request.url, request.bytes],
      signatures: [request.header('x-parcel-signature')],
      encoding: 'base64',
    })
    return 'signed'
  },
}

test('what a pending integration lacks it goes on lacking', async t => {
  t.match(await tried(samples, undefined, telling), { verification: 'signed' })
  t.match(await tried(samples, {}, telling), { verification: null, events: [] })
})
