import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import { isConduitError } from '../src/contract/errors.ts'
import { json } from '../src/formats/json.ts'

const limits = { depth: 32, nodes: 10_000 }
const read = (body: string | Uint8Array, strip: readonly string[] = []) =>
  json({ strip }).decode(typeof body === 'string' ? Buffer.from(body) : body, limits)

const refusal = (reason: RegExp) => ({ code: 'invalid', reason, faults: [{ pointer: '' }] })

test('reads JSON as JSON.parse does', async t => {
  t.strictSame(read('{"a":[1,2.5,true,null,"é"],"b":{}}'), {
    a: [1, 2.5, true, null, 'é'],
    b: {},
  })
  t.strictSame(read(' 1 '), 1)
  t.equal(read('null'), null)
  t.strictSame(read('{"a":1,"a":2}'), { a: 2 }, 'of two equal names the last counts')
  t.strictSame(read('{"a":12345678901234567890,"a":2}'), { a: 2 }, 'beside a wide number too')
  t.equal(read('"\\ud800"'), '\ud800', 'a lone surrogate that is escaped is kept')
  t.equal(read('"a\\u0000b"'), 'a\u0000b')
})

test('a byte order mark is skipped', async t => {
  t.strictSame(read(Buffer.from('\ufeff{"a":1}')), { a: 1 })
})

test('a text of any length and alphabet comes as it was sent', async () => {
  const unit = fc.constantFrom('plain', 'é', 'Ł', '\u2028', '日本', '👩‍🚀', '\ufeff', '\u0000', '"')
  const alphabet = fc.oneof(fc.constant(['plain', '"']), fc.uniqueArray(unit, { minLength: 1 }))
  const bytes = fc.constantFrom(1, 16_000, 16_384, 16_390, 40_000)
  fc.assert(
    fc.property(alphabet, bytes, fc.boolean(), (units, length, marked) => {
      const all = units.join('')
      const sent = [all.repeat(Math.ceil(length / Buffer.byteLength(all))), units]
      const body = Buffer.from(`${marked ? '\ufeff' : ''}${JSON.stringify(sent)}`)
      // A body is a part of what was received, and begins anywhere in it.
      const received = Buffer.concat([Buffer.from('{'), body, Buffer.from('}')])
      assert.deepEqual(read(received.subarray(1, -1)), sent)
    }),
    { numRuns: 300 },
  )
})

test('numbers that would change come as text', async t => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['-12345678901234567890', '-12345678901234567890'],
    ['1e400000', '1e400000'],
    ['-1e400', '-1e400'],
    ['1E5', 1e5],
    ['1e-400', '1e-400'],
    ['0.1', 0.1],
    ['39.0', 39],
    ['0.30000000000000004', 0.30000000000000004],
    ['0.123456789012345678901', '0.123456789012345678901'],
    ['-0', -0],
    ['100000000000000000.0', '100000000000000000.0'],
  ]
  for (const [source, expected] of cases) {
    t.equal(read(source), expected, `${source} alone`)
    t.strictSame(read(`{"n":[${source}]}`), { n: [expected] }, `${source} inside`)
  }
  t.strictSame(read('{"n":"12345678901234567890"}'), { n: '12345678901234567890' })
})

test('refuses what is not JSON, and says where', async t => {
  t.throws(() => read(''), refusal(/^not JSON/))
  t.throws(() => read('{"é":1,"b" 2}'), refusal(/^not JSON at byte 12$/))
  for (const body of ['{', '[1,]', '{"a":1,}', '01', '1.', 'NaN', "{'a':1}", '{"a":1}x', '"\n"']) {
    t.throws(() => read(body), refusal(/^not JSON/), body)
  }
  for (const wide of ['[1e5', '[1e5,]', '{1e5:1}', '012345678901234567', '1e5x', '-e5', '1e']) {
    t.throws(() => read(wide), refusal(/^not JSON/), wide)
  }
  t.throws(() => read(Buffer.from([0x22, 0xff, 0x22])), refusal(/^not UTF-8$/))
  t.throws(() => read(Buffer.from('{"a":1}', 'utf16le')), refusal(/not/))
  t.throws(() => read('\0'), refusal(/^not JSON/))
})

