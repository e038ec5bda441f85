import {
  accountId,
  compileRows,
  email,
  finding,
  fromMatches,
  isConduitError,
  marketingConsent,
  open,
  type PiiRow,
  type PlatformEvent,
  phone,
  pick,
  type RowCondition,
  textOf,
  textOrNull,
  valueAt,
  type Within,
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
const found = (rows: readonly PiiRow[], event: PlatformEvent) => pick(compileRows(rows), event)
const personalData = (rows: readonly PiiRow[], event: PlatformEvent) =>
  fromMatches(found(rows, event))
const paths = (rows: readonly PiiRow[], data: unknown, path = '') =>
  found(rows, eventOf(data, path)).map(match => match.path)

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
  const rows: PiiRow[] = [{ path: '/*', ...accountId() }]
  const empty = { a: null, b: '', c: ' ', d: {}, e: [], f: true, g: 0, h: '0' }
  t.strictSame(paths(rows, empty), [])
  t.strictSame(
    found(rows, eventOf({ a: 12 })).map(({ value }) => value),
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
  t.strictSame(
    found(rows, eventOf({ meta })).map(({ path, row }) => [path, row.category]),
    [
      ['/meta/0/value', 'account_id'],
      ['/meta/1/value', 'account_id'],
      ['/meta/3/value', 'free_text'],
    ],
  )
})

test('each element that is a person stays one', async t => {
  const rows: PiiRow[] = [
    { path: '/guests/*/email', ...email(), person: '/guests/*' },
    {
      path: '/guests/*/phone',
      ...phone({ region: '/guests/*/country' }),
      person: '/guests/*',
    },
    { path: '/guests/*/name', category: 'name', person: '/guests/*' },
    { path: '/booker', ...email() },
  ]
  const guests = [
    { email: 'a@example.com', name: 'A' },
    { name: 'B' },
    { phone: '555 0100', country: 'US' },
  ]
  const data = personalData(rows, eventOf({ guests, booker: 'c@example.com' }))
  t.strictSame(
    data.people.map(({ at }) => at),
    ['/guests/0', '/guests/1', '/guests/2', ''],
  )
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
  const rows: PiiRow[] = [{ path: '/id', ...accountId({ object: 'customer' }) }]
  t.match(personalData(rows, eventOf({ id: 'c1' })).people, [
    { references: [{ object: 'customer', id: 'c1' }] },
  ])
})

test('ids of a kind are told apart from those of another', async t => {
  const rows: PiiRow[] = [
    { path: '/customer', ...accountId({ kind: 'customer', object: 'customer' }) },
    { path: '/vendor', ...accountId({ kind: 'vendor' }) },
    { path: '/plain', ...accountId() },
  ]
  t.strictSame(personalData(rows, eventOf({ customer: 58, vendor: '58', plain: '58' })).people, [
    {
      at: '',
      identifiers: ['customer:58', 'vendor:58', '58'].map(value => ({
        category: 'account_id',
        value,
      })),
      references: [{ object: 'customer', id: '58' }],
    },
  ])
  t.strictSame(personalData(rows, eventOf({ customer: 0, vendor: '0' })).people, [])
})

test('of a category that people chose, those values find the person that can', async t => {
  const object = 'record'
  t.strictSame(finding('email', { object }), email({ object }))
  t.strictSame(finding('phone'), phone())
  t.strictSame(finding('account_id', { object }), accountId({ object }))
  t.strictSame(finding('free_text', { object }), { category: 'free_text' })
})

test('several values in one text count each', async t => {
  const rows: PiiRow[] = [{ path: '/to', ...email({ object: 'to' }), read: { split: ';' } }]
  const { fields, people } = personalData(rows, eventOf({ to: ' a@example.com; ;b@example.com ;' }))
  t.strictSame(fields, [{ path: '/to', category: 'email', person: 0 }])
  t.strictSame(
    people[0]?.identifiers.map(({ value }) => value),
    ['a@example.com', 'b@example.com'],
  )
  t.strictSame(
    people[0]?.references?.map(({ id }) => id),
    ['a@example.com', 'b@example.com'],
  )
  t.strictSame(paths(rows, { to: ' ; ' }), [])
})

