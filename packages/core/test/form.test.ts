import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'tap'
import { isConduitError } from '../src/contract/errors.ts'
import { form } from '../src/formats/form.ts'

const limits = { depth: 8, nodes: 200 }
const read = (body: string | Uint8Array, names: readonly string[] = []) =>
  form({ json: names }).decode(typeof body === 'string' ? Buffer.from(body) : body, limits)

const refusal = (reason: RegExp, pointer = '') => ({
  code: 'invalid',
  reason,
  faults: [{ pointer, detail: reason }],
})

test('nests bracketed names', async t => {
  const body =
    'type=subscribe&fired_at=2026-11-02+09%3A15%3A27&data[email]=ada%2Bnews%40example.com' +
    '&data%5Bmerges%5D%5BFNAME%5D=Ad%C3%A9&data[merges][ADDRESS][city]=' +
    '&data[merges][GROUPINGS][0][name]=x&data[merges][GROUPINGS][1][name]=y'
  t.strictSame(read(body), {
    type: 'subscribe',
    fired_at: '2026-11-02 09:15:27',
    data: {
      email: 'ada+news@example.com',
      merges: { FNAME: 'Adé', ADDRESS: { city: '' }, GROUPINGS: [{ name: 'x' }, { name: 'y' }] },
    },
  })
})

test('lists', async t => {
  t.strictSame(read('a[]=1&a[]=2'), { a: ['1', '2'] })
  t.strictSame(read('a[1]=y&a[0]=x'), { a: ['x', 'y'] }, 'in any order')
  t.strictSame(read('a[][n]=1&a[][n]=2'), { a: [{ n: '1' }, { n: '2' }] })
  t.strictSame(read('a[0]=x&a[2]=z'), { a: { 0: 'x', 2: 'z' } }, 'with a gap it is no list')
  t.strictSame(read('a[01]=x'), { a: { '01': 'x' } })
  t.strictSame(read('a[4294967295]=x'), { a: { 4294967295: 'x' } }, 'an index allocates nothing')
})

test('a group that is no list is built once, however deep', async t => {
  const steps = Array.from({ length: 60 }, (_, depth) => `a${'[0]'.repeat(depth + 1)}[x]=1`)
  // Each level built twice would be 2 to the power of 60 groups.
  const document = form().decode(Buffer.from(steps.join('&')), { depth: 64, nodes: 200_000 })
  t.match(document, { a: { 0: { 0: { x: '1' }, x: '1' } } })
})

test('a name of many brackets is refused like any other', async t => {
  const body = Buffer.from(`a${'[]'.repeat(4_000_000)}=1`)
  t.throws(() => form().decode(body, { depth: 64, nodes: 200_000 }), refusal(/^more than 200000/))
})

test('odd but harmless fields', async t => {
  t.strictSame(read(''), {})
  t.strictSame(read('&&a=1&'), { a: '1' })
  t.strictSame(read('a'), { a: '' })
  t.strictSame(read('a=b=c'), { a: 'b=c' })
  t.strictSame(read('a=x]=y'), { a: 'x]=y' })
  t.strictSame(read('=x&a=1'), { a: '1' }, 'no name')
  t.strictSame(read('a[b=1&c]=2&[d]=3&e[f]g=4'), {
    'a[b': '1',
    'c]': '2',
    '[d]': '3',
    'e[f]g': '4',
  })
  t.strictSame(read('a]b[c]=1&d[]]=2&e[[]=3&f[]g[]=4'), {
    'a]b[c]': '1',
    'd[]]': '2',
    'e[[]': '3',
    'f[]g[]': '4',
  })
  t.strictSame(read('a=\u00e9'), { a: 'é' })
  t.strictSame(read('webhook_id=7'), { webhook_id: '7' })
})

