import {
  marketingConsent,
  type PiiRow,
  type PlatformEvent,
  personalData,
  pick,
  textOf,
  textOrNull,
  valueAt,
  withConsents,
} from '@conduit/core'
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

test('ids of a kind are told apart from those of another', async t => {
  const ids = { category: 'account_id', identifies: true } as const
  const rows: PiiRow[] = [
    { path: '/customer', ...ids, kind: 'customer', reference: 'customer' },
    { path: '/vendor', ...ids, kind: 'vendor' },
    { path: '/plain', ...ids },
  ]
  t.strictSame(personalData(rows, eventOf({ customer: 58, vendor: '58', plain: '58' })).people, [
    {
      identifiers: ['customer:58', 'vendor:58', '58'].map(value => ({
        category: 'account_id',
        value,
      })),
      references: [{ object: 'customer', id: '58' }],
    },
  ])
  t.strictSame(personalData(rows, eventOf({ customer: 0, vendor: '0' })).people, [])
})

test('several values in one text count each', async t => {
  const row = { path: '/to', category: 'email', identifies: true, reference: 'to' } as const
  const { fields, people } = personalData(
    [{ ...row, separator: ';' }],
    eventOf({ to: ' a@example.com; ;b@example.com ;' }),
  )
  t.strictSame(fields, [{ path: '/to', category: 'email', person: 0 }])
  t.strictSame(
    people[0]?.identifiers.map(({ value }) => value),
    ['a@example.com', 'b@example.com'],
  )
  t.strictSame(
    people[0]?.references?.map(({ id }) => id),
    ['a@example.com', 'b@example.com'],
  )
  t.strictSame(paths([{ ...row, separator: ';' }], { to: ' ; ' }), [])
})

test('a reference says where its object stands, if that is known', async t => {
  const of = (within: PiiRow['within'] & object, data: object) =>
    personalData(
      [{ path: '/at/*/id', category: 'account_id', reference: 'answer', within }],
      eventOf({ at: [{ id: '7', ...data }], survey: '3' }),
    ).people[0]?.references
  const object = 'answer'
  t.strictSame(of({ survey: '/survey' }, {}), [{ object, id: '7', within: { survey: '3' } }])
  t.strictSame(of({ page: '/at/*/page' }, { page: 5 }), [
    { object, id: '7', within: { page: '5' } },
  ])
  const either = [{ page: '/at/*/page' }, { list: '/at/*/list' }]
  t.strictSame(of(either, { list: '9' }), [{ object, id: '7', within: { list: '9' } }])
  t.strictSame(of(either, { list: '9', page: '5' }), [{ object, id: '7', within: { page: '5' } }])
  const both = { survey: '/survey', page: '/at/*/page' }
  t.strictSame(of(both, { page: '5' }), [{ object, id: '7', within: { survey: '3', page: '5' } }])
  for (const page of [undefined, null, '', {}])
    t.strictSame(of(both, { page }), [{ object, id: '7' }])
})

test('what belongs to nobody in particular makes no person', async t => {
  const rows: PiiRow[] = [
    { path: '/name', category: 'free_text', person: null },
    { path: '/owner', category: 'name' },
  ]
  t.strictSame(personalData(rows, eventOf({ name: 'CV of Ada' })), {
    fields: [{ path: '/name', category: 'free_text' }],
    people: [],
  })
  t.strictSame(personalData(rows, eventOf({ name: 'x', owner: 'Ada' })).fields, [
    { path: '/name', category: 'free_text' },
    { path: '/owner', category: 'name', person: 0 },
  ])
})

test('a condition may be about a boolean', async t => {
  const name = { path: '/name', category: 'name' } as const
  const isPerson = [{ ...name, when: { '/isPerson': ['true'] } }]
  const isNoFirm = [{ ...name, unless: { '/isPerson': ['false'] } }]
  const found = (rows: readonly PiiRow[], isPerson?: unknown) =>
    paths(rows, { name: 'Ada', isPerson }).length
  t.strictSame(
    [true, 'true', false, undefined].map(value => found(isPerson, value)),
    [1, 1, 0, 0],
  )
  t.strictSame(
    [true, false, 'false', null].map(value => found(isNoFirm, value)),
    [1, 0, 0, 1],
  )
})

test('a part of a text can be the value', async t => {
  const rows: PiiRow[] = [
    {
      path: '/url',
      category: 'account_id',
      identifies: true,
      part: /\d+(?=\/?$)/,
      reference: 'order',
      kind: 'order',
    },
  ]
  const ofUrl = (url: unknown) => personalData(rows, eventOf({ url })).people[0]
  t.match(ofUrl('https://api.example.com/shops/3/orders/7/'), {
    identifiers: [{ value: 'order:7' }],
    references: [{ id: '7' }],
  })
  t.match(ofUrl(7), { identifiers: [{ value: 'order:7' }] })
  t.match(ofUrl('seven'), { identifiers: [{ value: 'order:seven' }] }, 'without it the whole')
  t.equal(ofUrl('https://api.example.com/orders/0'), undefined, 'as 0 everywhere')
})

