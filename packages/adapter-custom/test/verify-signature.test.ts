import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import custom from '@conduit/adapter-custom'
import samples from '@conduit/adapter-custom/samples'
import { test } from 'tap'
import { mappingOf, receivedAt, requestOf, signingSecret } from './request.ts'

type Integration = Parameters<typeof custom.verifySignature>[1]
type Headers = Readonly<Record<string, string | undefined>>

const body = Buffer.from('{"type":"user.created"}\r\n')
const id = 'msg_2EXAMPLE0000000000000000001'
const timestamp = String(receivedAt.getTime() / 1000)
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const whpk = `whpk_${publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')}`

function verify(headers: Headers, settings: object = { signingSecret }, bytes: Uint8Array = body) {
  const integration = { settings: { mapping: mappingOf(), ...settings }, state: {} }
  return custom.verifySignature(requestOf(bytes, headers), integration as unknown as Integration)
}

/** Written out here once more, so that the adapter's samples are not their own proof. */
function v1(
  secret = signingSecret,
  signedId = id,
  time = timestamp,
  bytes: Uint8Array = body,
): string {
  const key = Buffer.from(secret.slice(6), 'base64')
  return `v1,${createHmac('sha256', key).update(`${signedId}.${time}.`).update(bytes).digest('base64')}`
}
const v1a = (bytes: Uint8Array = body) =>
  `v1a,${sign(null, Buffer.concat([Buffer.from(`${id}.${timestamp}.`), bytes]), privateKey).toString('base64')}`
const headersOf = (signature: string, changes: Headers = {}): Headers => ({
  'webhook-id': id,
  'webhook-timestamp': timestamp,
  'webhook-signature': signature,
  ...changes,
})