test('refuses what could be read in two ways', async t => {
  t.throws(() => read('a=1&b=2&a=3'), refusal(/^a field sent twice at byte 8$/))
  t.throws(() => read('a[b]=1&a%5Bb%5D=2'), refusal(/^a field sent twice/))
  t.throws(() => read('a[1]=x&a[]=y'), refusal(/^a field sent twice/))
  t.throws(() => read('a=1&a[b]=2'), refusal(/^a field that is a value and a group at byte 4$/))
  t.throws(() => read('a[b]=2&a=1'), refusal(/^a field sent twice/))
})

test('refuses malformed encodings', async t => {
  for (const value of ['%', '%4', '%zz', '%ff', '%C3', '%ed%a0%80', '%u0041']) {
    t.throws(
      () => read(`\u00e9=1&a=${value}`),
      refusal(/^malformed percent-encoding .* byte 5$/),
      value,
    )
    t.throws(() => read(`${value}=a`), refusal(/^malformed percent-encoding/), value)
  }
  t.throws(() => read(Buffer.from([0x61, 0x3d, 0xff])), refusal(/^not UTF-8$/))
})

test('refuses names that could change a prototype', async t => {
  for (const name of [
    '__proto__',
    'a[__proto__]',
    '__proto__[x]',
    'a[constructor][prototype][x]',
  ]) {
    t.throws(() => read(`${name}=1`), refusal(/prototype at byte 0$/), name)
  }
  t.throws(() => read('%5F_proto__[x]=1'), refusal(/prototype/))
  t.strictSame(read('a[constructor]=x&toString=y'), { a: { constructor: 'x' }, toString: 'y' })
  t.notOk(Object.hasOwn(Object.prototype, 'x'))
})

test('caps depth and count', async t => {
  t.ok(read(`a${'[b]'.repeat(7)}=1`))
  t.throws(() => read(`a${'[b]'.repeat(8)}=1`), refusal(/^nested deeper than 8 at byte 0$/))
  t.throws(() => read(`a${'[b]'.repeat(500_000)}=1`), refusal(/^nested deeper|^more than/))
  t.throws(() => read(`${'['.repeat(500_000)}=1&`.repeat(2)), refusal(/^a field sent twice/))
  const many = Array.from({ length: 200 }, (_, index) => `f${index}=`).join('&')
  t.throws(() => read(many), refusal(/^more than 200 values at byte/))
})

test('fields that hold JSON', async t => {
  const events = encodeURIComponent(
    '[{"_id":12345678901234567890,"msg":{"email":"ada@example.com"}}]',
  )
  t.strictSame(read(`mandrill_events=${events}&other=%5B%5D`, ['mandrill_events', 'absent']), {
    mandrill_events: [{ _id: '12345678901234567890', msg: { email: 'ada@example.com' } }],
    other: '[]',
  })
  t.strictSame(read('mandrill_events=[]', ['mandrill_events']), { mandrill_events: [] })
  const pointer = '/mandrill_events'
  const refused: readonly (readonly [string, RegExp])[] = [
    ['mandrill_events=', /^not JSON/],
    ['mandrill_events[]=x', /^a field that must be one JSON text$/],
    ['mandrill_events={"__proto__":1}', /prototype/],
    [`mandrill_events=${'['.repeat(8)}`, /^nested deeper than 7 at byte 7$/],
    [`a=1&mandrill_events=[${'0,'.repeat(300)}0]`, /^more than 197 values/],
  ]
  for (const [body, reason] of refused) {
    t.throws(() => read(body, ['mandrill_events']), refusal(reason, pointer), body.slice(0, 40))
  }
})

test('any bytes give an object or a refusal', async t => {
  const decodes = (body: string | Uint8Array): boolean => {
    try {
      return typeof read(body, ['a']) === 'object'
    } catch (error) {
      return isConduitError(error) && error.code === 'invalid'
    }
  }
  const pieces = fc.constantFrom(
    'a',
    'b',
    '[',
    ']',
    '[]',
    '[0]',
    '=',
    '&',
    '%5B',
    '%',
    '+',
    '{}',
    '"',
    '1',
  )
  t.doesNotThrow(() => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), decodes))
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), parts => decodes(parts.join(''))),
      { numRuns: 3_000 },
    )
  })
})