test('several people in one text are one each', async t => {
  const read = { split: /[;,]/, apart: true } as const
  const rows: PiiRow[] = [{ path: '/cc', ...email(), person: '/cc', read }]
  const { fields, people } = personalData(rows, eventOf({ cc: 'a@example.com, b@example.com;' }))
  t.strictSame(
    people.map(({ at, identifiers }) => [at, ...identifiers.map(({ value }) => value)]),
    [
      ['/cc/0', 'a@example.com'],
      ['/cc/1', 'b@example.com'],
    ],
  )
  t.strictSame(
    fields.map(({ path, person }) => [path, person]),
    [
      ['/cc', 0],
      ['/cc', 1],
    ],
  )
  const nobody: PiiRow[] = [{ path: '/cc', category: 'email', person: null, read }]
  t.strictSame(personalData(nobody, eventOf({ cc: 'a@example.com' })).people, [])
})

const ada = 'ada@example.com'
const jane = 'jane@example.com'

/** The addresses that find each person, by where the person is. */
function addressesOf(row: PiiRow, text: string) {
  return personalData([row], eventOf({ to: text })).people.map(({ at, identifiers }) => [
    at,
    ...identifiers.map(({ value }) => value),
  ])
}

test('each of several addresses in one text finds its person', async t => {
  const of = (text: string) => addressesOf({ path: '/to', ...email() }, text)[0]?.slice(1)
  for (const text of [
    `${ada}, ${jane}`,
    `${ada};${jane};`,
    `${ada} ${jane}`,
    `${ada}\r\n${jane}`,
    `${ada}/${jane}`,
    `"Byron, Ada" <${ada}>, 'Doe, Jane' <${jane}>`,
    `'${ada}' <${ada}>; mailto:${jane}`,
    `Ada (${ada}) or Jane (${jane}).`,
    `${ada}，${jane}、@jane`,
    `${ada}, ${jane}, jane@home`,
  ]) {
    t.strictSame(of(text), [ada, jane], text)
  }
  t.strictSame(of("o'brien@example.com, r&d@bücher.example"), [
    "o'brien@example.com",
    'r&d@bücher.example',
  ])
  t.strictSame(of(`"${ada}" <${jane}>`), [ada, jane], 'a name may be an address')
  t.strictSame(of(`${ada}, call 202-555-0101, @ada`), [ada])
  for (const one of [` ${ada}`, `Ada <${ada}>`, 'ada', '"a@b"@example.com', '@@', 'a@b@c', '@ @']) {
    t.strictSame(of(one), [one], 'stands for itself')
  }
})

test('several addresses are of one person, unless the address is the person', async t => {
  const text = `${ada}, ${jane}`
  t.strictSame(addressesOf({ path: '/to', ...email() }, text), [['', ada, jane]])
  t.strictSame(addressesOf({ ...email(), path: '/{to,cc}', person: '/{to,cc}' }, text), [
    ['/to/0', ada],
    ['/to/1', jane],
  ])
  t.strictSame(addressesOf({ path: '/to', ...email(), person: '/to' }, ada), [['/to', ada]])
  t.strictSame(addressesOf({ path: '/to', ...email(), person: null }, text), [])
  const guest: PiiRow = { path: '/guests/*/email', ...email(), person: '/guests/*' }
  const { fields, people } = personalData([guest], eventOf({ guests: [{ email: text }] }))
  t.strictSame(fields, [{ path: '/guests/0/email', category: 'email', person: 0 }])
  t.strictSame(people[0]?.identifiers.length, 2)
  const order: PiiRow = { path: '/email', ...email({ object: 'orders-of-email' }) }
  const { references } = personalData([order], eventOf({ email: text })).people[0] ?? {}
  t.strictSame(
    references?.map(({ id }) => id),
    [ada, jane],
  )
})

test('a field of another name lists addresses too', async t => {
  const meta: PiiRow = { path: '/meta', ...open({ finds: true, others: null }) }
  const of = (data: object) => {
    const { fields, people } = personalData([meta], eventOf({ meta: data }))
    return [
      fields.map(({ category }) => category),
      people[0]?.identifiers.map(({ value }) => value) ?? [],
    ]
  }
  t.strictSame(of({ email: `${ada}; ${jane}` }), [['email'], [ada, jane]])
  const user: PiiRow = { path: '/user', ...open({ finds: true }), person: '/user' }
  const { people } = personalData([user], eventOf({ user: { email: `${ada}, ${jane}` } }))
  t.strictSame(people[0]?.identifiers.length, 2)
  t.strictSame(of({ watchers: `Ada <${ada}>, "Doe, Jane" <${jane}>` }), [['email'], []])
})

test('of very many addresses in one text the first are found', async t => {
  const many = Array.from({ length: 600 }, (_, index) => `a${index}@example.com`).join(',')
  t.equal(addressesOf({ path: '/to', ...email() }, many)[0]?.length, 501)
})

