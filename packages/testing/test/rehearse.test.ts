import type { JsonObject, Samples } from '@conduit/core'
import { readRecordings, rehearse } from '@conduit/recordings'
import { test } from 'tap'
import { acme, acmeWith, spec } from './acme/acme.ts'
import samples, { signingSecret } from './acme/samples.ts'

const at = new Date('2027-03-01T12:00:00.000Z')
const own = 'acme-secret-of-ours'

/** Tries the first recording out, long after it was made, with a connection's own settings. */
async function rehearsed(
  adapter: Parameters<typeof rehearse>[0],
  by: Samples,
  settings: JsonObject = { signingSecret: own },
) {
  const [{ recording = null } = {}] = readRecordings(samples.recordings)
  if (recording?.request === undefined) throw new Error('no recording')
  const { request } = recording
  return await rehearse(adapter, by, { ...recording, request }, { options: {}, settings, at })
}

test('a recording is signed anew, as of now and with the secrets of the connection', async t => {
  const { status, verification, events } = await rehearsed(acme, samples)
  t.strictSame([status, verification, events.length], [200, 'signed', 2])
  const misled = await rehearsed(acme, {
    ...samples,
    sign: (request, _settings, time) => samples.sign(request, { signingSecret }, time),
  })
  t.match(misled, { status: 401, verification: null })
})

/** Acme, if it signed a time that stands in the body. */
const dated = acmeWith({
  verifySignature(request, connection) {
    const sent = /"sent":"([^"]+)"/.exec(Buffer.from(request.bytes).toString())?.[1] ?? ''
    const proof = spec.verifySignature(request, connection)
    if (Math.abs(request.receivedAt.getTime() - Date.parse(sent)) < 60_000) return proof
    throw new Error('not of today')
  },
})

test('a time in the body is brought up to date before it is signed', async t => {
  const refresh: Samples['refresh'] = (request, now) => {
    const body = JSON.parse(request.body.toString())
    return { ...request, body: JSON.stringify({ ...body, sent: now.toISOString() }) }
  }
  t.match(await rehearsed(dated, { ...samples, refresh }), { status: 200, verification: 'signed' })
  t.match(await rehearsed(dated, samples), { verification: null })
})

test('what a pending connection lacks it goes on lacking', async t => {
  t.match(await rehearsed(acme, samples, {}), { verification: null, events: [] })
})
