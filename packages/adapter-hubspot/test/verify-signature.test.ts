import { createHash, createHmac } from 'node:crypto'
import hubspot from '@conduit/adapter-hubspot'
import { isConduitError } from '@conduit/core'
import { test } from 'tap'
import { now, requestOf, settings, signingSecret, url } from './bench.ts'

/** The secret of HubSpot's own examples. */
const exampleSecret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy'
const time = `${now.getTime()}`

function verdict(request: ReturnType<typeof requestOf>, changes: object = {}) {
  try {
    return hubspot.verifySignature(request, { settings: { ...settings, ...changes }, state: {} })
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

const v3 = (uri: string, timestamp = time, body = '[]', method = 'POST') => ({
  'x-hubspot-signature-v3': createHmac('sha256', signingSecret)
    .update(method + uri + body + timestamp)
    .digest('base64'),
  'x-hubspot-request-timestamp': timestamp,
})
const older = (version: string, source: string) => ({
  'x-hubspot-signature': createHash('sha256').update(source).digest('hex'),
  'x-hubspot-signature-version': version,
})
const called = 'https://hooks.example.com/event?did=did:web:acme.example&dxKey=k'

test('HubSpot’s published example of version 3', async t => {
  const headers = {
    'x-hubspot-signature-v3': 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=',
    'x-hubspot-request-timestamp': '1693657560000',
  }
  const at = { url: 'https://www.example.com/webhook_uri', receivedAt: new Date(1693657560000) }
  const request = requestOf("{'example_field':'example_value'}", headers, at)
  t.equal(verdict(request, { signingSecret: exampleSecret }), 'signed')
  t.equal(verdict(request), 'unauthorized')
})

test('HubSpot’s published examples of versions 1 and 2', async t => {
  const allowed = { signingSecret: exampleSecret, acceptLegacySignatures: true }
  const body =
    '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]'
  const examples = [
    ['v1', body, 'POST', '232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de'],
    ['v2', '', 'GET', 'eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e'],
    [
      'v2',
      '{"example_field":"example_value"}',
      'POST',
      '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900',
    ],
  ] as const
  for (const [version, text, method, hex] of examples) {
    const headers = { 'x-hubspot-signature': hex, 'x-hubspot-signature-version': version }
    const at = { url: 'https://www.example.com/webhook_uri', method }
    t.equal(verdict(requestOf(text, headers, at), allowed), 'signed', `${version} ${method}`)
    const other = { ...headers, 'x-hubspot-signature-version': version === 'v1' ? 'v2' : 'v1' }
    t.equal(verdict(requestOf(text, other, at), allowed), 'unauthorized', `${version} as the other`)
  }
})

test('versions 1 and 2 count only where the settings allow it', async t => {
  const request = requestOf('[]', older('v1', `${signingSecret}[]`))
  t.equal(verdict(request), 'unauthorized')
  t.equal(verdict(request, { acceptLegacySignatures: true }), 'signed')
})

test('a version 3 that is there decides alone', async t => {
  const allowed = { acceptLegacySignatures: true }
  const right = older('v1', `${signingSecret}[]`)
  const wrong = { ...v3(called), 'x-hubspot-signature-v3': 'AAAA' }
  t.equal(verdict(requestOf('[]', { ...right, ...wrong }), allowed), 'unauthorized')
  const empty = { ...v3(called), 'x-hubspot-signature-v3': '' }
  t.equal(verdict(requestOf('[]', { ...right, ...empty }), allowed), 'unauthorized')
  const bad = { 'x-hubspot-signature': 'ff', 'x-hubspot-signature-version': 'v1' }
  t.equal(verdict(requestOf('[]', { ...bad, ...v3(called) }), allowed), 'signed')
})

test('a version of another name, and a code of another form', async t => {
  const allowed = { acceptLegacySignatures: true }
  const right = older('v1', `${signingSecret}[]`)
  for (const version of ['v3', 'V1', '', 'v4']) {
    const headers = { ...right, 'x-hubspot-signature-version': version }
    t.equal(verdict(requestOf('[]', headers), allowed), 'unauthorized', version)
  }
  const code = right['x-hubspot-signature']
  for (const wrong of [
    '',
    code.slice(2),
    `${code}00`,
    Buffer.from(code, 'hex').toString('base64'),
  ]) {
    const headers = { ...right, 'x-hubspot-signature': wrong }
    t.equal(verdict(requestOf('[]', headers), allowed), 'unauthorized', wrong)
  }
  t.equal(verdict(requestOf('[]', {}), allowed), 'unauthorized', 'nothing at all')
})

test('five minutes either way, to the millisecond', async t => {
  const at = (off: number) => verdict(requestOf('[]', v3(called, `${now.getTime() + off}`)))
  for (const off of [0, -300_000, 300_000]) t.equal(at(off), 'signed', `${off}`)
  for (const off of [-300_001, 300_001, -86_400_000]) t.equal(at(off), 'unauthorized', `${off}`)
})

test('the time is 13 digits', async t => {
  for (const wrong of ['', 'soon', time.slice(0, 10), `${time} `, `0${time}`, `-${time}`, 'NaN']) {
    t.equal(verdict(requestOf('[]', v3(called, wrong))), 'unauthorized', JSON.stringify(wrong))
  }
  const { 'x-hubspot-request-timestamp': _time, ...without } = v3(called)
  t.equal(verdict(requestOf('[]', without)), 'unauthorized')
})

test('method and URL are signed, every part of it', async t => {
  const headers = v3(called)
  t.equal(verdict(requestOf('[]', headers, { url })), 'signed')
  t.equal(verdict(requestOf('[]', headers, { method: 'PUT' })), 'unauthorized')
  for (const other of [
    url.replace('/event', '/event/'),
    url.replace('hooks', 'other'),
    `${url}&x=1`,
    url.replace(/\?.*/, ''),
    'https://hooks.example.com/event?dxKey=k&did=did%3Aweb%3Aacme.example',
  ]) {
    t.equal(verdict(requestOf('[]', headers, { url: other })), 'unauthorized', other)
  }
})

test('twelve percent-codes are decoded, once, and no others', async t => {
  const base = 'https://hooks.example.com/event'
  const pairs = [
    ['%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B', ":/?@!$'()*,;"],
    ['%3a%2f', ':/'],
    ['%2B%3D%26%20%25%23', '%2B%3D%26%20%25%23'],
    ['%252F', '%252F'],
  ] as const
  for (const [raw, plain] of pairs) {
    const request = requestOf('[]', v3(`${base}?k=${plain}`), { url: `${base}?k=${raw}` })
    t.equal(verdict(request), 'signed', raw)
  }
})

test('behind a proxy: the public URL with the query as it came, always https', async t => {
  const inside = 'http://10.0.0.7:8080/hooks/event?did=did%3Aweb%3Aacme.example&dxKey=k'
  const request = requestOf('[]', v3(called), { url: inside })
  t.equal(verdict(request), 'unauthorized')
  t.equal(verdict(request, { publicUrl: 'https://hooks.example.com/event' }), 'signed')
  const plain = requestOf('[]', v3(called), { url: url.replace('https', 'http') })
  t.equal(verdict(plain), 'signed')
})

test('the bytes are signed, not what they say', async t => {
  const body = '[ ]\n'
  t.equal(verdict(requestOf(body, v3(called, time, body))), 'signed')
  t.equal(verdict(requestOf(body, v3(called, time, '[]'))), 'unauthorized')
})

test('an old secret in both schemes; an empty one is none', async t => {
  const old = 'an-older-client-secret'
  const headers = older('v1', `${old}[]`)
  const previous = { acceptLegacySignatures: true, previousSigningSecrets: [old] }
  t.equal(verdict(requestOf('[]', headers), previous), 'signed')
  t.equal(verdict(requestOf('[]'), previous), 'signed')
  t.equal(
    verdict(requestOf('[]'), { signingSecret: old, previousSigningSecrets: [signingSecret] }),
    'signed',
  )
  t.equal(
    verdict(requestOf('[]', older('v1', '[]')), {
      acceptLegacySignatures: true,
      signingSecret: '',
    }),
    'unavailable',
  )
})
