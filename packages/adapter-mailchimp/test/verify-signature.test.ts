import mailchimp from '@conduit/adapter-mailchimp'
import { isConduitError, type WebhookRequest } from '@conduit/core'
import { proofName } from '@conduit/core/host'
import { test } from 'tap'
import { batchOf, macOf, requestOf, signingSecret, transactional, url } from './request.ts'

type Settings = Parameters<typeof mailchimp.verifySignature>[1]['settings']

const json = '[{"event":"send","msg":{"subject":"Zo\\u00eb \\/ 1 + 1 ë"},"_id":"1","ts":1}]'
const body = `${new URLSearchParams({ mandrill_events: json })}`

function verdict(request: WebhookRequest, settings: Settings = transactional): unknown {
  try {
    const proof = mailchimp.verifySignature(request, { settings, state: {} })
    return proofName(proof) === 'signed' ? 'signed' : proof
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}
const signed = (text: string | Uint8Array, ...message: readonly string[]) =>
  requestOf(text, { 'x-mandrill-signature': macOf(message) })

test('the URL and the decoded field are signed, escapes and all', async t => {
  t.equal(verdict(signed(body, url, 'mandrill_events', json)), 'signed')
  t.equal(
    verdict(signed(body, url, 'mandrill_events', JSON.stringify(JSON.parse(json)))),
    'unauthorized',
  )
  t.equal(verdict(signed(body, url, body)), 'unauthorized', 'the raw body')
  t.equal(verdict(signed(body, 'mandrill_events', json)), 'unauthorized', 'without the URL')
})

test('blanks may be written as a plus or as %20', async t => {
  const request = signed(body.replaceAll('+', '%20'), url, 'mandrill_events', json)
  t.equal(verdict(request), 'signed')
})

test('fields that Mandrill may add are signed by name, sorted', async t => {
  const more = `version=2&${body}&batch=7`
  const parts = ['batch', '7', 'mandrill_events', json, 'version', '2']
  t.equal(verdict(signed(more, url, ...parts)), 'signed')
  t.equal(verdict(signed(more, url, 'mandrill_events', json)), 'unauthorized')
})

test('the registered URL counts as it is written', async t => {
  const registered = 'https://user:pass@hooks.example.com/x/?b=2&a=1%2F'
  const settings = { ...transactional, webhookUrl: registered }
  t.equal(verdict(signed(body, registered, 'mandrill_events', json), settings), 'signed')
  t.equal(verdict(signed(body, url, 'mandrill_events', json), settings), 'unauthorized')
  const sorted = 'https://user:pass@hooks.example.com/x/?a=1%2F&b=2'
  t.equal(verdict(signed(body, sorted, 'mandrill_events', json), settings), 'unauthorized')
})

test('the check of the URL is answered with and without a key', async t => {
  const check = (key: string, text = 'mandrill_events=%5B%5D', value = '[]') =>
    requestOf(text, { 'x-mandrill-signature': macOf([url, 'mandrill_events', value], key) })
  for (const settings of [transactional, { product: 'transactional' } as const]) {
    t.match(verdict(check('test-webhook'), settings), { handshake: { text: '' } })
    t.match(verdict(requestOf('', {}, 'HEAD'), settings), { handshake: { text: '' } })
    t.equal(verdict(check('another'), settings), 'unauthorized')
  }
  t.match(verdict(check(signingSecret)), { handshake: { text: '' } })
})

test('the public key of the check vouches for nothing else', async t => {
  const forged = (text: string, ...parts: readonly string[]) =>
    requestOf(text, { 'x-mandrill-signature': macOf([url, ...parts], 'test-webhook') })
  t.equal(verdict(forged(body, 'mandrill_events', json)), 'unauthorized')
  t.equal(verdict(forged('mandrill_events=%5B+%5D', 'mandrill_events', '[ ]')), 'unauthorized')
  t.equal(
    verdict(forged('mandrill_events=%5B%5D&x=1', 'mandrill_events', '[]', 'x', '1')),
    'unauthorized',
  )
  t.equal(verdict(forged('', '')), 'unauthorized')
  const settings = { product: 'transactional' } as const
  t.equal(verdict(forged(body, 'mandrill_events', json), settings), 'unavailable')
})

test('two keys are accepted while both are set, an empty one never', async t => {
  const old = 'theKeyBeforeTheReset00'
  const request = requestOf(body, {
    'x-mandrill-signature': macOf([url, 'mandrill_events', json], old),
  })
  t.equal(verdict(request), 'unauthorized')
  t.equal(verdict(request, { ...transactional, previousSigningSecrets: [old] }), 'signed')
  const empty = requestOf(body, {
    'x-mandrill-signature': macOf([url, 'mandrill_events', json], ''),
  })
  t.equal(verdict(empty, { ...transactional, signingSecret: '' }), 'unavailable')
})

test('a form that could be read in two ways is refused before it is believed', async t => {
  const doubled = `${body}&${body}`
  t.equal(verdict(signed(doubled, url, 'mandrill_events', json)), 'invalid')
  t.equal(verdict(signed('mandrill_events[]=x', url, 'mandrill_events[]', 'x')), 'invalid')
  t.equal(verdict(signed('mandrill_events=%ff', url, 'mandrill_events', '\ufffd')), 'invalid')
  const bytes = Buffer.concat([Buffer.from('mandrill_events='), Buffer.from([0xff])])
  t.equal(verdict(signed(bytes, url, 'mandrill_events', '\ufffd')), 'invalid')
})

test('the setting alone says which product it is', async t => {
  const audience = 'type=subscribe&data[email]=ada@example.com'
  t.equal(verdict(requestOf(audience)), 'unauthorized')
  t.equal(verdict(requestOf(audience), { product: 'marketing' }), 'unsigned')
  t.equal(verdict(requestOf(audience), { product: 'marketing', signingSecret }), 'unauthorized')
  const mandrill = signed(body, url, 'mandrill_events', json)
  t.equal(verdict(mandrill, { product: 'marketing', signingSecret }), 'unauthorized')
})

test('a signature in another encoding is refused', async t => {
  const mac = macOf([url, 'mandrill_events', json])
  const hex = Buffer.from(mac, 'base64').toString('hex')
  for (const header of ['', hex, mac.slice(0, -1), `${mac},${mac}`, ` ${mac}`]) {
    t.equal(verdict(requestOf(body, { 'x-mandrill-signature': header })), 'unauthorized', header)
  }
  t.equal(verdict(requestOf(batchOf([]))), 'unauthorized', 'missing')
})