test('the published test vector verifies', async t => {
  const vector = {
    ...requestOf('{"test": 2432232314}', {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }),
    receivedAt: new Date(1614265330_000),
  }
  const settings = { signingSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', mapping: mappingOf() }
  t.equal(
    custom.verifySignature(vector, { settings, state: {} } as unknown as Integration),
    'signed',
  )
})

test('without a key configured the headers say nothing', async t => {
  for (const settings of [
    {},
    { signingSecret: null, previousSigningSecrets: [], publicKeys: [] },
  ]) {
    t.equal(verify({}, settings), 'unsigned')
    t.equal(verify(headersOf('v1,wrong'), settings), 'unsigned')
    t.equal(
      samples.sign({ method: 'POST', url: '', headers: {}, body }, settings, receivedAt),
      null,
    )
  }
})

test('with any key configured nobody gets in unsigned', async t => {
  const configured = [
    { signingSecret },
    { signingSecret: null, previousSigningSecrets: [signingSecret] },
    { publicKeys: [whpk] },
  ]
  for (const settings of configured) {
    t.throws(() => verify({}, settings), { code: 'unauthorized' })
    t.throws(() => verify(headersOf(''), settings), { code: 'unauthorized' })
  }
})

test('a key that is empty or unreadable proves nothing and lets nothing in', async t => {
  const short = `whsec_${Buffer.alloc(8).toString('base64')}`
  for (const secret of ['', ' ', 'whsec_', short, `v1,${signingSecret}`]) {
    t.throws(
      () => verify(headersOf(v1()), { signingSecret: secret }),
      { code: 'unavailable' },
      secret,
    )
  }
  t.throws(() => verify(headersOf(v1a()), { publicKeys: ['whpk_'] }), { code: 'unavailable' })
})

test('ed25519 is verified with the configured keys only', async t => {
  const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' })
  const otherKey = `whpk_${other.subarray(-32).toString('base64')}`
  t.equal(verify(headersOf(v1a()), { publicKeys: [otherKey, whpk] }), 'signed')
  t.throws(() => verify(headersOf(v1a()), { publicKeys: [otherKey] }), { code: 'unauthorized' })
  t.throws(() => verify(headersOf(v1a()), { signingSecret }), { code: 'unauthorized' })
  const changed = Buffer.concat([body, Buffer.from(' ')])
  t.throws(() => verify(headersOf(v1a()), { publicKeys: [whpk] }, changed), {
    code: 'unauthorized',
  })
  for (const wrong of ['v1a,', 'v1a,AAAA', v1a().slice(0, -4), v1a().replace('v1a', 'v1')]) {
    t.throws(
      () => verify(headersOf(wrong), { publicKeys: [whpk] }),
      { code: 'unauthorized' },
      wrong,
    )
  }
})

test('one entry that matches one key is enough, in any place of the list', async t => {
  const old = `whsec_${Buffer.alloc(24, 9).toString('base64')}`
  const wrong = v1(`whsec_${Buffer.alloc(32, 1).toString('base64')}`)
  for (const list of [`${wrong} ${v1()}`, `${v1()} ${wrong}`, `v2,x nocomma v1 ${v1()}`]) {
    t.equal(verify(headersOf(list)), 'signed', list)
  }
  t.equal(verify(headersOf(v1(old)), { signingSecret, previousSigningSecrets: [old] }), 'signed')
  t.equal(verify(headersOf(`${wrong} ${v1a()}`), { signingSecret, publicKeys: [whpk] }), 'signed')
  t.equal(verify(headersOf(v1()), { signingSecret, publicKeys: [whpk] }), 'signed')
  t.equal(verify(headersOf(v1()), { signingSecret: signingSecret.slice(6) }), 'signed', 'no prefix')
})

test('entries of another version or encoding never match', async t => {
  const code = v1().slice(3)
  const hex = Buffer.from(code, 'base64').toString('hex')
  for (const list of [
    code,
    `v0,${code}`,
    `v1=${code}`,
    `V1,${code}`,
    `v1,${hex}`,
    `v1,${code.slice(0, -1)}`,
  ]) {
    t.throws(() => verify(headersOf(list)), { code: 'unauthorized' }, list)
  }
})

test('the svix names are read, and never mixed with the others', async t => {
  const svix = { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': v1() }
  t.equal(verify(svix), 'signed')
  t.throws(() => verify({ ...svix, 'webhook-id': 'msg_other' }), { code: 'unauthorized' })
  t.throws(() => verify({ ...headersOf(v1()), 'webhook-id': undefined, 'svix-id': id }), {
    code: 'unauthorized',
  })
})

test('the window is five minutes, both ways and to the second', async t => {
  const at = (seconds: number) => {
    const time = String(Number(timestamp) + seconds)
    return headersOf(v1(signingSecret, id, time), { 'webhook-timestamp': time })
  }
  for (const seconds of [-300, 300]) t.equal(verify(at(seconds)), 'signed')
  for (const seconds of [-301, 301]) t.throws(() => verify(at(seconds)), { code: 'unauthorized' })
  for (const time of [`${timestamp}000`, `+${timestamp}`, ` ${timestamp}`, `${timestamp}.0`, '']) {
    const headers = headersOf(v1(signingSecret, id, time), { 'webhook-timestamp': time })
    t.throws(() => verify(headers), { code: 'unauthorized' }, time)
  }
})

test('an id that could be read in two ways is refused, though signed', async t => {
  for (const odd of ['', 'msg.1', 'msg 1', 'mség', 'm'.repeat(257)]) {
    const headers = headersOf(v1(signingSecret, odd), { 'webhook-id': odd })
    t.throws(() => verify(headers), { code: 'unauthorized' }, odd)
  }
})

test('bytes are verified, not a text that is made of them', async t => {
  const [one, other] = [Buffer.from([0x7b, 0xff, 0x7d]), Buffer.from([0x7b, 0xfe, 0x7d])]
  const headers = headersOf(v1(signingSecret, id, timestamp, one))
  t.equal(verify(headers, { signingSecret }, one), 'signed')
  t.throws(() => verify(headers, { signingSecret }, other), { code: 'unauthorized' })
})
