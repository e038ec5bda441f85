import assert from 'node:assert/strict'
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
