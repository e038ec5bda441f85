import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { open, seal, sealedKeyId } from '@conduit/privacy'
import fc from 'fast-check'
import { test } from 'tap'

const key = createHash('sha256').update('a key').digest()
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()
const jane = Buffer.from('jane@example.com')

test('what was sealed opens again, and the key id can be read', async t => {
  const keyId = fc.constantFrom('', 'k1', 'k'.repeat(32))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), keyId, (plaintext, aad, id) => {
      const blob = seal(key, plaintext, aad, id)
      assert.equal(hex(open(key, blob, aad)), hex(plaintext))
      assert.equal(sealedKeyId(blob), id)
      assert.equal(blob.length, 2 + id.length + 12 + plaintext.length + 16)
    }),
  )
  t.pass('holds 100 times')
})

test('the same text is sealed differently each time', async t => {
  t.not(hex(seal(key, jane, 'a')), hex(seal(key, jane, 'a')))
})

test('a blob does not show its text', async t => {
  t.notOk(text(seal(key, jane, 'a')).includes('jane'))
})

test('any flipped bit is refused, of the key id too', async t => {
  const blob = seal(key, jane, 'c|s|email', 'k1')
  for (let bit = 0; bit < blob.length * 8; bit += 1) {
    const flipped = Uint8Array.from(blob)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    t.throws(() => open(key, flipped, 'c|s|email'), { name: 'VaultError' })
  }
})

test('the key id cannot be taken off or put on', async t => {
  const named = seal(key, jane, 'a', 'k1')
  const bare = Buffer.concat([Uint8Array.of(1, 0), named.subarray(4)])
  t.throws(() => open(key, bare, 'a'), { code: 'tampered' })
  t.throws(() => open(key, bare, 'k1a'), { code: 'tampered' })
})

test('another field, another key: refused', async t => {
  const blob = seal(key, jane, 'c|s|email')
  t.throws(() => open(key, blob, 'c|s|phone'), { code: 'tampered' })
  t.throws(() => open(key, blob, ''), { code: 'tampered' })
  t.throws(() => open(Buffer.alloc(32), blob, 'c|s|email'), { code: 'tampered' })
})

test('a blob cut short, lengthened or of another version is refused', async t => {
  const blob = seal(key, jane, 'a', 'k1')
  for (let length = 0; length < blob.length; length += 1) {
    t.throws(() => open(key, blob.subarray(0, length), 'a'), { name: 'VaultError' })
  }
  t.throws(() => open(key, Buffer.concat([blob, Uint8Array.of(0)]), 'a'), { code: 'tampered' })
  t.throws(() => open(key, new Uint8Array(), 'a'), { code: 'malformed' })
  t.throws(() => open(key, Uint8Array.of(2, ...blob.subarray(1)), 'a'), { code: 'malformed' })
  t.throws(() => sealedKeyId(Uint8Array.of(1, 200)), { code: 'malformed' })
})

test('any bytes are opened or refused with a VaultError', async t => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
      t.throws(() => open(key, Uint8Array.of(1, ...bytes), 'a'), { name: 'VaultError' })
    }),
  )
})

test('a key of another length is refused', async t => {
  t.throws(() => seal(key.subarray(1), jane, 'a'), { name: 'RangeError' })
  t.throws(() => open(key.subarray(1), seal(key, jane, 'a'), 'a'), { name: 'RangeError' })
})

test('an error shows nothing of the blob', async t => {
  t.throws(() => open(key, seal(key, jane, 'a'), 'b'), {
    message: 'cannot open a sealed blob: tampered',
  })
})
