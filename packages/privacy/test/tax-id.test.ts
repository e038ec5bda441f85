import assert from 'node:assert/strict'
import { type Normalised, normaliseIban, normaliseTaxId } from '@conduit/privacy'
import fc from 'fast-check'
import { test } from 'tap'
import { anyText, hugeTexts } from './texts.ts'

function outcomeOf(result: Normalised): string {
  return 'ok' in result
    ? `${result.ok.normaliser} ${result.ok.value}`
    : `refused: ${result.refused}`
}

const taxIds: readonly [name: string, input: string, country: string, result: string][] = [
  ['separators go, the country comes', '123 4567-89', 'de', 'tax-id/1 DE123456789'],
  ['a prefix is not doubled', 'de 123.456.789', 'DE', 'tax-id/1 DE123456789'],
  ['Greece writes EL', 'EL 012345678', 'GR', 'tax-id/1 GR012345678'],
  ['Northern Ireland writes XI', 'XI 123 4567 89', 'GB', 'tax-id/1 GB123456789'],
  ['letters of another country stay', 'BEAT800101AB1', 'MX', 'tax-id/1 MXBEAT800101AB1'],
  ['Ñ, composed or not', 'n\u0303&a800101ab1', 'MX', 'tax-id/1 MXÑ&A800101AB1'],
  ['no country', '123456789', '', 'refused: unresolved_region'],
  ['no digits', 'unknown', 'DE', 'refused: bad_shape'],
  ['a dotless i', 'ı12345678', 'TR', 'refused: bad_shape'],
  ['nothing', ' ', 'DE', 'refused: empty'],
  ['too much', '1'.repeat(65), 'DE', 'refused: too_long'],
  ['more marks than can be composed', `n${'\u0303'.repeat(128)}`, 'MX', 'refused: too_long'],
]
for (const [name, input, country, result] of taxIds) {
  test(`tax-id/1: ${name}`, async t => {
    t.equal(outcomeOf(normaliseTaxId(input, country)), result)
  })
}

const ibans: readonly [name: string, input: string, result: string][] = [
  ['separators and case', 'gb82 west 1234-5698 7654 32', 'iban/1 GB82WEST12345698765432'],
  ['another country', 'DE89 3704 0044 0532 0130 00', 'iban/1 DE89370400440532013000'],
  ['a wrong digit', 'GB82 WEST 1234 5698 7654 33', 'refused: bad_checksum'],
  ['no IBAN', '12345678', 'refused: bad_shape'],
  [
    'a foreign letter that upper-cases to a Latin one',
    'GB82 WEſT 1234 5698 7654 32',
    'refused: bad_shape',
  ],
]
for (const [name, input, result] of ibans) {
  test(`iban/1: ${name}`, async t => {
    t.equal(outcomeOf(normaliseIban(input)), result)
  })
}

test('iban/1 refuses check digits that are never given, though the remainder fits', async t => {
  // 98 and 01 leave the same remainder.
  const given = ['98', '01'].map(digits =>
    outcomeOf(normaliseIban(`GB${digits}WEST12345600000035`)),
  )
  t.same(given, [`iban/1 GB98WEST12345600000035`, 'refused: bad_checksum'])
})

test('tax-id/1 and iban/1 are idempotent and never throw', async t => {
  const id = fc.string({ unit: fc.constantFrom(...'DEGRLXI0123456789 -./&Ñ'), maxLength: 30 })
  const country = fc.constantFrom('DE', 'GR', 'GB', 'MX', 'EL')
  fc.assert(
    fc.property(fc.oneof(id, anyText), fc.oneof(country, anyText), (input, given) => {
      const result = normaliseTaxId(input, given)
      if ('ok' in result) assert.deepEqual(normaliseTaxId(result.ok.value, given), result)
      const iban = normaliseIban(input)
      if ('ok' in iban) assert.deepEqual(normaliseIban(iban.ok.value), iban)
    }),
    { numRuns: 2000 },
  )
  t.pass('holds 2,000 times')
  for (const text of hugeTexts) {
    t.same(
      [normaliseTaxId(text, 'DE'), normaliseIban(text)].filter(result => 'ok' in result),
      [],
    )
  }
})
