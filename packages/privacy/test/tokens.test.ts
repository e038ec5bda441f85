import {
  formatToken,
  identifierToken,
  keyedHash,
  normaliseEmail,
  normalisePhone,
} from '@conduit/privacy'
import fc from 'fast-check'
import { test } from 'tap'
import {
  controllerId,
  keyring,
  keys,
  otherControllerId,
  rotatedKeyring,
  salt,
} from './test-keys.ts'
import { anyText } from './texts.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const jane = { normaliser: 'email/1', value: 'jane.doe+shop@example.com' }

test('published vector: an e-mail address', async t => {
  t.equal(
    formatToken(identifierToken(keys, 'k1', 'email', jane)),
    'k1.k8X8Ha1LR3YyTGT4QFLJ0Gb811RBsT4KSoi6-2HqekY',
  )
})

test('published vector: a telephone number', async t => {
  const phone = { normaliser: 'e164/1', value: '+447400123456' }
  t.equal(
    formatToken(identifierToken(keys, 'k1', 'phone', phone)),
    'k1.UqKSUXUtrk5EMAskDAZ-UEpv-HgAc1aNj-qvheCeb0c',
  )
})

test('published vector: the same address for another controller', async t => {
  const other = keyring.forController({ id: otherControllerId, salt })
  t.equal(
    formatToken(identifierToken(other, 'k1', 'email', jane)),
    'k1.nAqQ72fV2PianCUsSenGORTtDO8ZL83wZ9pBQ7Qkc3o',
  )
})

test('what normalisers give leads to the published vectors', async t => {
  const email = normaliseEmail(' Jane.Doe+Shop@EXAMPLE.com ')
  const phone = normalisePhone('+44 (0)7400 123456')
  if ('refused' in email || 'refused' in phone) return t.fail('refused')
  t.match(formatToken(identifierToken(keys, 'k1', 'email', email.ok)), /^k1\.k8X8Ha1L/)
  t.match(formatToken(identifierToken(keys, 'k1', 'phone', phone.ok)), /^k1\.UqKSUXUt/)
})

test('a token says what it was made of, and is 32 bytes', async t => {
  const token = identifierToken(keys, 'k1', 'email', jane)
  t.match(token, { kind: 'email', keyId: 'k1', normaliser: 'email/1' })
  t.equal(token.hash.length, 32)
})

test('kind, normaliser, value and master key each give another token', async t => {
  const rotated = rotatedKeyring.forController({ id: controllerId, salt })
  const tokens = [
    identifierToken(keys, 'k1', 'email', jane),
    identifierToken(keys, 'k1', 'email_base', jane),
    identifierToken(keys, 'k1', 'email', { ...jane, normaliser: 'email/2' }),
    identifierToken(keys, 'k1', 'email', { ...jane, value: 'john@example.com' }),
    identifierToken(rotated, 'k2', 'email', jane),
  ]
  t.equal(new Set(tokens.map(({ hash }) => hex(hash))).size, tokens.length)
})

test('after a rotation the token of the old key can still be computed', async t => {
  const rotated = rotatedKeyring.forController({ id: controllerId, salt })
  t.same(identifierToken(rotated, 'k1', 'email', jane), identifierToken(keys, 'k1', 'email', jane))
})

test('a keyed hash depends on each part, their order and where they end', async t => {
  const parts = fc.array(anyText, { maxLength: 4 })
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      const equal =
        left.length === right.length && left.every((part, index) => part === right[index])
      const hashes = [
        keyedHash(keys, 'k1', 'event', ...left),
        keyedHash(keys, 'k1', 'event', ...right),
      ]
      t.equal(new Set(hashes.map(hex)).size === 1, equal)
    }),
    { numRuns: 500 },
  )
})

const likely: readonly [name: string, left: readonly string[], right: readonly string[]][] = [
  ['another border', ['a', 'bc'], ['ab', 'c']],
  ['an empty part', ['a', ''], ['a']],
  ['a length as text', ['a1:b'], ['a', 'b']],
  ['two lone surrogates', ['\ud800'], ['\ud801']],
  ['a lone surrogate and its replacement', ['\ud800'], ['\ufffd']],
]
for (const [name, left, right] of likely) {
  test(`keyed hashes differ: ${name}`, async t => {
    t.not(
      hex(keyedHash(keys, 'k1', 'event', ...left)),
      hex(keyedHash(keys, 'k1', 'event', ...right)),
    )
  })
}

test('a keyed hash is 32 bytes, differs by label, and is no token', async t => {
  const hash = keyedHash(keys, 'k1', 'event', 'evt_1')
  t.equal(hash.length, 32)
  t.equal(hex(hash), hex(keyedHash(keys, 'k1', 'event', 'evt_1')))
  t.not(hex(hash), hex(keyedHash(keys, 'k1', 'fetch', 'evt_1')))
  const token = identifierToken(keys, 'k1', 'event', { normaliser: 'email/1', value: 'evt_1' })
  t.not(hex(token.hash), hex(keyedHash(keys, 'k1', 'event', 'email/1', 'evt_1')))
})
