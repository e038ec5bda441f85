import { type PiiRow, type PlatformEvent, personalData, pick, valueAt } from '@conduit/core'
import fc from 'fast-check'
import { test } from 'tap'

const eventOf = (data: unknown, path = ''): PlatformEvent => ({
  type: 't',
  meaning: 'processing',
  occurredAt: null,
  id: null,
  path,
  data,
})
const paths = (rows: readonly PiiRow[], data: unknown, path = '') =>
  pick(rows, eventOf(data, path)).map(match => match.path)

test('a path follows own members and list elements', async t => {
  const rows: PiiRow[] = [{ path: '/a/*/{b,c~1d}', category: 'name' }]
  t.strictSame(paths(rows, { a: [{ b: 'x' }, { 'c/d': 'y' }, { e: 'z' }] }, '/doc'), [
    '/doc/a/0/b',
    '/doc/a/1/c~1d',
  ])
  t.strictSame(paths([{ path: '/constructor/name', category: 'name' }], {}), [])
  t.strictSame(
    paths([{ path: '/__proto__/x', category: 'name' }], JSON.parse('{"__proto__":{"x":"y"}}')),
    ['/__proto__/x'],
  )
})

test('a member name that only the data knows is written *', async t => {
  const rows: PiiRow[] = [{ path: '/metadata/*', category: 'free_text' }]
  const { fields } = personalData(rows, eventOf({ metadata: { 'ada@example.com': 'x', b: 'y' } }))
  t.strictSame(fields, [{ path: '/metadata/*', category: 'free_text', person: 0 }])
})

test('empty values are nobody’s data', async t => {
  const rows: PiiRow[] = [{ path: '/*', category: 'account_id', identifies: true }]
  const empty = { a: null, b: '', c: ' ', d: {}, e: [], f: true, g: 0, h: '0' }
  t.strictSame(paths(rows, empty), [])
  t.strictSame(
    pick(rows, eventOf({ a: 12 })).map(({ value }) => value),
    ['12'],
  )
})

test('conditions look at the element that the path went through', async t => {
  const rows: PiiRow[] = [
    {
      path: '/meta/*/value',
      category: 'account_id',
      when: { '/meta/*/key': ['_customer_id', '_payer*'] },
    },
    { path: '/meta/*/value', category: 'free_text', unless: { '/meta/*/key': ['_*'] } },
  ]
  const meta = [
    { key: '_customer_id', value: 'c1' },
    { key: '_payer_x', value: 'p1' },
    { key: '_internal', value: 'i1' },
    { key: 'engraving', value: 'e1' },
  ]
  const found = pick(rows, eventOf({ meta })).map(({ path, row }) => [path, row.category])
  t.strictSame(found, [
    ['/meta/0/value', 'account_id'],
    ['/meta/1/value', 'account_id'],
    ['/meta/3/value', 'free_text'],
  ])
})

test('each element that is a person stays one', async t => {
  const rows: PiiRow[] = [
    { path: '/guests/*/email', category: 'email', identifies: true, person: '/guests/*' },
    {
      path: '/guests/*/phone',
      category: 'phone',
      identifies: true,
      person: '/guests/*',
      region: '/guests/*/country',
    },
    { path: '/guests/*/name', category: 'name', person: '/guests/*' },
    { path: '/booker', category: 'email', identifies: true },
  ]
  const guests = [
    { email: 'a@example.com', name: 'A' },
    { name: 'B' },
    { phone: '555 0100', country: 'US' },
  ]
  const data = personalData(rows, eventOf({ guests, booker: 'c@example.com' }))
  t.equal(data.people.length, 4)
  t.strictSame(
    data.people.map(({ identifiers }) => identifiers),
    [
      [{ category: 'email', value: 'a@example.com' }],
      [],
      [{ category: 'phone', value: '555 0100', region: 'US' }],
      [{ category: 'email', value: 'c@example.com' }],
    ],
  )
  t.strictSame(
    data.fields.map(({ path, person }) => [path, person]),
    [
      ['/guests/0/email', 0],
      ['/guests/0/name', 0],
      ['/guests/1/name', 1],
      ['/guests/2/phone', 2],
      ['/booker', 3],
    ],
  )
})

test('a row can name what has to be erased', async t => {
  const rows: PiiRow[] = [
    { path: '/id', category: 'account_id', identifies: true, reference: 'customer' },
  ]
  t.match(personalData(rows, eventOf({ id: 'c1' })).people, [
    { references: [{ object: 'customer', id: 'c1' }] },
  ])
})

test('no document makes it fail', async t => {
  const rows: PiiRow[] = [
    { path: '/*/*/a', category: 'name', when: { '/*/b': ['x'] }, person: '/*', region: '/*/*/c' },
    { path: '', category: 'free_text' },
    { path: '/a/0', category: 'email', identifies: true },
  ]
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      personalData(rows, eventOf(value))
    }),
  )
  t.equal(valueAt({ a: [{ 'b/c': 1 }] }, '/a/0/b~1c'), 1)
  t.equal(valueAt({ a: [1] }, '/a/00'), undefined)
  t.equal(valueAt({ a: [1] }, '/a/-'), undefined)
  t.equal(valueAt({ '': 2 }, '/'), 2)
})