test('a group counts as a whole', async t => {
  const rows: PiiRow[] = [
    { path: '/headers', category: 'free_text', whole: true },
    { path: '/headers/From', category: 'email' },
  ]
  t.strictSame(paths(rows, { headers: { 'X-Ada': ['1'], From: 'a' } }, '/msg'), [
    '/msg/headers',
    '/msg/headers/From',
  ])
  t.strictSame(paths(rows, { headers: ['Ada'] }), ['/headers'])
  t.strictSame(paths(rows, { headers: 'From: Ada' }), ['/headers'])
  for (const headers of [{}, [], '', null, true]) t.strictSame(paths(rows, { headers }), [])
})

test('what no row names can have rows of its own', async t => {
  const rows: PiiRow[] = [
    { path: '/meta/*{,/*}', category: 'free_text', unnamed: true },
    { path: '/meta/customer', category: 'account_id', types: ['other'] },
    { path: '/meta/place/city', category: 'location' },
  ]
  const meta = { customer: 'c1', place: { city: 'Bonn', zip: '1' }, size: '44', deep: { a: 'b' } }
  t.strictSame(
    pick(rows, eventOf({ meta })).map(({ path, row }) => [path, row.category]),
    [
      ['/meta/place/city', 'location'],
      ['/meta/*', 'free_text'],
      ['/meta/*/*', 'free_text'],
    ],
  )
  const known = JSON.parse('{"constructor":"a","__proto__":"b"}')
  t.strictSame(paths(rows, { meta: known }), ['/meta/*', '/meta/*'], 'plain names')
})

test('a value that stands in several places is one identifier', async t => {
  const row = { category: 'email', identifies: true } as const
  const rows: PiiRow[] = ['/a', '/b'].map(path => ({ path, ...row }))
  const { fields, people } = personalData(rows, eventOf({ a: 'a@example.com', b: 'a@example.com' }))
  t.equal(fields.length, 2)
  t.strictSame(people[0]?.identifiers, [{ category: 'email', value: 'a@example.com' }])
})

test('consents are those of people who can be found again', async t => {
  const rows: PiiRow[] = [
    { path: '/*/email', category: 'email', identifies: true, person: '/*' },
    { path: '/*/name', category: 'name', person: '/*' },
  ]
  const data = personalData(
    rows,
    eventOf({ a: { email: 'a@example.com' }, b: { name: 'B' }, c: { email: 'c@example.com' } }),
  )
  const consents = marketingConsent({ meaning: 'consent.withdrawn' }, 'sms')
  t.strictSame(consents, [{ channel: 'sms', purpose: 'marketing', state: 'withdrawn' }])
  t.strictSame(marketingConsent({ meaning: 'consent.granted' }, 'sms')[0]?.state, 'granted')
  t.strictSame(marketingConsent({ meaning: 'subject.updated' }, 'sms'), [])
  const added = withConsents(data, consents)
  t.strictSame(added.fields, data.fields)
  t.strictSame(
    added.people.map(person => person.consents),
    [consents, undefined, consents],
  )
  const ofC = withConsents(data, consents, ({ identifiers }) =>
    identifiers.some(({ value }) => value.startsWith('c')),
  )
  t.strictSame(
    ofC.people.map(person => person.consents),
    [undefined, undefined, consents],
  )
  t.strictSame(withConsents(data, []), data)
})

test('no document makes it fail', async t => {
  const rows: PiiRow[] = [
    { path: '/*/*/a', category: 'name', when: { '/*/b': ['x'] }, person: '/*', region: '/*/*/c' },
    { path: '', category: 'free_text' },
    { path: '/a/0', category: 'email', identifies: true, separator: ',', part: /\d/, kind: 'k' },
    { path: '/*', category: 'free_text', whole: true, unnamed: true, person: null },
    { path: '/*/a', category: 'account_id', reference: 'x', within: [{ a: '/*' }, { b: '/*/b' }] },
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
  t.equal(textOrNull({ a: ['x'] }, '/a/0'), 'x')
  for (const a of ['', 0, true, null, {}]) t.equal(textOrNull({ a }, '/a'), null)
  t.strictSame([' x ', 0, 1.5].map(textOf), [' x ', '0', '1.5'])
  for (const value of ['', ' ', true, null, {}]) t.equal(textOf(value), null)
})