test('a reference says where its object stands, if that is known', async t => {
  const of = (within: Within | readonly Within[], data: object) =>
    personalData(
      [{ path: '/at/*/id', category: 'account_id', reference: { object: 'answer', within } }],
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
  const count = (rows: readonly PiiRow[], isPerson?: unknown) =>
    paths(rows, { name: 'Ada', isPerson }).length
  t.strictSame(
    [true, 'true', false, undefined].map(value => count(isPerson, value)),
    [1, 1, 0, 0],
  )
  t.strictSame(
    [true, false, 'false', null].map(value => count(isNoFirm, value)),
    [1, 0, 0, 1],
  )
})

test('a part of a text can be the value', async t => {
  const rows: PiiRow[] = [
    {
      path: '/url',
      ...accountId({ kind: 'order', object: 'order' }),
      read: { match: /\d+(?=\/?$)/ },
    },
  ]
  const ofUrl = (url: unknown) => personalData(rows, eventOf({ url })).people[0]
  t.match(ofUrl('https://api.example.com/shops/3/orders/7/'), {
    identifiers: [{ value: 'order:7' }],
    references: [{ id: '7' }],
  })
  t.match(ofUrl(7), { identifiers: [{ value: 'order:7' }] })
  const everywhere: PiiRow[] = [{ path: '/*', category: 'name', read: { match: /\d/g } }]
  const twice = found(everywhere, eventOf({ a: 'n 1', b: 'n 1' })).map(({ value }) => value)
  t.strictSame(twice, ['1', '1'], 'an expression remembers nothing')
  t.match(ofUrl('seven'), { identifiers: [{ value: 'order:seven' }] }, 'without it the whole')
  t.equal(ofUrl('https://api.example.com/orders/0'), undefined, 'as 0 everywhere')
})

test('a group counts as a whole', async t => {
  const rows: PiiRow[] = [
    { path: '/headers', category: 'free_text', read: 'whole' },
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
    {
      path: '/meta/**',
      category: 'free_text',
      unless: { name: ['customer', 'city'] },
    },
    { path: '/meta/customer', category: 'account_id', when: { type: ['other'] } },
    { path: '/meta/place/city', category: 'location' },
  ]
  const meta = { customer: 'c1', place: { city: 'Bonn', zip: '1' }, size: '44', deep: { a: 'b' } }
  t.strictSame(
    found(rows, eventOf({ meta })).map(({ path, row }) => [path, row.category]),
    [
      ['/meta/place/city', 'location'],
      ['/meta/place/*', 'free_text'],
      ['/meta/*', 'free_text'],
      ['/meta/*/*', 'free_text'],
    ],
  )
  const known = JSON.parse('{"constructor":"a","__proto__":"b"}')
  t.strictSame(paths(rows, { meta: known }), ['/meta/*', '/meta/*'], 'plain names')
})

test('a region below the person takes the choices of the path', async t => {
  const at = '/{seller,buyer}'
  const rows: PiiRow[] = [
    { path: `${at}/phone`, ...phone({ region: `${at}/country` }), person: at },
  ]
  const data = {
    buyer: { phone: '555 0100', country: 'US' },
    seller: { phone: '1', country: 'DE' },
  }
  t.strictSame(
    found(rows, eventOf(data)).map(({ person, region }) => [person, region]),
    [
      ['/buyer', 'US'],
      ['/seller', 'DE'],
    ],
  )
})

test('a `**` stands for any number of names, none too', async t => {
  const rows: PiiRow[] = [{ path: '/a/**/email', ...email() }]
  const data = { a: { email: 'x', b: { email: 'x', c: [{ email: 'x' }, 'x'] } }, email: 'x' }
  t.strictSame(paths(rows, data, '/doc'), ['/doc/a/email', '/doc/a/*/email', '/doc/a/*/*/0/email'])
  const named: PiiRow[] = [...rows, { path: '/b/c', category: 'name' }]
  const spelt = ['/doc/a/email', '/doc/a/b/email', '/doc/a/b/c/0/email']
  t.strictSame(paths(named, data, '/doc'), spelt, 'names that the table spells out are no data')
  const everything: PiiRow[] = [{ path: '/**', category: 'free_text' }]
  t.strictSame(paths(everything, { a: ['x', { b: 'y' }] }), ['/*/0', '/*/1/*'])
  t.strictSame(paths(everything, 'x'), [''])
})

test('a name in parentheses is one in any spelling', async t => {
  const rows: PiiRow[] = [{ path: '/(first name)', category: 'name' }]
  const data = { 'First Name': 'x', first_name: 'x', 'FIRST-NAME:': 'x', firstname: 'x', name: 'x' }
  t.strictSame(paths(rows, data), ['/First Name', '/first_name', '/FIRST-NAME:', '/firstname'])
  t.strictSame(paths([{ path: '/(0)', category: 'name' }], ['x']), [], 'elements have no names')
})

test('what no other row names there', async t => {
  const rows: PiiRow[] = [
    { path: '/meta/*others', category: 'free_text' },
    { path: '/meta/customer', ...accountId(), when: { type: ['other'] } },
    { path: '/meta/(home town)/city', category: 'location' },
  ]
  const meta = { customer: 'c1', 'Home Town': 'x', size: '44', deep: { a: 'b' } }
  t.strictSame(paths(rows, { meta }), ['/meta/*', '/meta/*/*'], 'the size, and what is deep')
})

test('conditions ask for the type, the name, a value or its shape', async t => {
  const when = (asked: RowCondition) => [{ path: '/*', category: 'name', when: asked } as const]
  const unless = (asked: RowCondition) => [{ path: '/*', category: 'name', unless: asked } as const]
  const data = { FNAME: 'Ada', EMAIL: 'ada@example.com', MOBILE: '+15550100' }
  const names = (rows: readonly PiiRow[]) =>
    found(rows, { ...eventOf(data), type: 'customers/update' }).map(({ value }) => value)
  const all = Object.values(data)
  t.strictSame(names(when({ type: ['customers/*'] })), all)
  t.strictSame(names(when({ type: ['customers'] })), [])
  t.strictSame(names(unless({ type: ['orders/*', 'customers/update'] })), [])
  t.strictSame(names(when({ name: ['FNAME'] })), ['Ada'])
  t.strictSame(names(unless({ name: ['FNAME', 'M*'] })), ['ada@example.com'])
  t.strictSame(names(unless({ name: ['f name', 'M-O*'] })), ['ada@example.com'], 'in any spelling')
  t.strictSame(names(when({ '/*': { shape: 'email' } })), ['ada@example.com'])
  t.strictSame(names(when({ '/*': { shape: 'phone' } })), ['+15550100'])
  t.strictSame(names(unless({ '/*': { shape: 'phone' }, name: ['FNAME'] })), ['ada@example.com'])
  t.strictSame(names(when({ '/EMAIL': { shape: 'email' }, '/FNAME': ['A*'] })), all)
})

test('a shape is that of a value and nothing else', async t => {
  const of = (shape: 'email' | 'phone', value: unknown) =>
    paths([{ path: '/a', category: 'name', when: { '/a': { shape } } }], { a: value }).length === 1
  const local = 'a'.repeat(242)
  for (const value of ['ada@example.com', ' a@b.co\n', `${local}@example.com`]) {
    t.ok(of('email', value), value)
  }
  const noEmails = ['ada', '@example.com', 'a@b', 'a@.b', 'a@b.', 'a@b@c.de', 'a@b.c d', 7, true]
  for (const value of [...noEmails, `a${local}@example.com`])
    t.notOk(of('email', value), `${value}`)
  for (const value of ['ada@example.com', 'Ada <ada@example.com>', 'mailto:ada@example.com'])
    t.ok(of('email', value), value)
  for (const value of ['a@b.de; c@d.de,', '"Byron, Ada" <a@b.de>,\nc@d.de'])
    t.ok(of('email', value))
  for (const value of ['a@b.de; c@d', 'a@b.de c@d.de']) t.notOk(of('email', value), value)
  const phones = ['+15550100', ' +155501001234567 ', '+1 (202) 555-0100', 'tel:+1.202.555.0100']
  for (const value of phones) t.ok(of('phone', value), value)
  const noPhones = ['15550100', '+1555010', '+1555010012345678', '+1 202 555 x', 15_550_100]
  for (const value of noPhones) t.notOk(of('phone', value), `${value}`)
})

test('pointers take what the path’s own stars and spellings stood for', async t => {
  const at = '/(custom fields)/*/**'
  const rows: PiiRow[] = [
    {
      path: `${at}/value`,
      ...phone({ region: '/(custom fields)/*/country' }),
      when: { [`${at}/key`]: ['mobile'] },
      person: '/(custom fields)/*',
    },
  ]
  const data = {
    Custom_Fields: [
      { country: 'US', x: { key: 'mobile', value: '555 0100' } },
      { country: 'DE', y: { z: { key: 'mobile', value: '555 0101' }, key: 'other', value: 'n' } },
    ],
  }
  const matches = found(rows, eventOf(data)).map(({ row: _row, within: _within, ...rest }) => rest)
  t.strictSame(matches, [
    {
      path: '/Custom_Fields/0/*/value',
      value: '555 0100',
      person: '/Custom_Fields/0',
      region: 'US',
    },
    {
      path: '/Custom_Fields/1/*/*/value',
      value: '555 0101',
      person: '/Custom_Fields/1',
      region: 'DE',
    },
  ])
})

test('people under one row stay apart, whatever their prefix stands for', async t => {
  const people = (rows: readonly PiiRow[], data: unknown) =>
    personalData(rows, eventOf(data)).people.map(({ at }) => at)
  const copied: PiiRow[] = [{ path: '/msg/{to,cc}/*/0', ...email(), person: '/msg/{to,cc}/*' }]
  const msg = { to: [['a@example.com'], ['b@example.com']], cc: [['c@example.com']] }
  t.strictSame(people(copied, { msg }), ['/msg/to/0', '/msg/to/1', '/msg/cc/0'])
  const deep: PiiRow[] = [{ path: '/**/guest/email', ...email(), person: '/**/guest' }]
  const guest = { email: 'a@example.com' }
  t.strictSame(people(deep, { guest, 'x/y': { guest } }), ['/guest', '/x~1y/guest'])
  const spelled: PiiRow[] = [{ path: '/(the guest)/email', ...email(), person: '/(the guest)' }]
  t.strictSame(people(spelled, { 'The Guest': guest, the_guest: guest }), [
    '/The Guest',
    '/the_guest',
  ])
  const itself: PiiRow[] = [{ path: '/{cc,bcc}', ...email(), person: '/{cc,bcc}' }]
  t.strictSame(people(itself, { cc: 'a@example.com', bcc: 'b@example.com' }), ['/cc', '/bcc'])
})

test('in rows of settings only a `*` has a meaning', async t => {
  const own: PiiRow[] = [
    { path: '/{a,b}', category: 'name' },
    { path: '/(a)', category: 'name' },
    { path: '/**', category: 'name' },
    { path: '/*others', category: 'name' },
    { path: '/x/*/(e)', ...email(), person: '/x/*', when: { '/x/*/(k)': ['1'] } },
  ]
  const data = { a: 'x', '{a,b}': 'x', '(a)': 'x', '**': 'x', '*others': 'x', A: 'x' }
  const x = [
    { '(e)': 'a@example.com', '(k)': 1 },
    { '(e)': 'b@example.com' },
    { e: 'c@example.com' },
  ]
  const matches = pick(compileRows([], own), eventOf({ ...data, x }))
  t.strictSame(
    matches.map(({ path, person }) => [path, person]),
    [
      ['/{a,b}', ''],
      ['/(a)', ''],
      ['/**', ''],
      ['/*others', ''],
      ['/x/0/(e)', '/x/0'],
    ],
  )
})

test('a value that stands in several places is one identifier', async t => {
  const rows: PiiRow[] = ['/a', '/b'].map(path => ({ path, ...email() }))
  const { fields, people } = personalData(rows, eventOf({ a: 'a@example.com', b: 'a@example.com' }))
  t.equal(fields.length, 2)
  t.strictSame(people[0]?.identifiers, [{ category: 'email', value: 'a@example.com' }])
})

test('marketing consents are what events of consent say', async t => {
  const rest = { channel: 'sms', purpose: 'marketing' }
  t.strictSame(marketingConsent('consent.withdrawn', 'sms'), [
    { person: '', ...rest, state: 'withdrawn' },
  ])
  t.strictSame(marketingConsent('consent.granted', 'sms', '/guests/0'), [
    { person: '/guests/0', ...rest, state: 'granted' },
  ])
  t.strictSame(marketingConsent('subject.updated', 'sms'), [])
})

test('no document makes it fail', async t => {
  const rows: PiiRow[] = [
    {
      path: '/*/*/a',
      ...phone({ region: '/*/*/c' }),
      when: { '/*/b': ['x'] },
      person: '/*',
    },
    { path: '', category: 'free_text' },
    { path: '/a/0', ...email(), read: { split: ',' } },
    { path: '/b/0', ...accountId({ kind: 'k' }), read: { match: /\d/ } },
    { path: '/**', category: 'free_text', unless: { name: ['a'] }, read: 'whole', person: null },
    { path: '/**/(a b)/**', ...email(), person: '/**' },
    { path: '/*/a', ...accountId({ object: 'x', within: [{ a: '/*' }, { b: '/*/b' }] }) },
  ]
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      try {
        personalData(rows, eventOf(value))
      } catch (error) {
        // A text where a row leads on to the elements of a list.
        if (!isConduitError(error) || error.code !== 'invalid') throw error
      }
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
