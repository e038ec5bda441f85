import shopify from '@conduit/adapter-shopify'
import samples from '@conduit/adapter-shopify/samples'
import { crossCheck, headerOf, type SignedCall, verdictOf } from '@conduit/testing'
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api'
import '@shopify/shopify-api/adapters/node'
import { test } from 'tap'

const signingSecret = 'shpss_0001_not_a_real_secret'

/** Headers that the client asks for although the signed body says the same, or nothing depends on them. */
const wanted = {
  'x-shopify-shop-domain': 'fern-example.myshopify.com',
  'x-shopify-webhook-id': 'w1',
}

/** The client has one secret; where several are accepted, it is asked with each. */
async function accepts(unheaded: SignedCall): Promise<boolean> {
  const call = { ...unheaded, headers: { ...wanted, ...lowerCase(unheaded.headers) } }
  const { signingSecret, previousSigningSecrets = [] } = call.settings
  for (const secret of [signingSecret, previousSigningSecrets].flat()) {
    if ((await answerOf(call, String(secret))).valid) return true
  }
  return false
}

function answerOf({ headers, body, method, url }: SignedCall, apiSecretKey: string) {
  const { webhooks } = shopifyApi({
    apiSecretKey,
    apiKey: 'not-used',
    scopes: [],
    hostName: 'hooks.example.com',
    apiVersion: ApiVersion.January26,
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error, log: async () => undefined },
  })
  // The client's adapter for Node reads no more of a request than this.
  const rawRequest = { method, url, headers: lowerCase(headers) }
  return webhooks.validate({ rawBody: body.toString(), rawRequest, rawResponse: {} })
}

const lowerCase = (headers: SignedCall['headers']) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** A delivery with all that the client asks for, some of its headers replaced or taken away. */
function callOf(changes: Readonly<Record<string, string | null>> = {}, secret = signingSecret) {
  const call = {
    method: 'POST',
    url: 'https://hooks.example.com/',
    at: new Date(0),
    headers: {},
    body: Buffer.from('{"id":1}'),
    settings: { signingSecret: secret },
  }
  const headers = Object.entries({
    'x-shopify-topic': 'orders/create',
    'x-shopify-shop-domain': 'fern-example.myshopify.com',
    'x-shopify-webhook-id': '85261f20-2dc1-5d37-8c03-86d0400eaf4e',
    'x-shopify-api-version': '2026-01',
    ...samples.sign(call, call.settings, call.at),
    ...changes,
  }).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
  return { ...call, headers: Object.fromEntries(headers) }
}

test('Shopify’s own client agrees', async t => {
  const own = { package: '@shopify/shopify-api', from: import.meta.url, accepts }
  t.comment(await crossCheck(t, shopify, samples, own))
})

test('the client wants the version of the API as well; we do not read it', async t => {
  const call = callOf({ 'x-shopify-api-version': null })
  t.match(await answerOf(call, signingSecret), { valid: false, reason: 'missing_headers' })
  t.equal(verdictOf(shopify, call), 'signed')
})

test('the client wants headers that the topics of compliance come without now and then', async t => {
  const call = callOf({ 'x-shopify-shop-domain': null, 'x-shopify-webhook-id': null })
  t.match(await answerOf(call, signingSecret), { valid: false, reason: 'missing_headers' })
  t.equal(verdictOf(shopify, call), 'signed')
})

test('deliveries of the preview “Events” are known to the client only', async t => {
  const signature = headerOf(callOf(), 'x-shopify-hmac-sha256')
  const call = callOf({
    'x-shopify-hmac-sha256': null,
    'shopify-hmac-sha256': signature,
    'shopify-topic': 'Product',
    'shopify-shop-domain': 'fern-example.myshopify.com',
    'shopify-api-version': '2026-01',
    'shopify-webhook-id': '85261f20-2dc1-5d37-8c03-86d0400eaf4e',
    'shopify-event-id': '887c182e-f8be-5a8c-a51b-eb558757306d',
  })
  t.equal(await accepts(call), true)
  t.equal(verdictOf(shopify, call), 'unauthorized')
})

test('an empty secret opens nothing, with us nor with the client', async t => {
  const call = callOf({}, '')
  await t.rejects(accepts(call), /apiSecretKey/)
  t.equal(verdictOf(shopify, call), 'unavailable')
})