test('plain fields read as URLSearchParams reads them', async t => {
  const text = fc.string({ unit: 'grapheme' }).filter(value => !/[[\]]|proto/.test(value))
  const fields = fc.uniqueArray(
    fc.tuple(
      text.filter(name => name !== ''),
      text,
    ),
    {
      selector: ([name]) => name,
      maxLength: 10,
    },
  )
  fc.assert(
    fc.property(fields, pairs => {
      assert.deepEqual(read(new URLSearchParams(pairs).toString()), Object.fromEntries(pairs))
    }),
  )
  t.pass('holds 100 times')
})

test('a plus is a blank, however many there are', t => {
  t.strictSame(read('a+b=c++d&e=%2B+'), { 'a b': 'c  d', e: '+ ' })
  const many = Buffer.from(`a=${'+'.repeat(100_000)}`)
  t.strictSame(read(many), { a: ' '.repeat(100_000) })
  t.equal(many[2], 0x2b, 'the bytes stay as they were signed')
  t.end()
})

/** All that is decoded in steps, and how many pauses there were. */
function inSteps(body: Uint8Array, names: readonly string[] = []) {
  const steps = form({ json: names }).decodeInSteps?.(body, { depth: 8, nodes: 2_000_000 })
  if (steps === undefined) throw new Error('a form has no steps')
  for (let pauses = 0; ; pauses += 1) {
    const { done, value } = steps.next()
    if (done === true) return { document: value, pauses }
  }
}

test('a long value reads in steps as it reads at once', async t => {
  const characters = [
    '+',
    '%20',
    '%C3%A9',
    'a%E2%82%AC',
    '%F0%9F%98%80',
    '%f0%9F%98%80b',
    'é',
    'xyz',
  ]
  const units = fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 5 })
  const offset = fc.integer({ min: 0, max: 12 })
  fc.assert(
    fc.property(offset, units, (blanks, parts) => {
      const unit = parts.join('')
      const value = 'x'.repeat(blanks) + unit.repeat(Math.ceil(600_000 / unit.length))
      const { document, pauses } = inSteps(Buffer.from(`a=1&b=${value}&c=2`))
      const plain = decodeURIComponent(value.replaceAll('+', ' '))
      // Their difference would be millions of characters.
      assert.ok(isDeepStrictEqual(document, { a: '1', b: plain, c: '2' }), `${blanks} ${unit}`)
      assert.ok(pauses > 1)
    }),
    { numRuns: 40 },
  )
  for (const wrong of ['%', '%C3', '%A9', '%C3%C3%A9', '%zz']) {
    for (const [before, behind] of [
      [0, 600_000],
      [262_143, 300_000],
      [262_144, 9],
      [600_000, 0],
    ] as const) {
      const body = `a=1&b=%20${'x'.repeat(before)}${wrong}${'x'.repeat(behind)}`
      t.throws(() => inSteps(Buffer.from(body)), refusal(/^malformed .* byte 4$/), wrong)
    }
  }
})

test('a large form pauses again and again, whatever it holds', async t => {
  const size = 4_000_000
  const step = 262_144
  const fields = Array.from(
    { length: 100_000 },
    (_, index) => `d[m][f${index}]=some+value+of+it+${index}`,
  )
  const list = `[${'{"a":"some value of it"},'.repeat(100_000)}0]`
  const bodies: Readonly<Record<string, string>> = {
    blanks: `a=${'+'.repeat(size)}`,
    escapes: `a=${'%20'.repeat(size / 3)}`,
    fields: fields.join('&'),
    json: `events=${encodeURIComponent(list)}`,
  }
  for (const [what, body] of Object.entries(bodies)) {
    const bytes = Buffer.from(body)
    const { document, pauses } = inSteps(bytes, ['events'])
    t.ok(pauses >= Math.floor(bytes.length / step), `${what}: ${pauses} pauses`)
    const whole = form({ json: ['events'] }).decode(bytes, { depth: 8, nodes: 2_000_000 })
    t.ok(isDeepStrictEqual(document, whole), what)
  }
})
