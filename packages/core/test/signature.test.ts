import { createHmac } from 'node:crypto'
import {
  checkTimestamp,
  decodeExactly,
  isConduitError,
  isSameText,
  signedBody,
  signingSecrets,
  usableSecrets,
  verifyBody,
  verifyHmac,
} from '@conduit/core'
import { test } from 'tap'

const body = Buffer.from('{"price":"$$5 $& \\u0000"}')
const mac = (secret: string, encoding: 'hex' | 'base64' = 'hex') =>
  createHmac('sha256', secret).update(body).digest(encoding)
const check = (signatures: readonly string[], secrets: readonly (string | null)[] = ['s1', 's2']) =>
  verifyHmac({ secrets, message: [body], signatures, encoding: 'hex' })
const refusal = (fn: () => void) => {
  try {
    fn()
    return null
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

test('any of several secrets and of several signatures will do', async t => {
  t.equal(
    refusal(() => check([mac('s1')])),
    null,
  )
  t.equal(
    refusal(() => check([mac('s2')])),
    null,
  )
  t.equal(
    refusal(() => check([mac('s9'), mac('s1')])),
    null,
    'the good one last',
  )
  t.equal(
    refusal(() => check([mac('s1'), mac('s9')])),
    null,
    'the good one first',
  )
  t.equal(
    refusal(() => check([mac('s1').toUpperCase()])),
    null,
    'hex in capitals',
  )
})

test('everything else is unauthorized', async t => {
  const good = mac('s1')
  for (const signature of [
    '',
    good.slice(0, -2),
    `${good}00`,
    `${good.slice(0, -1)}g`,
    mac('s1', 'base64'),
    good.slice(0, 2),
  ]) {
    t.equal(
      refusal(() => check([signature])),
      'unauthorized',
      signature,
    )
  }
  for (const none of [[], [undefined]]) {
    t.equal(
      refusal(() =>
        verifyHmac({ secrets: ['s1'], message: [], signatures: none, encoding: 'hex' }),
      ),
      'unauthorized',
      'none',
    )
  }
  const base64 = mac('s1', 'base64')
  const inBase64 = (signature: string) =>
    refusal(() =>
      verifyHmac({ secrets: ['s1'], message: [body], signatures: [signature], encoding: 'base64' }),
    )
  t.equal(inBase64(base64), null)
  t.equal(inBase64(base64.replace(/=$/, '')), 'unauthorized', 'unpadded')
  t.equal(inBase64(`${base64}\n`), 'unauthorized', 'trailing newline')
})

test('without a secret nothing can be told, so nothing gets in', async t => {
  for (const secrets of [[], [''], [null], ['  ']]) {
    t.equal(
      refusal(() => check([createHmac('sha256', '').update(body).digest('hex')], secrets)),
      'unavailable',
    )
  }
  t.strictSame(usableSecrets(['', null, 'x', undefined]), ['x'])
})

test('the message is bytes and text in order', async t => {
  const signature = createHmac('sha256', 's1').update('1.').update(body).digest('hex')
  t.equal(
    refusal(() =>
      verifyHmac({
        secrets: ['s1'],
        message: ['1.', body],
        signatures: [signature],
        encoding: 'hex',
      }),
    ),
    null,
  )
})

test('an encoding is exact or nothing', async t => {
  t.equal(decodeExactly('zz', 'hex'), null)
  t.equal(decodeExactly('abc', 'hex'), null)
  t.equal(decodeExactly('YQ', 'base64'), null)
  t.strictSame(decodeExactly('YQ==', 'base64'), Buffer.from('a'))
})

test('a time is good up to the edge of its window, both ways', async t => {
  const at = new Date(1_000_000_500)
  const refused = (seconds: string) => refusal(() => checkTimestamp(seconds, at, 300))
  t.equal(refused('1000000'), null)
  t.equal(refused('999700'), null, 'exactly 300 s old')
  t.equal(refused('999699'), 'unauthorized', '301 s old')
  t.equal(refused('1000300'), null, 'exactly 300 s ahead')
  t.equal(refused('1000301'), 'unauthorized', '301 s ahead')
  for (const text of ['', 'NaN', '1e6', '-5', '1000000000000000', ' 1000000', '1000000000.5']) {
    t.equal(refused(text), 'unauthorized', text)
  }
})

test('a body that is signed in a header', async t => {
  const refused = (header: string | undefined) =>
    refusal(() =>
      verifyBody(
        { bytes: body, header: name => (name === 'x-sig' ? header : undefined) },
        { header: 'x-sig', secrets: ['s1'], encoding: 'hex' },
      ),
    )
  t.equal(refused(mac('s1')), null)
  t.equal(refused(mac('s9')), 'unauthorized')
  t.equal(refused(undefined), 'unauthorized', 'missing')
})

test('a body that is signed by the secrets of the settings', async t => {
  const verify = signedBody({ header: 'x-sig', encoding: 'hex' })
  const request = (signature: string) => ({
    method: 'POST',
    url: '',
    receivedAt: new Date(0),
    bytes: body,
    digest: '',
    header: (name: string) => (name === 'x-sig' ? signature : undefined),
    query: () => undefined,
  })
  const proof = (settings: Parameters<typeof signingSecrets>[0]) =>
    verify(request(mac('s1')), { settings, state: {} })
  t.equal(proof({ signingSecret: 's1' }), 'signed')
  t.equal(proof({ signingSecret: 's9', previousSigningSecrets: ['s1'] }), 'signed')
  t.equal(
    refusal(() => proof({ signingSecret: 's9' })),
    'unauthorized',
  )
  t.equal(
    refusal(() => proof({})),
    'unavailable',
  )
  t.strictSame(signingSecrets({ signingSecret: 'a', previousSigningSecrets: ['b'] }), ['a', 'b'])
})

test('a text is the same or it is not', async t => {
  t.ok(isSameText('long secret', 'long secret'))
  for (const other of [undefined, '', 'long', 'Long secret', 'long secret ']) {
    t.notOk(isSameText(other, 'long secret'))
  }
})
