import assert from 'node:assert/strict'
import { normalisePhone } from '@conduit/privacy'
import fc from 'fast-check'
import { test } from 'tap'
import { plainPhone } from './plain-phone.ts'
import { anyText, hugeTexts } from './texts.ts'

function outcomeOf(input: string, region?: string): string {
  const result = normalisePhone(input, region)
  return 'ok' in result ? result.ok.value : `refused: ${result.refused}`
}

const canonical: readonly [
  name: string,
  input: string,
  region: string | undefined,
  value: string,
][] = [
  ['the trunk zero goes', '(02) 5550 1234', 'AU', '+61255501234'],
  ['Italy keeps its zero', '06 1234 5678', 'IT', '+390612345678'],
  ['a bracketed zero', '+44 (0)7400 123456', undefined, '+447400123456'],
  ['the exit code 00 from Britain', '0044 7400 123456', 'GB', '+447400123456'],
  ['the exit code 00 from France', '0044 7400 123456', 'FR', '+447400123456'],
  ['the exit code 011 from the United States', '011 44 7400 123456', 'US', '+447400123456'],
  ['the 15 of Argentina becomes a 9', '011 15-2345-6789', 'AR', '+5491123456789'],
  ['Arabic digits', '٠١٠٠١٢٣٤٥٦٧', 'EG', '+201001234567'],
  ['a region in lower case', '(02) 5550 1234', 'au', '+61255501234'],
  ['a number that says its own region', '+447400123456', 'US', '+447400123456'],
  ['a region nobody knows beside a full number', '+447400123456', '??', '+447400123456'],
  ['full-width digits and plus', '＋１４１５５５５２６７１', undefined, '+14155552671'],
  ['direction marks around', '\u202a+14155552671\u202c', undefined, '+14155552671'],
]
for (const [name, input, region, value] of canonical) {
  test(`e164/1: ${name}`, async t => {
    t.equal(outcomeOf(input, region), value)
  })
}

const refused: readonly [
  name: string,
  input: string,
  region: string | undefined,
  refusal: string,
][] = [
  ['nothing', ' ', 'US', 'empty'],
  ['a national number without a region', '7400123456', undefined, 'unresolved_region'],
  ['a national number of a region nobody knows', '7400123456', 'ZZ', 'unresolved_region'],
  ['a region that is a property of every object', '7400123456', 'constructor', 'unresolved_region'],
  ['local dialling', '555-2671', 'US', 'not_possible'],
  ['a vanity number', '1-800-FLOWERS', 'US', 'letters'],
  ['masked digits', '+43 1 1234xx56', undefined, 'letters'],
  ['masked digits before an extension', '+43 1 12xx34 x56', undefined, 'letters'],
  ['a text that holds a number', 'call 415 555 2671', 'US', 'letters'],
  ['two numbers', '415-555-2671 / 415-555-2672', 'US', 'not_a_number'],
  ['a stray trunk prefix that makes two numbers of one', '0003747', 'DE', 'not_possible'],
  ['a plus alone', '+', undefined, 'not_a_number'],
  ['too many characters', '1'.repeat(251), 'US', 'too_long'],
]
for (const [name, input, region, refusal] of refused) {
  test(`e164/1 refuses ${name}`, async t => {
    t.same(normalisePhone(input, region), { refused: refusal })
  })
}

test('e164/1: both spellings of a Mexican mobile are one line, each an alias of the other', async t => {
  const line = {
    normaliser: 'e164/1',
    value: '+525512345678',
    standing: 'valid',
    alias: ['+5215512345678'],
  }
  t.same(normalisePhone('+52 1 55 1234 5678'), { ok: line })
  t.same(normalisePhone('+52 55 1234 5678'), { ok: line })
  t.same(normalisePhone('55 1234 5678', 'MX'), { ok: line })
})

test('e164/1: an old number of Ivory Coast is legacy and is not dropped', async t => {
  const legacy = { normaliser: 'e164/1', value: '+22501234567', standing: 'legacy' }
  t.same(normalisePhone('+225 01 23 45 67'), { ok: legacy })
  t.same(normalisePhone('01 23 45 67', 'CI'), { ok: legacy })
  t.equal(outcomeOf('+225 01 01 23 45 67'), '+2250101234567')
})

