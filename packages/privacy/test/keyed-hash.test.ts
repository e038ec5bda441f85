import { createHmac } from 'node:crypto'
import { formatToken } from '@conduit/privacy'
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

// The definition as it stands in README.md. What the package does faster must give the same.
function plainToken(key: Uint8Array, kind: string, normaliser: string, value: string): string {
  return createHmac('sha256', key).update(`v1\0${kind}\0${normaliser}\0${value}`).digest('hex')
}

function plainHash(key: Uint8Array, parts: readonly string[]): string {
  const hmac = createHmac('sha256', key).update('hash/v1\0')
  for (const part of parts) hmac.update(`${part.length}:`).update(part, 'utf16le')
  return hmac.digest('hex')
}

const text = fc.oneof(
  { weight: 4, arbitrary: anyText },
  { weight: 4, arbitrary: fc.string({ maxLength: 80 }) },
  { weight: 1, arbitrary: fc.constantFrom('', '\0', '\ud800', '\udfff\ud800', 'é', '€', '🙂') },
)
const kinds = fc.constantFrom('email', 'phone', 'account_id', 'é', 'a kind of some length')
const label = fc.constantFrom('event-id', 'repetition', 'reference', 'want', '€')

test('a token is the HMAC that README.md says, for any text', async t => {
  fc.assert(
    fc.property(kinds, text, text, (kind, normaliser, value) => {
      const token = keys.tokenHasher(kind)({ normaliser, value })
      return token === plainToken(keys.derive(kind), kind, normaliser, value)
    }),
    { numRuns: 30_000 },
  )
  t.pass('30,000 tokens are the same')
})

test('a keyed hash is the HMAC that README.md says, for any parts', async t => {
  fc.assert(
    fc.property(label, fc.array(text, { maxLength: 5 }), (purpose, parts) => {
      return keys.hasher(purpose)(...parts) === plainHash(keys.derive(purpose), parts)
    }),
    { numRuns: 30_000 },
  )
  t.pass('30,000 hashes are the same')
})

test('texts of every length hash right, where they fit the buffer and where they do not', async t => {
  const email = keys.tokenHasher('email')
  const event = keys.hasher('event-id')
  const units = ['a', 'é', '€', '\ud800']
  const lengths = [...Array(1200).keys(), 2047, 2048, 2049, 5000, 70_000, 1_000_000]
  const wrong = units.flatMap(unit =>
    lengths.filter(length => {
      const value = unit.repeat(length)
      const token = plainToken(keys.derive('email'), 'email', 'email/1', value)
      const hash = plainHash(keys.derive('event-id'), [value, unit])
      return email({ normaliser: 'email/1', value }) !== token || event(value, unit) !== hash
    }),
  )
  t.same(wrong, [])
})

test('what was hashed before leaves no trace', async t => {
  const email = keys.tokenHasher('email')
  const event = keys.hasher('event-id')
  const long = 'x'.repeat(1500)
  const alone = email({ normaliser: 'email/1', value: 'a' })
  for (const before of [long, '', 'a']) {
    event(before, long)
    t.equal(email({ normaliser: 'email/1', value: 'a' }), alone)
  }
})

test('what is no text is refused and not hashed as something else', async t => {
  const event: (...parts: unknown[]) => string = keys.hasher('event-id') as () => string
  for (const value of [undefined, null, 7, {}, [], ['a']]) t.throws(() => event(value))
})

test('published vectors, made by a prepared hasher', async t => {
  const jane = { normaliser: 'email/1', value: 'jane.doe+shop@example.com' }
  const phone = { normaliser: 'e164/1', value: '+447400123456' }
  const other = keyring.forController({ id: otherControllerId, salt })
  t.same(
    [
      keys.tokenHasher('email', 'k1')(jane),
      keys.tokenHasher('phone', 'k1')(phone),
      other.tokenHasher('email', 'k1')(jane),
    ].map(hash => formatToken('k1', hash)),
    [
      'k1.k8X8Ha1LR3YyTGT4QFLJ0Gb811RBsT4KSoi6-2HqekY',
      'k1.UqKSUXUtrk5EMAskDAZ-UEpv-HgAc1aNj-qvheCeb0c',
      'k1.nAqQ72fV2PianCUsSenGORTtDO8ZL83wZ9pBQ7Qkc3o',
    ],
  )
})

test('a hasher is made once, and by default for the active master key', async t => {
  t.equal(keys.hasher('event-id'), keys.hasher('event-id', 'k1'))
  t.equal(keys.tokenHasher('email'), keys.tokenHasher('email', 'k1'))
  const rotated = rotatedKeyring.forController({ id: controllerId, salt })
  t.equal(rotated.hasher('event-id', 'k1')('evt_1'), keys.hasher('event-id')('evt_1'))
  t.not(rotated.hasher('event-id')('evt_1'), keys.hasher('event-id')('evt_1'))
})

test('a hasher is refused what its key is refused', async t => {
  for (const make of [keys.hasher, keys.tokenHasher]) {
    t.throws(() => make('email', 'k9'), { code: 'unknown_key' })
    t.throws(() => make(''), { code: 'bad_label' })
    t.throws(() => make('email\0email/1'), { code: 'bad_label' })
  }
})
