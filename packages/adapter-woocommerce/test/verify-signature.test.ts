import woocommerce from '@conduit/adapter-woocommerce'
import { test } from 'tap'
import { ping, requestOf, signatureOf, signingSecret } from './request.ts'

const body = Buffer.from('{"id":727}')
const integrationOf = (settings: object = { signingSecret }) => ({
  settings: settings as { signingSecret: string },
  state: {},
})
const verify = (request: ReturnType<typeof requestOf>, settings?: object) =>
  woocommerce.verifySignature(request, integrationOf(settings))
const signedWith = (secret: string) =>
  requestOf(body, { 'x-wc-webhook-signature': signatureOf(body, secret) })

test('a secret is accepted as typed, decoded or encoded, whichever the shop signed with', async t => {
  const plain = `a&b<c>d"e'f`
  const stored = 'a&amp;b&lt;c&gt;d&quot;e&#039;f'
  for (const typed of [plain, stored]) {
    t.equal(verify(signedWith(plain), { signingSecret: typed }), 'signed')
    t.equal(verify(signedWith(stored), { signingSecret: typed }), 'signed', 'before 3.5.5')
  }
  t.equal(verify(signedWith('x&amp;lt;y'), { signingSecret: 'x&amp;lt;y' }), 'signed')
  t.throws(() => verify(signedWith('x<yyyyyy'), { signingSecret: 'x&amp;lt;yyyyyy' }), {
    code: 'unauthorized',
  })
})

test('the secret before a change is accepted as long as it is listed', async t => {
  const settings = { signingSecret, previousSigningSecrets: ['theSecretBefore0000'] }
  t.equal(verify(signedWith('theSecretBefore0000'), settings), 'signed')
  t.throws(() => verify(signedWith('theSecretBefore0000')), { code: 'unauthorized' })
})

test('a signature in another encoding or algorithm is refused', async t => {
  const base64 = signatureOf(body)
  const others = [
    Buffer.from(base64, 'base64').toString('hex'),
    Buffer.from(base64, 'base64').toString('base64url'),
    base64.slice(0, -1),
    `sha256=${base64}`,
    '',
  ]
  for (const signature of others) {
    const request = requestOf(body, { 'x-wc-webhook-signature': signature })
    t.throws(() => verify(request), { code: 'unauthorized' })
  }
})

test('an empty secret proves nothing', async t => {
  t.throws(() => verify(signedWith('wrong'), { signingSecret: '' }), { code: 'unavailable' })
})

test('the ping while a webhook is saved is a handshake', async t => {
  t.match(verify(requestOf('webhook_id=12', ping)), { handshake: {} })
  const charset = { ...ping, 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }
  t.match(verify(requestOf('webhook_id=12', charset)), { handshake: {} })
})

test('whatever else comes without a signature is refused', async t => {
  const cases: [string, object][] = [
    ['webhook_id=12&id=1', {}],
    ['webhook_id=', {}],
    ['webhook_id=twelve', {}],
    ['webhook_id=12\n', {}],
    [`webhook_id=${'1'.repeat(100)}`, {}],
    ['webhook_id=12', { 'content-type': 'application/json' }],
    ['webhook_id=12', { 'content-type': null }],
    ['webhook_id=12', { 'x-wc-webhook-topic': 'order.updated' }],
    ['webhook_id=12', { 'x-wc-webhook-event': 'updated' }],
    ['{"id":26}', {}],
    ['', {}],
  ]
  for (const [text, changes] of cases) {
    t.throws(() => verify(requestOf(text, { ...ping, ...changes })), { code: 'unauthorized' }, text)
  }
})