test('no word of the body gets into the error', async t => {
  try {
    read('{"email":"ada@example.com" 1}')
    t.fail('must be refused')
  } catch (error) {
    t.notMatch(JSON.stringify(error), /ada@|email/)
    t.equal(isConduitError(error) && error.cause, undefined)
  }
})

test('caps depth and size before it parses', async t => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  t.ok(read(deep(32)))
  t.throws(() => read(deep(33)), refusal(/^nested deeper than 32 at byte 32$/))
  t.throws(() => read('[{"a":'.repeat(500_000)), refusal(/^nested deeper/))
  t.throws(() => read(`[${'0,'.repeat(10_000)}0]`), refusal(/^more than 10000 values at byte/))
  t.throws(() => read(`[${'{},'.repeat(6_000)}0]`), refusal(/^more than 10000 values/))
  t.ok(read(`"${'[{'.repeat(5_000)}${','.repeat(20_000)}\\"]"`), 'strings do not count')
})

test('refuses names that could change a prototype', async t => {
  const bodies = [
    '{"__proto__":{"admin":true}}',
    '{"a":[{"\\u005f_proto__":1}]}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"__proto__":1,"n":12345678901234567890}',
    '{"constructor":{"prototype":1},"n":1e5}',
  ]
  for (const body of bodies) t.throws(() => read(body), refusal(/prototype/), body)
  t.strictSame(read('{"constructor":"McLaren"}'), { constructor: 'McLaren' })
  t.strictSame(read('"__proto__"'), '__proto__')
})

test('drops members by name, however they are spelled', async t => {
  const strip = ['secret', 'a/b']
  t.strictSame(read('{"secret":1,"x":[{"secret":{"y":1},"z":2}]}', strip), { x: [{ z: 2 }] })
  t.strictSame(read('{"s\\u0065cret":1,"x":"\\n"}', strip), { x: '\n' })
  t.strictSame(read('{"a\\/b":1,"x":2}', strip), { x: 2 })
  t.strictSame(read('{"secret":1,"n":12345678901234567890}', strip), { n: '12345678901234567890' })
  t.strictSame(read('{"x":"secret"}', strip), { x: 'secret' })
})

test('types', async t => {
  t.strictSame(json().types, ['application/json'])
  t.strictSame(json({ types: ['text/x'] }).types, ['text/x'])
})

/** What `JSON.parse` makes of a text, or that it refuses it. */
function reference(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

function outcome(body: string | Uint8Array): { value: unknown } | null {
  try {
    return { value: read(body) }
  } catch (error) {
    if (isConduitError(error) && error.code === 'invalid') return null
    throw error
  }
}

test('any bytes give a value or a refusal', async t => {
  t.doesNotThrow(() => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => void outcome(bytes)))
    const characters = fc.constantFrom(...'{}[],:"\\u0d8e1E.-+ \ntruefalsn')
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 30 }), parts => {
        const text = parts.join('')
        return (outcome(text) === null) === (reference(text) === null)
      }),
      { numRuns: 5_000 },
    )
  })
})

test('accepts and refuses what JSON.parse does, and gives the same', async t => {
  const numbers = fc.constantFrom('1e5', '9007199254740993', '0.5', '-1', '1e400')
  const safe = fc.json({ maxDepth: 4 }).filter(text => !/proto|constructor/.test(text))
  fc.assert(
    fc.property(safe, text => {
      // Doubles print with up to 17 digits and come back as they were, except for large integers.
      const value: unknown = JSON.parse(text, (_name, item) =>
        Number.isInteger(item) && !Number.isSafeInteger(item) ? String(item) : item,
      )
      assert.deepEqual(outcome(text), { value })
    }),
    { numRuns: 300 },
  )
  t.pass('holds 300 times')
  fc.assert(
    fc.property(safe, numbers, fc.nat(), fc.nat(3), (text, number, place, cut) => {
      const at = place % (text.length + 1)
      const mutant = text.slice(0, at) + number + text.slice(at + cut)
      return (outcome(mutant) === null) === (reference(mutant) === null)
    }),
    { numRuns: 3_000 },
  )
})
