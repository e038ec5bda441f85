import hubspot from '@conduit/adapter-hubspot'
import samples from '@conduit/adapter-hubspot/samples'
import { crossCheck, headerOf, type SignedCall, verdictOf } from '@conduit/testing'
import { Signature } from '@hubspot/api-client'
import { type Test, test } from 'tap'
import { settings, signingSecret } from './bench.ts'

const at = new Date('2026-08-29T10:40:01.500Z')
const url = 'https://hooks.example.com/event?did=did:web:acme.example&dxKey=k'

/** The client leaves it to its caller to say which version it is, and to decode the URL. */
function accepts(call: SignedCall): boolean {
  const { signingSecret, previousSigningSecrets = [] } = call.settings
  const v3 = headerOf(call, 'x-hubspot-signature-v3')
  const version = v3 === '' ? headerOf(call, 'x-hubspot-signature-version') : 'v3'
  return [signingSecret, previousSigningSecrets].flat().some(secret =>
    isValid(call, {
      clientSecret: String(secret),
      signatureVersion: version,
      signature: v3 || headerOf(call, 'x-hubspot-signature'),
      url: version === 'v3' ? decodedUrl(call.url) : call.url,
    }),
  )
}

/** What the client says, with the clock that it reads set to the time of the call. */
function isValid({ method, body, at, ...call }: SignedCall, options: Partial<Options>): boolean {
  const { now } = Date
  Date.now = () => at.getTime()
  try {
    return Signature.isValid({
      ...{ method, signatureVersion: 'v3', signature: '', clientSecret: '', ...options },
      requestBody: body.toString(),
      timestamp: Number(headerOf(call, 'x-hubspot-request-timestamp')),
    })
  } catch {
    return false
  } finally {
    Date.now = now
  }
}

type Options = Parameters<typeof Signature.isValid>[0]

/** By the list in HubSpot's documentation, written here once more. */
function decodedUrl(text: string): string {
  const codes = ['3A', '2F', '3F', '40', '21', '24', '27', '28', '29', '2A', '2C', '3B']
  return text.replace(/%([0-9a-f]{2})/gi, (code, hex: string) =>
    codes.includes(hex.toUpperCase()) ? String.fromCharCode(Number.parseInt(hex, 16)) : code,
  )
}

function sign({ method, url, body, at, settings }: SignedCall) {
  const timestamp = at.getTime()
  const options = { url: decodedUrl(url), requestBody: body.toString(), timestamp }
  const clientSecret = String(settings.signingSecret)
  const code = Signature.getSignature(method, 'v3', { ...options, clientSecret, signature: '' })
  return { 'x-hubspot-signature-v3': code, 'x-hubspot-request-timestamp': `${timestamp}` }
}

/** A call signed by the client, by version 3. */
function callOf(changes: Partial<SignedCall> = {}): SignedCall {
  const call = {
    method: 'POST',
    url,
    headers: {},
    body: Buffer.from('[]'),
    at,
    settings,
    ...changes,
  }
  return { ...call, headers: changes.headers ?? sign(call) }
}

function differ(t: Test, call: SignedCall, ours: string, what: string): void {
  t.equal(accepts(call), true, `${what}, for the client`)
  t.equal(verdictOf(hubspot, call), ours, `${what}, for us`)
}

test('HubSpot’s own client agrees', async t => {
  const own = { package: '@hubspot/api-client', from: import.meta.url, accepts, sign }
  t.comment(await crossCheck(t, hubspot, samples, own))
})

test('five minutes back for both; the client takes any time to come, we do not', async t => {
  const signedAt = (off: number) => callOf({ headers: sign(callOf({ at: new Date(+at + off) })) })
  t.equal(accepts(signedAt(-300_000)), true)
  t.equal(verdictOf(hubspot, signedAt(-300_000)), 'signed')
  t.equal(accepts(signedAt(-300_001)), false)
  t.equal(verdictOf(hubspot, signedAt(-300_001)), 'unauthorized')
  differ(t, signedAt(300_000), 'signed', 'five minutes to come')
  differ(t, signedAt(300_001), 'unauthorized', 'a little more')
})

test('a time that is none passes the client’s window, and not ours', async t => {
  const nan = { ...callOf(), at: new Date(Number.NaN) }
  const headers = { ...sign(nan), 'x-hubspot-request-timestamp': 'NaN' }
  differ(t, callOf({ headers }), 'unauthorized', 'signed with NaN')
})

test('versions 1 and 2 are taken by the client, by us only where the settings say so', async t => {
  for (const version of ['v1', 'v2']) {
    const options = { url, requestBody: '[]', clientSecret: signingSecret, signature: '' }
    const call = callOf({
      headers: {
        'x-hubspot-signature': Signature.getSignature('POST', version, options),
        'x-hubspot-signature-version': version,
      },
    })
    differ(t, call, 'unauthorized', version)
    const allowed = { ...settings, acceptLegacySignatures: true }
    t.equal(verdictOf(hubspot, { ...call, settings: allowed }), 'signed', `${version} allowed`)
  }
})

test('the client signs the URL as it is given; we decode what HubSpot decodes', async t => {
  const call = callOf({ url: url.replaceAll(':web:', '%3Aweb%3A') })
  const options = {
    clientSecret: signingSecret,
    signature: headerOf(call, 'x-hubspot-signature-v3'),
  }
  t.equal(isValid(call, { ...options, url: call.url }), false)
  t.equal(isValid(call, { ...options, url }), true)
  t.equal(verdictOf(hubspot, call), 'signed')
})

test('an empty secret signs for the client, and opens nothing here', async t => {
  const call = callOf({ settings: { ...settings, signingSecret: '' } })
  differ(t, call, 'unavailable', 'signed with nothing')
})