test('e164/1: an extension is kept apart from the number', async t => {
  for (const written of ['ext. 12', 'x12', 'extension 12', '#12', ';ext=12']) {
    t.same(normalisePhone(`415-555-2671 ${written}`, 'US'), {
      ok: { normaliser: 'e164/1', value: '+14155552671', standing: 'valid', extension: '12' },
    })
  }
})

test('e164/1: a number of the right length in no range in use is possible, not valid', async t => {
  t.same(normalisePhone('+1 (555) 555-5555'), {
    ok: { normaliser: 'e164/1', value: '+15555555555', standing: 'possible' },
  })
})

const regions = fc.constantFrom(
  'US',
  'GB',
  'IT',
  'AR',
  'MX',
  'BR',
  'CI',
  'DE',
  'AT',
  'RU',
  'SM',
  'KZ',
)
const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 3, maxLength: 16 })
const dialled = fc.tuple(fc.constantFrom('', '+', '00', '011', '+52', '+54', '+225'), digits)

test('e164/1 is idempotent and well-formed, whatever was dialled', async t => {
  fc.assert(
    fc.property(dialled, fc.option(regions, { nil: undefined }), ([prefix, rest], region) => {
      const result = normalisePhone(prefix + rest, region)
      if ('refused' in result) return
      assert.match(result.ok.value, /^\+[1-9]\d{4,16}$/)
      assert.deepEqual(normalisePhone(result.ok.value), result)
      for (const alias of result.ok.alias ?? []) assert.equal(outcomeOf(alias), result.ok.value)
    }),
    { numRuns: 3000 },
  )
  t.pass('holds 3,000 times')
})

test('e164/1 never throws', async t => {
  fc.assert(
    fc.property(anyText, fc.option(anyText, { nil: undefined }), (input, region) => {
      const result = normalisePhone(input, region)
      assert.ok('ok' in result || /^[a-z_]+$/.test(result.refused))
    }),
    { numRuns: 2000 },
  )
  t.pass('holds 2,000 times')
  for (const text of hugeTexts) t.ok('refused' in normalisePhone(text, 'US'))
})

test('e164/1 gives what the plain version gives', async t => {
  const code = fc.constantFrom(
    '1',
    '44',
    '49',
    '39',
    '7',
    '52',
    '521',
    '54',
    '225',
    '33',
    '0',
    '999',
  )
  const full = fc.tuple(code, digits).map(([country, rest]) => `+${country}${rest}`)
  const national = dialled.map(([prefix, rest]) => prefix + rest)
  const marks = [' ', '-', '(', ')', '.', '/', 'x', 'ext', '#', ';ext=', '+', '٠', '１', '~', 'a']
  const piece = fc.oneof(fc.constantFrom(...marks), fc.constantFrom(...'0123456789', '555', '0123'))
  const written = fc.array(piece, { maxLength: 40 }).map(pieces => pieces.join(''))
  const texts = fc.oneof({ weight: 3, arbitrary: full }, national, written)
  fc.assert(
    fc.property(texts, fc.option(regions, { nil: undefined }), (input, region) => {
      const given = JSON.stringify(normalisePhone(input, region))
      return given === JSON.stringify(plainPhone(input, region))
    }),
    { numRuns: 5000 },
  )
  t.pass('5,000 are the same')
})

test('e164/1 looks at no more digits than any number has', async t => {
  for (const text of [`+${'1'.repeat(248)}>`, '٠'.repeat(250), '1 '.repeat(125)]) {
    t.same(normalisePhone(text, 'US'), { refused: 'not_a_number' })
    t.same(plainPhone(text, 'US'), { refused: 'not_a_number' })
  }
})

test('full numbers that differ stay distinct', async t => {
  const mobile = digits.filter(rest => rest.length === 9).map(rest => `+447${rest}`)
  fc.assert(
    fc.property(mobile, mobile, (left, right) => {
      fc.pre(left !== right)
      assert.notEqual(outcomeOf(left), outcomeOf(right))
    }),
  )
  t.pass('holds 100 times')
})
