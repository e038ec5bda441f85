import { createHmac, randomBytes } from 'node:crypto'
import {
  checkTimestamp,
  decodeExactly,
  isConduitError,
  isSameText,
  signedBody,
  signingSecrets,
  timedSignature,
  usableSecrets,
  verifyHmac,
  type WebhookRequest,
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

/** Key of the reason of a refusal; null: there is none. */
const refusalOf = (fn: () => void) => {
  try {
    fn()
    return null
  } catch (error) {
    return isConduitError(error) ? error.reasonKey : error
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

/** A request with this signature in its header. */
function request(signature: string | undefined, receivedAt = new Date(0)): WebhookRequest {
  return {
    method: 'POST',
    url: '',
    receivedAt,
    bytes: body,
    digest: '',
    header: name => (name === 'x-sig' ? signature : undefined),
    query: () => undefined,
  }
}

test('a body that is signed in a header', async t => {
  const verify = signedBody({ header: 'x-sig', encoding: 'hex' })
  const own = { settings: { signingSecret: 's1' }, state: {} }
  const refused = (header: string | undefined) => refusal(() => verify(request(header), own))
  t.equal(refused(mac('s1')), null)
  t.equal(refused(mac('s9')), 'unauthorized')
  t.equal(refused(undefined), 'unauthorized', 'missing')
})

test('a body that is signed by the secrets of the settings', async t => {
  const verify = signedBody({ header: 'x-sig', encoding: 'hex' })
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

test('a signature may have a prefix, and be made by another algorithm', async t => {
  const own = { settings: { signingSecret: 's1' }, state: {} }
  const prefixed = signedBody({ header: 'x-sig', encoding: 'hex', prefix: 'sha256=' })
  const reason = (signature: string | undefined) =>
    refusalOf(() => prefixed(request(signature), own))
  t.equal(prefixed(request(`sha256=${mac('s1')}`), own), 'signed')
  t.equal(reason(mac('s1')), 'signature_mismatch', 'without it')
  t.equal(reason(`sha1=${mac('s1')}`), 'signature_mismatch')
  t.equal(reason(`SHA256=${mac('s1')}`), 'signature_mismatch')
  t.equal(reason('sha256='), 'signature_mismatch')
  t.equal(reason(''), 'signature_mismatch')
  t.equal(reason(undefined), 'signature_missing')
  for (const algorithm of ['sha1', 'sha512'] as const) {
    const verify = signedBody({ header: 'x-sig', encoding: 'base64', algorithm })
    const made = createHmac(algorithm, 's1').update(body).digest('base64')
    t.equal(verify(request(made), own), 'signed', algorithm)
    t.equal(
      refusalOf(() => verify(request(mac('s1', 'base64')), own)),
      'signature_mismatch',
      'of sha256',
    )
  }
})

const at = new Date(1_700_000_000_999)

/** A header of time and signatures as platforms write it; the secrets that sign, in their order. */
function timed(secrets: readonly string[], seconds = 1_700_000_000, scheme = 'v1'): string {
  const signatures = secrets.map(each =>
    createHmac('sha256', each).update(`${seconds}.`).update(body).digest('hex'),
  )
  return [`t=${seconds}`, ...signatures.map(text => `${scheme}=${text}`)].join(',')
}

test('a time and a body that are signed in one header', async t => {
  const verify = timedSignature({ header: 'x-sig', scheme: 'v1' })
  const own = { settings: { signingSecret: 's1', previousSigningSecrets: ['s0'] }, state: {} }
  const reason = (header: string | undefined) => refusalOf(() => verify(request(header, at), own))
  t.equal(verify(request(timed(['s1']), at), own), 'signed')
  t.equal(reason(timed(['s0'])), null, 'by a previous secret')
  t.equal(reason(timed(['s9', 's1'])), null, 'one of several is enough')
  t.equal(reason(`v0=00, ${timed(['s1']).replaceAll(',', ' , ')}`), null, 'blanks, other schemes')
  t.equal(reason(timed(['s1']).split(',').reverse().join(',')), null, 'in any order')

  t.equal(reason(timed(['s9'])), 'signature_mismatch')
  t.equal(reason(timed(['s1'], undefined, 'v0')), 'signature_missing', 'of another scheme alone')
  t.equal(reason(timed([])), 'signature_missing')
  t.equal(reason(timed(['s1']).replace('t=1700000000', 't=1700000001')), 'signature_mismatch')
  t.equal(reason(`${timed(['s1'])},t=1700000000`), 'signature_mismatch', 'a time sent twice')
  t.equal(reason(timed(['s1']).replace(/^t=\d+,/, '')), 'timestamp_unreadable')
  for (const time of ['', '1e9', '-1', '1700000000.0']) {
    t.equal(reason(timed(['s1']).replace('1700000000', time)), 'timestamp_unreadable', time)
  }
  t.equal(reason(undefined), 'signature_missing')
  t.equal(reason(''), 'timestamp_unreadable')
})

test('the time may be off by the tolerance, both ways, and no more', async t => {
  const own = { settings: { signingSecret: 's1' }, state: {} }
  const reason = (seconds: number, tolerance?: number) => {
    const rest = tolerance === undefined ? {} : { tolerance }
    const verify = timedSignature({ header: 'x-sig', scheme: 'v1', ...rest })
    return refusalOf(() => verify(request(timed(['s1'], seconds), at), own))
  }
  for (const off of [-300, 300]) t.equal(reason(1_700_000_000 + off), null)
  for (const off of [-301, 301]) {
    t.equal(reason(1_700_000_000 + off), 'timestamp_outside_window')
    t.equal(reason(1_700_000_000 + off, 600), null)
    t.equal(reason(1_700_000_000 + off, 10), 'timestamp_outside_window')
  }
  t.equal(reason(1_700_000_000, 0), null)
})

test('without a secret a time proves nothing either', async t => {
  const verify = timedSignature({ header: 'x-sig', scheme: 'v1' })
  for (const signingSecret of [undefined, null, '', ' ']) {
    const own = { settings: { signingSecret }, state: {} }
    t.throws(() => verify(request(timed(['']), at), own), { code: 'unavailable' })
  }
})

test('a text is the same or it is not', async t => {
  t.ok(isSameText('long secret', 'long secret'))
  for (const other of [undefined, '', 'long', 'Long secret', 'long secret ']) {
    t.notOk(isSameText(other, 'long secret'))
  }
})

test('an HMAC is that of node:crypto, whatever its algorithm, key and message', async t => {
  const differing: string[] = []
  for (const algorithm of ['sha1', 'sha256', 'sha512'] as const) {
    for (const keyLength of [1, 20, 63, 64, 65, 127, 128, 129, 300]) {
      for (const length of [0, 1, 55, 64, 1_000, 16_300, 16_384, 40_000]) {
        const key = randomBytes(keyLength)
        const message = ['é'.repeat(length % 7), randomBytes(length)] as const
        const hmac = createHmac(algorithm, key).update(message[0]).update(message[1])
        const signatures = [hmac.digest('hex')]
        const verify = () => {
          verifyHmac({ algorithm, secrets: [key], message, signatures, encoding: 'hex' })
        }
        if (refusal(verify) !== null) differing.push(`${algorithm} ${keyLength} ${length}`)
      }
    }
  }
  t.strictSame(differing, [])
})
