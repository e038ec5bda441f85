import { createHmac } from 'node:crypto'
import customerIo from '@conduit/adapter-customer-io'
import { isConduitError } from '@conduit/core'
import { test } from 'tap'
import { now, reported, requestOf, settings, signingSecret } from './support.ts'

const seconds = Math.floor(now.getTime() / 1000)
const body = JSON.stringify(reported('email', 'sent'), null, 1)

function verdict(request: ReturnType<typeof requestOf>, changes: object = {}): unknown {
  try {
    const integration = { settings: { ...settings, ...changes }, state: {} }
    return customerIo.verifySignature(request, integration)
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}
const hmac = (text: string, key: string | Uint8Array = signingSecret) =>
  createHmac('sha256', key).update(text).digest('hex')
const withSignature = (signature: string, time = `${seconds}`) =>
  requestOf(body, { 'x-cio-signature': signature, 'x-cio-timestamp': time })

test('version, time and body are signed, in this form only', async t => {
  t.equal(verdict(withSignature(hmac(`v0:${seconds}:${body}`))), 'signed')
  for (const other of [body, `${seconds}.${body}`, `v1:${seconds}:${body}`, `${seconds}:${body}`]) {
    t.equal(verdict(withSignature(hmac(other))), 'unauthorized')
  }
  const again = JSON.stringify(JSON.parse(body))
  t.equal(verdict(withSignature(hmac(`v0:${seconds}:${again}`))), 'unauthorized', 'written anew')
})

test('the key is a text, though it looks like hex', async t => {
  const decoded = Buffer.from(signingSecret, 'hex')
  t.equal(verdict(withSignature(hmac(`v0:${seconds}:${body}`, decoded))), 'unauthorized')
})

test('the header’s time counts, as far off as is configured', async t => {
  const sentAt = (time: number, changes: object = {}) =>
    verdict(withSignature(hmac(`v0:${time}:${body}`), `${time}`), changes)
  t.equal(sentAt(seconds - 300), 'signed')
  t.equal(sentAt(seconds - 301), 'unauthorized')
  t.equal(sentAt(seconds + 301), 'unauthorized')
  t.equal(sentAt(seconds - 86_400, { toleranceSeconds: 604_800 }), 'signed')
  t.equal(verdict(withSignature(hmac(`v0::${body}`), '')), 'unauthorized')
  t.equal(verdict(withSignature(hmac(`v0:now:${body}`), 'now')), 'unauthorized')
})

test('the key of another workspace counts as long as it is listed', async t => {
  const other = '00112233445566778899aabbccddeeff'
  const request = withSignature(hmac(`v0:${seconds}:${body}`, other))
  t.equal(verdict(request), 'unauthorized')
  t.equal(verdict(request, { previousSigningSecrets: [other] }), 'signed')
})

test('without a key nothing is taken', async t => {
  const request = withSignature(hmac(`v0:${seconds}:${body}`, ''))
  t.equal(verdict(request, { signingSecret: '' }), 'unavailable')
  t.equal(verdict(request, { signingSecret: undefined }), 'unavailable')
})
