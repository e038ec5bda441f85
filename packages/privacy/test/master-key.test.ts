import { createHash } from 'node:crypto'
import { createKeyring, generateMasterKey, KeyringError, parseMasterKeys } from '@conduit/privacy'
import { test } from 'tap'

const first = createHash('sha256').update('first').digest()
const second = createHash('sha256').update('second').digest()
const encoded = first.toString('base64')

test('a bare key gets an id from its own digest', async t => {
  const digest = createHash('sha256').update(first).digest('hex')
  t.same(parseMasterKeys(encoded), [{ id: `k${digest.slice(0, 8)}`, bytes: new Uint8Array(first) }])
})

test('several keys keep their order and their ids; spaces and missing padding do no harm', async t => {
  const text = ` new:${encoded.replace('=', '')} , old:${second.toString('base64')}\n`
  t.same(
    parseMasterKeys(text).map(({ id }) => id),
    ['new', 'old'],
  )
  const keyring = createKeyring(parseMasterKeys(text))
  t.equal(keyring.active, 'new')
  t.same(keyring.ids, ['new', 'old'])
})

test('a generated key is one that a keyring takes', async t => {
  const keyring = createKeyring(parseMasterKeys(generateMasterKey()))
  t.match(keyring.active, /^k[0-9a-f]{8}$/)
  t.not(generateMasterKey(), generateMasterKey())
})

const faults: readonly [name: string, text: string, code: KeyringError['code']][] = [
  ['nothing', ' ', 'no_keys'],
  ['a comma too many', `${encoded},`, 'bad_encoding'],
  ['an id without a key', 'k1:', 'bad_encoding'],
  ['a passphrase', 'correct horse battery staple', 'bad_encoding'],
  ['base64url', Buffer.alloc(32, 0xfb).toString('base64url'), 'bad_encoding'],
  ['hexadecimal, which is base64 of 48 bytes', first.toString('hex'), 'wrong_length'],
  ['a key cut short', `k1:${encoded.slice(0, 40)}`, 'wrong_length'],
  ['id and key the wrong way round', `${encoded}:a2V5`, 'bad_key_id'],
  ['an id with a dot', `k.1:${encoded}`, 'bad_key_id'],
  ['an id twice', `k1:${encoded},k1:${second.toString('base64')}`, 'doubled_id'],
  ['a key twice', `k1:${encoded},k2:${encoded}`, 'doubled_key'],
]
for (const [name, text, code] of faults) {
  test(`refused without showing the key: ${name}`, async t => {
    try {
      createKeyring(parseMasterKeys(text))
      t.fail('it was taken')
    } catch (error) {
      if (!(error instanceof KeyringError)) throw error
      t.equal(error.code, code)
      for (const part of text.split(/[,:]/).filter(part => part.trim().length > 2)) {
        t.notOk(error.message.includes(part))
      }
    }
  })
}

const weak: readonly [name: string, bytes: Uint8Array][] = [
  ['all bytes equal', new Uint8Array(32)],
  ['a sequence', Uint8Array.from({ length: 32 }, (_, index) => index)],
  [
    'a sequence downwards in threes',
    Uint8Array.from({ length: 32 }, (_, index) => 250 - 3 * index),
  ],
  [
    'a sequence with a random start',
    Buffer.concat([first.subarray(0, 8), Buffer.from([...Array(24).keys()])]),
  ],
  ['sixteen bytes twice', Buffer.concat([first.subarray(0, 16), first.subarray(0, 16)])],
  ['typed text', Buffer.from('Zq8#vN2!mK5^xW9@bT3&jR7*cL4(hD6)')],
]
for (const [name, bytes] of weak) {
  test(`not random: ${name}`, async t => {
    t.throws(() => createKeyring([{ id: 'k1', bytes }]), { code: 'weak_key' })
    t.equal(createKeyring([{ id: 'k1', bytes }], { allowWeak: true }).active, 'k1')
  })
}

test('allowWeak forgives nothing else', async t => {
  const options = { allowWeak: true }
  t.throws(() => createKeyring([], options), { code: 'no_keys' })
  t.throws(() => createKeyring([{ id: 'k1', bytes: new Uint8Array(31) }], options), {
    code: 'wrong_length',
  })
})
