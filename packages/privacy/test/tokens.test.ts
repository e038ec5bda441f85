import assert from 'node:assert/strict'
import { formatToken, normaliseEmail, normalisePhone } from '@conduit/privacy'
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

const jane = { normaliser: 'email/1', value: 'jane.doe+shop@example.com' }

test('published vector: an e-mail address', async t => {
  t.equal(
    formatToken('k1', keys.tokenHasher('email', 'k1')(jane)),
    'k1.k8X8Ha1LR3YyTGT4QFLJ0Gb811RBsT4KSoi6-2HqekY',
  )
})

test('published vector: a telephone number', async t => {
  const phone = { normaliser: 'e164/1', value: '+447400123456' }
  t.equal(
    formatToken('k1', keys.tokenHasher('phone', 'k1')(phone)),
    'k1.UqKSUXUtrk5EMAskDAZ-UEpv-HgAc1aNj-qvheCeb0c',
  )
})

test('published vector: the same address for another controller', async t => {
  const other = keyring.forController({ id: otherControllerId, salt })
  t.equal(
    formatToken('k1', other.tokenHasher('email', 'k1')(jane)),
    'k1.nAqQ72fV2PianCUsSenGORTtDO8ZL83wZ9pBQ7Qkc3o',
  )
})

test('what normalisers give leads to the published vectors', async t => {
  const email = normaliseEmail(' Jane.Doe+Shop@EXAMPLE.com ')
  const phone = normalisePhone('+44 (0)7400 123456')
  if ('refused' in email || 'refused' in phone) return t.fail('refused')
  t.match(formatToken('k1', keys.tokenHasher('email', 'k1')(email.ok)), /^k1\.k8X8Ha1L/)
  t.match(formatToken('k1', keys.tokenHasher('phone', 'k1')(phone.ok)), /^k1\.UqKSUXUt/)
})

test('a token is 32 bytes, written in 64 digits', async t => {
  t.match(keys.tokenHasher('email')(jane), /^[0-9a-f]{64}$/)
})

test('kind, normaliser, value and master key each give another token', async t => {
  const rotated = rotatedKeyring.forController({ id: controllerId, salt })
  const tokens = [
    keys.tokenHasher('email', 'k1')(jane),
    keys.tokenHasher('email_base', 'k1')(jane),
    keys.tokenHasher('email', 'k1')({ ...jane, normaliser: 'email/2' }),
    keys.tokenHasher('email', 'k1')({ ...jane, value: 'john@example.com' }),
    rotated.tokenHasher('email', 'k2')(jane),
  ]
  t.equal(new Set(tokens).size, tokens.length)
})

test('after a rotation the token of the old key can still be computed', async t => {
  const rotated = rotatedKeyring.forController({ id: controllerId, salt })
  t.same(rotated.tokenHasher('email', 'k1')(jane), keys.tokenHasher('email', 'k1')(jane))
})

test('a keyed hash depends on each part, their order and where they end', async t => {
  const parts = fc.array(anyText, { maxLength: 4 })
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      const equal =
        left.length === right.length && left.every((part, index) => part === right[index])
      const hashes = [keys.hasher('event', 'k1')(...left), keys.hasher('event', 'k1')(...right)]
      assert.equal(new Set(hashes).size === 1, equal)
    }),
    { numRuns: 500 },
  )
  t.pass('holds 500 times')
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
    t.not(keys.hasher('event', 'k1')(...left), keys.hasher('event', 'k1')(...right))
  })
}

test('a keyed hash is 64 digits, differs by label, and is no token', async t => {
  const hash = keys.hasher('event', 'k1')('evt_1')
  t.equal(hash.length, 64)
  t.equal(hash, keys.hasher('event', 'k1')('evt_1'))
  t.not(hash, keys.hasher('fetch', 'k1')('evt_1'))
  const token = keys.tokenHasher('event', 'k1')({ normaliser: 'email/1', value: 'evt_1' })
  t.not(token, keys.hasher('event', 'k1')('email/1', 'evt_1'))
})
