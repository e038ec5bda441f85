import { createHmac } from 'node:crypto'
import salesforce from '@conduit/adapter-salesforce'
import { isConduitError, type WebhookRequest } from '@conduit/core'
import { test } from 'tap'

const signingSecret = 'callout-secret-0001'
const organizationId = '00D5g000004KxQzEAK'
const body = '{"organizationId":"00D5g000004KxQzEAK","note":"$$5 $& \\u00e9"}'

interface Call {
  readonly body?: string | Uint8Array
  readonly type?: string | undefined
  readonly signature?: string | undefined
}

function requestOf({ body: text = body, type, signature }: Call): WebhookRequest {
  const headers = new Map([
    ['content-type', type],
    ['x-salesforce-signature', signature],
  ])
  return {
    method: 'POST',
    url: '',
    receivedAt: new Date(0),
    bytes: Buffer.from(text),
    digest: '',
    header: name => headers.get(name.toLowerCase()),
    query: () => undefined,
  }
}

type Settings = Parameters<typeof salesforce.verifySignature>[1]['settings']

function verdict(call: Call, own: Partial<Settings> = { signingSecret }): unknown {
  try {
    const settings = { organizationId, ...own }
    return salesforce.verifySignature(requestOf(call), { settings, state: {} })
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

function hex(text: string | Uint8Array, secret = signingSecret): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}

const type = 'application/json; charset=UTF-8'

test('signed JSON', async t => {
  t.equal(verdict({ type, signature: `sha256=${hex(body)}` }), 'signed')
  t.equal(verdict({ signature: `sha256=${hex(body)}` }), 'signed', 'without a content type')
  const broken = [undefined, '', hex(body), `sha256=${hex(body).toUpperCase()}`, 'sha256=']
  const wrong = [`sha256=${hex(body, 'another-secret-01')}`, `sha256=${hex(`${body} `)}`]
  const more = [`sha256=${hex(body)}00`, `sha256=${hex(body).slice(2)}`, `sha1=${hex(body)}`]
  for (const signature of [...broken, ...wrong, ...more]) {
    t.equal(verdict({ type, signature }), 'unauthorized', String(signature))
  }
})

test('an old secret is accepted while it is listed', async t => {
  const signature = `sha256=${hex(body, 'the-old-secret-01')}`
  t.equal(verdict({ type, signature }), 'unauthorized')
  const both = { signingSecret, previousSigningSecrets: ['the-old-secret-01'] }
  t.equal(verdict({ type, signature }, both), 'signed')
  const alone = { previousSigningSecrets: ['the-old-secret-01'] }
  t.equal(verdict({ type, signature }, alone), 'signed')
  t.equal(verdict({ type }, alone), 'unauthorized', 'an old secret alone still asks for one')
})

test('without a secret nothing is signed, and an empty one lets nothing in', async t => {
  t.equal(verdict({ type }, {}), 'unsigned')
  const signature = `sha256=${hex(body, '')}`
  t.equal(verdict({ type, signature }, { signingSecret: '' }), 'unavailable')
  t.equal(verdict({ type }, { onlySigned: true }), 'unavailable', 'a secret that got lost')
})

test('only what is read as XML passes as an outbound message', async t => {
  const soap = '<e:Envelope/>'
  for (const xml of ['text/xml', 'text/xml; charset=UTF-8', 'Application/XML']) {
    t.equal(verdict({ body: soap, type: xml }), 'unsigned', xml)
  }
  t.equal(verdict({ body: soap }), 'unsigned', 'by its first byte')
  t.equal(verdict({ body: `\ufeff ${soap}` }), 'unsigned', 'behind a byte order mark')
  for (const other of [type, 'text/plain', 'application/json;x=text/xml', 'text/xmlish']) {
    t.equal(verdict({ body: soap, type: other }), 'unauthorized', other)
  }
  t.equal(verdict({ body: '' }), 'unauthorized', 'nothing at all')
})

test('outbound messages can be switched off', async t => {
  const onlySigned = { signingSecret, onlySigned: true }
  t.equal(verdict({ body: '<a/>', type: 'text/xml' }, onlySigned), 'unauthorized')
  t.equal(verdict({ type, signature: `sha256=${hex(body)}` }, onlySigned), 'signed')
})

test('settings that go together', async t => {
  const check = (own: Partial<Settings>) => salesforce.check?.({ organizationId, ...own })
  const api = {
    instanceUrl: 'https://example.my.salesforce.com',
    clientId: 'key',
    clientSecret: 'secret',
  }
  t.strictSame(check({}), [])
  t.strictSame(check({ ...api, signingSecret, onlySigned: true }), [])
  t.match(check({ clientId: 'key' }), [{ path: '/clientId' }])
  t.match(check({ instanceUrl: api.instanceUrl }), [{ path: '/instanceUrl' }])
  t.match(check({ onlySigned: true }), [{ path: '/onlySigned' }])
  t.strictSame(salesforce.accounts?.({ organizationId }), ['00D5g000004KxQz'])
  t.strictSame(salesforce.hosts?.({ organizationId, ...api }), ['example.my.salesforce.com'])
  t.strictSame(salesforce.hosts?.({ organizationId, instanceUrl: api.instanceUrl }), [])
})

test('replies in XML to XML alone', async t => {
  const reply = (status: number, code: string, call: Call) =>
    salesforce.reply?.({ status, code }, requestOf(call))
  const xml = { type: 'text/xml', body: '' }
  t.match(reply(200, 'ok', xml), { text: /<Ack>true<\/Ack>/, type: /^text\/xml/ })
  t.match(reply(401, 'unauthorized', xml), { text: /<faultcode>soapenv:Client</, type: /xml/ })
  t.match(reply(503, 'unavailable', xml), { text: /<faultcode>soapenv:Server</ })
  t.notMatch(reply(401, 'unauthorized', xml)?.text, /Ack/)
  t.equal(reply(200, 'ok', { type }), undefined)
  t.equal(reply(400, 'invalid', {}), undefined)
})
