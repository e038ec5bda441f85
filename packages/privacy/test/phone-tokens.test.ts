import { normalisePhone } from '@conduit/privacy'
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

const tokensOfPhone = keys.phoneTokens
const hash = keys.tokenHasher('phone')
const token = (value: string) => ({
  normaliser: 'e164/1',
  hash: hash({ normaliser: 'e164/1', value }),
  older: [],
})

test('the first time and each time after, a number has the token of its canonical form', async t => {
  for (const spelling of ['+44 7400 123456', '+447400123456', '+44 7400 123456']) {
    t.same(tokensOfPhone(spelling), [token('+447400123456')])
  }
})

test('a spelling is read once', async t => {
  t.equal(tokensOfPhone('+44 7400 123456'), tokensOfPhone('+44 7400 123456'))
  t.not(tokensOfPhone('+44 7400 123456'), tokensOfPhone('+447400123456'))
})

test('a number means what its region says, each time', async t => {
  t.same(tokensOfPhone('(02) 5550 1234', 'AU'), [token('+61255501234')])
  t.same(tokensOfPhone('(02) 5550 1234', 'IT'), [token('+390255501234')])
  t.same(tokensOfPhone('(02) 5550 1234'), [])
  t.same(tokensOfPhone('(02) 5550 1234', 'AU'), [token('+61255501234')])
})

test('an alias has a token of its own', async t => {
  t.same(tokensOfPhone('55 1234 5678', 'MX'), [token('+525512345678'), token('+5215512345678')])
})

test('what is no number, and a switchboard, has none', async t => {
  for (const input of ['1-800-FLOWERS', '', '415-555-2671 x12', '1'.repeat(1000)]) {
    t.same([tokensOfPhone(input, 'US'), tokensOfPhone(input, 'US')], [[], []])
  }
})

test('after a rotation there is a token under each key', async t => {
  const rotated = rotatedKeyring.forController({ id: controllerId, salt })
  const canonical = { normaliser: 'e164/1', value: '+447400123456' }
  t.same(rotated.phoneTokens('+447400123456'), [
    {
      normaliser: 'e164/1',
      hash: rotated.tokenHasher('phone', 'k2')(canonical),
      older: [hash(canonical)],
    },
  ])
})

test('controllers share the memory and no token', async t => {
  const other = keyring.forController({ id: otherControllerId, salt })
  const [mine] = keys.phoneTokens('+447400123456')
  const [theirs] = other.phoneTokens('+447400123456')
  t.not(theirs?.hash, mine?.hash)
  t.equal(
    theirs?.hash,
    other.tokenHasher('phone')({ normaliser: 'e164/1', value: '+447400123456' }),
  )
  t.equal(keys.phoneTokens('+447400123456')[0]?.hash, mine?.hash)
})

test('ten thousand other numbers later a number has the token that it had', async t => {
  const before = tokensOfPhone('+447400123456')
  for (let index = 0; index < 10_001; index += 1) tokensOfPhone(`x${index}`)
  t.same(tokensOfPhone('+447400123456'), before)
})

test('remembered or not, tokens are those of the canonical form, for any text', async t => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789+ '), maxLength: 14 })
  const region = fc.constantFrom('US', 'us', 'MX', 'GB', '', undefined)
  fc.assert(
    fc.property(fc.oneof(digits, anyText), region, (input, country) => {
      const phone = normalisePhone(input, country)
      const isOne = 'ok' in phone && phone.ok.extension === undefined
      const expected = isOne ? [phone.ok.value, ...(phone.ok.alias ?? [])].map(token) : []
      const found = [tokensOfPhone(input, country), tokensOfPhone(input, country)]
      return found.every(tokens => JSON.stringify(tokens) === JSON.stringify(expected))
    }),
    { numRuns: 3000 },
  )
  t.pass('3,000 are the same')
})
