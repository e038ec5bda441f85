import { createHmac } from 'node:crypto'
import shopify from '@conduit/adapter-shopify'
import { isConduitError, type WebhookRequest } from '@conduit/core'
import { test } from 'tap'
import { requestOf, signingSecret } from './request.ts'

const body = String.raw`{"id":1,"admin_graphql_api_id":"gid:\/\/shopify\/Order\/1","note":"a \u0026 b"}`

function verdict(request: WebhookRequest, settings: object = { signingSecret }) {
  try {
    return shopify.verifySignature(request, { settings, state: {} })
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

test('the bytes as they were sent, escapes and all', async t => {
  t.equal(verdict(requestOf(body)), 'signed')
  const signature = requestOf(body).header('x-shopify-hmac-sha256') ?? ''
  const again = requestOf(JSON.stringify(JSON.parse(body)), { 'x-shopify-hmac-sha256': signature })
  t.equal(verdict(again), 'unauthorized', 'serialised again')
})

test('a signature in another encoding is refused', async t => {
  const digest = createHmac('sha256', signingSecret).update(body)
  const bytes = digest.digest()
  const others = [
    bytes.toString('hex'),
    bytes.toString('base64url'),
    bytes.toString('base64').slice(0, -1),
    `sha256=${bytes.toString('base64')}`,
    '',
  ]
  for (const other of others) {
    t.equal(verdict(requestOf(body, { 'x-shopify-hmac-sha256': other })), 'unauthorized', other)
  }
})

test('a delivery of the preview “Events” is refused', async t => {
  const signature = requestOf(body).header('x-shopify-hmac-sha256') ?? ''
  const preview = {
    'x-shopify-hmac-sha256': null,
    'x-shopify-topic': null,
    'shopify-hmac-sha256': signature,
    'shopify-topic': 'Product',
  }
  t.equal(verdict(requestOf(body, preview)), 'unauthorized')
})

test('the secret before a rotation, and that of the shop’s admin, count while they are listed', async t => {
  const old = requestOf(body, {}, 'shpss_the_secret_before')
  t.equal(verdict(old), 'unauthorized')
  const previousSigningSecrets = ['shown-in-the-admin-of-the-shop', 'shpss_the_secret_before']
  t.equal(verdict(old, { signingSecret, previousSigningSecrets }), 'signed')
})

test('without a secret nothing is taken and nothing is called wrong', async t => {
  t.equal(verdict(requestOf(body), {}), 'unavailable')
})
