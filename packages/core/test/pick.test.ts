import assert from 'node:assert/strict'
import {
  accountId,
  compileRows,
  email,
  fromMatches,
  isConduitError,
  type PiiRow,
  type PlatformEvent,
  pick,
  reasons,
} from '@conduit/core'
import fc from 'fast-check'
import { test } from 'tap'
import { anyCase } from './support/any-case.ts'
import {
  type PlainEvent,
  type PlainMatch,
  type PlainRow,
  plainPick,
  plainRefuses,
  written,
} from './support/plain-pick.ts'

function eventOf({ type, path, data }: PlainEvent): PlatformEvent {
  return { type, meaning: 'processing', occurredAt: null, id: null, path, data }
}

function compiled(rows: readonly PlainRow[]) {
  const all = rows.map(row => ({ row, made: written(row) }))
  const ofTable = all.filter(({ row }) => !row.isOwn).map(each => each.made)
  const own = all.filter(({ row }) => row.isOwn).map(each => each.made)
  return { made: all.map(each => each.made), table: compileRows(ofTable, own) }
}

/**
 * What the walk finds, in the words of the plain version, whatever else stands there. What is read by its
 * name in the place of a text is shown below.
 */
function walked(rows: readonly PlainRow[], event: PlainEvent): readonly PlainMatch[] {
  const { made, table } = compiled(rows)
  takeAnything(table.root)
  return pick(table, eventOf(event))
    .filter(({ row }) => made.includes(row))
    .map(({ row, region, within, ...rest }) => ({
      ...rest,
      row: made.indexOf(row),
      region,
      within,
    }))
}

function takeAnything(node: ReturnType<typeof compileRows>['root']): void {
  node.descents = null
  for (const next of nodesBehind(node)) takeAnything(next)
}

function nodesBehind({
  members,
  folded,
  any,
  others,
  deep,
}: ReturnType<typeof compileRows>['root']) {
  return [...members.values(), ...folded.values(), any, others, deep].filter(next => next !== null)
}

function isRefused(rows: readonly PlainRow[], event: PlainEvent): boolean {
  try {
    pick(compiled(rows).table, eventOf(event))
    return false
  } catch (error) {
    assert.ok(isConduitError(error) && error.reasonKey === 'other_type', String(error))
    return true
  }
}

/** One text for each match, in an order of its own: the two versions walk in different orders. */
function listed(matches: readonly PlainMatch[]): readonly string[] {
  return matches
    .map(({ row, path, value, person, region, within }) =>
      JSON.stringify([row, path, value, person, region, within]),
    )
    .sort()
}

test('the walk finds exactly what holding each row against each value finds', async t => {
  let found = 0
  fc.assert(
    fc.property(anyCase, ({ rows, event }) => {
      const plain = listed(plainPick(rows, event))
      found += plain.length
      assert.deepEqual(listed(walked(rows, event)), plain)
    }),
    { numRuns: 1_500 },
  )
  t.ok(found > 1_500, `${found} values were found in all`)
})

test('what a table has read before changes nothing of what it finds', t => {
  fc.assert(
    fc.property(anyCase, anyCase, ({ rows, event }, other) => {
      const { table } = compiled(rows)
      takeAnything(table.root)
      const before = pick(table, eventOf(event))
      pick(table, eventOf(other.event))
      assert.deepEqual(pick(table, eventOf(event)), before)
    }),
    { numRuns: 500 },
  )
  t.end()
})

const anyOther = fc.constantFrom<unknown>('a', 'x@example.com', 12, true, ['a'], [{ a: 'a' }])

/** A document with something else in the place of one of its lists and objects. */
function spoil(document: unknown, place: number, other: unknown): unknown {
  const isContainer = (value: unknown) => typeof value === 'object' && value !== null
  const inside = Object.entries(document ?? {}).filter(([, value]) => isContainer(value))
  const chosen = inside[place % (inside.length + 1)]
  if (chosen === undefined) return isContainer(document) ? other : document
  const [name, value] = chosen
  const changed = spoil(value, Math.floor(place / (inside.length + 1)), other)
  if (Array.isArray(document)) return document.with(Number(name), changed)
  return Object.fromEntries(
    Object.entries(document ?? {}).map(([each, own]) => [each, each === name ? changed : own]),
  )
}

test('the walk refuses what no row reads where one leads on to others, or nobody is found', async t => {
  const refused = { yes: 0, no: 0 }
  fc.assert(
    fc.property(anyCase, fc.nat(), anyOther, ({ rows, event }, place, other) => {
      const spoilt = { ...event, data: spoil(event.data, place, other) }
      const plain = plainRefuses(rows, spoilt)
      refused[plain ? 'yes' : 'no'] += 1
      assert.equal(isRefused(rows, spoilt), plain)
    }),
    { numRuns: 1_500 },
  )
  t.ok(refused.yes > 30 && refused.no > 30, JSON.stringify(refused))
})

test('something else than the list or the object that rows need is refused, and only that', async t => {
  const orders = { '/kind': ['order'] }
  const rows = compileRows([
    { path: '/guests/*/email', category: 'email' },
    { path: '/guest/email', category: 'email' },
    { path: '/customer{,/id}', category: 'account_id' },
    { path: '/details/*/last4', category: 'payment' },
    { path: '/order/name', category: 'name', when: orders },
    { path: '/buyer/name', category: 'name', when: { '/buyer/kind': ['person'] } },
    { path: '/card/number', category: 'payment', unless: { type: ['other'] } },
    { path: '/notes/**', category: 'free_text' },
    { path: '/fields/(e-mail)', category: 'email' },
    { path: '/headers', category: 'free_text', read: 'whole' },
    { path: '/headers/from', category: 'email' },
  ])
  const read = (data: unknown, type = 't') => pick(rows, eventOf({ type, path: '/e/0', data }))
  const wrong: readonly (readonly [unknown, string])[] = [
    ['ada@example.com', '/e/0'],
    [[{ guest: {} }], '/e/0'],
    [{ guests: 'ada@example.com' }, '/e/0/guests'],
    [{ guests: 0 }, '/e/0/guests'],
    [{ guests: true }, '/e/0/guests'],
    [{ guests: [{ email: 'x' }, 'ada@example.com'] }, '/e/0/guests/1'],
    [{ guests: [[{ email: 'x' }]] }, '/e/0/guests/0'],
    [{ guest: [{ email: 'ada@example.com' }] }, '/e/0/guest'],
    [{ customer: ['c1'] }, '/e/0/customer'],
    [{ kind: 'order', order: 'Ada' }, '/e/0/order'],
    [{ buyer: 'Ada' }, '/e/0/buyer'],
    [{ card: '4242' }, '/e/0/card'],
  ]
  for (const [data, pointer] of wrong) {
    const faults = [{ pointer, detail: reasons.other_type }]
    t.throws(() => read(data), { code: 'invalid', reasonKey: 'other_type', faults })
  }
  const nothing = [null, undefined, '', ' ', false, [], {}]
  const fine = [
    ...nothing,
    ...nothing.map(guests => ({ guests })),
    ...nothing.map(guest => ({ guest })),
    { guests: [null, '', []] },
    { guests: { first: 'x' } },
    { details: { type: 'card', card: { last4: '4242' } } },
    { customer: 'c1' },
    { customer: { id: 'c1' } },
    { order: 'Ada' },
    { notes: 'x' },
    { fields: 'x' },
    { headers: 'x' },
    { headers: ['x'] },
  ]
  for (const data of fine) t.doesNotThrow(() => read(data), JSON.stringify(data))
  t.doesNotThrow(() => read({ card: '4242' }, 'other'))
})

/** Path, category and value of what rows find, and whose it is. */
function foundBy(rows: readonly PiiRow[], data: unknown) {
  return pick(compileRows(rows), eventOf({ type: 't', path: '/e/0', data })).map(
    ({ path, row, value, person }) =>
      [path, row.category, row.identity?.by, value, person] as const,
  )
}

test('a text where a row leads on is found by its form or its name, if somebody is found', async t => {
  const rows: readonly PiiRow[] = [
    { path: '/user/id', ...accountId() },
    { path: '/device/{id,name}', category: 'device_id' },
    { path: '/buyer/name', category: 'name' },
    { path: '/guests/*/name', category: 'name', person: '/guests/*' },
    { path: '/owner/contact/name', category: 'name', person: '/owner' },
  ]
  const user = { id: 'u1' }
  const own = ['/e/0/user/id', 'account_id', 'account_id', 'u1', ''] as const
  const nobodys = (path: string, category: string, value: string) =>
    [path, category, undefined, value, null] as const
  const found = (data: object) => foundBy(rows, { user, ...data })
  t.strictSame(found({ device: 'Ada’s phone' }), [
    own,
    nobodys('/e/0/device', 'free_text', 'Ada’s phone'),
  ])
  t.strictSame(found({ buyer: 'ada@example.com' }), [
    own,
    nobodys('/e/0/buyer', 'email', 'ada@example.com'),
  ])
  t.strictSame(found({ buyer: [{ email: 'ada@example.com' }, { phone: '555 0100' }] }), [
    own,
    nobodys('/e/0/buyer/0/*', 'email', 'ada@example.com'),
    nobodys('/e/0/buyer/1/*', 'phone', '555 0100'),
  ])
  t.strictSame(found({ owner: { contact: 'ada@example.com' } }), [
    own,
    nobodys('/e/0/owner/contact', 'email', 'ada@example.com'),
  ])
  t.strictSame(found({ device: true }), [own])
  for (const data of [
    { user, guests: 'Ada' },
    { user, guests: ['Ada'] },
    { user, owner: 'Ada' },
  ]) {
    t.throws(() => foundBy(rows, data), { code: 'invalid', reasonKey: 'other_type' })
  }
  t.throws(() => foundBy(rows, { device: 'Ada' }), { code: 'invalid', reasonKey: 'other_type' })
})

test('an object in the place of a text is read by its names', async t => {
  const rows: readonly PiiRow[] = [
    { path: '/email', ...email() },
    { path: '/name', category: 'name' },
    { path: '/id', ...accountId() },
    { path: '/guests/*/email', ...email(), person: '/guests/*' },
    { path: '/note', category: 'free_text', when: { '/note': { shape: 'email' } } },
  ]
  const found = (data: object) => foundBy(rows, data)
  t.strictSame(found({ email: { value: 'ada@example.com', verified: true } }), [
    ['/e/0/email/*', 'email', 'email', 'ada@example.com', ''],
  ])
  t.strictSame(found({ name: { first: 'Ada', x: ['Byron'] } }), [
    ['/e/0/name/*', 'name', undefined, 'Ada', ''],
    ['/e/0/name/*/0', 'name', undefined, 'Byron', ''],
  ])
  t.strictSame(found({ id: { seen: 'on Monday', friend: 'sam@example.com' } }), [
    ['/e/0/id/*', 'free_text', undefined, 'on Monday', ''],
    ['/e/0/id/*', 'email', undefined, 'sam@example.com', ''],
  ])
  t.strictSame(found({ guests: [{ email: { work: 'sam@example.com' } }] }), [
    ['/e/0/guests/0/email/*', 'email', undefined, 'sam@example.com', '/guests/0'],
  ])
  t.strictSame(found({ note: { text: 'x' } }), [], 'where the row does not count')
})

test('of a list in the place of a text each is read, and several are not joined', async t => {
  const rows: readonly PiiRow[] = [
    { path: '/email', ...email() },
    { path: '/notes', category: 'free_text' },
    { path: '/guests/*/email', ...email(), person: '/guests/*' },
  ]
  const found = (data: object) => foundBy(rows, data)
  const mail = (path: string, value: string, person: string) =>
    [path, 'email', 'email', value, person] as const
  t.strictSame(found({ email: ['ada@example.com'] }), [mail('/e/0/email/0', 'ada@example.com', '')])
  t.strictSame(found({ email: ['ada@example.com', null, 'sam@example.com'] }), [
    mail('/e/0/email/0', 'ada@example.com', '/email/0'),
    mail('/e/0/email/2', 'sam@example.com', '/email/2'),
  ])
  t.strictSame(found({ guests: [{ email: ['ada@example.com', 'sam@example.com'] }] }), [
    mail('/e/0/guests/0/email/0', 'ada@example.com', '/guests/0/email/0'),
    mail('/e/0/guests/0/email/1', 'sam@example.com', '/guests/0/email/1'),
  ])
  t.strictSame(found({ notes: ['a', 'b'] }), [
    ['/e/0/notes/0', 'free_text', undefined, 'a', ''],
    ['/e/0/notes/1', 'free_text', undefined, 'b', ''],
  ])
})

/** Rows that can stand for much: each value is at many places of the table at once. */
const greedy: readonly PiiRow[] = [
  { path: '/**/a/**/a/**/a/**', category: 'free_text', person: '/**' },
  { path: '/**/(A)/**/*/**', category: 'name', when: { '/**/a': ['x'] }, person: '/**/(a)' },
  { path: '/**/*others/**/a', category: 'name', unless: { name: ['b'] } },
  { path: '/{,*/}{,*/}{,*/}**', category: 'free_text', person: null, read: 'whole' },
]

/** A document of about so many values: lists of chains, 50 deep, whose every link the rows ask for. */
function hostile(size: number): unknown {
  const chain = (depth: number): unknown => (depth === 0 ? 'x' : { a: chain(depth - 1) })
  return Array.from({ length: size / 50 }, () => chain(49))
}

/** What reading the greedy rows in a document costs: looks at the document and at the table. */
function workOf(document: unknown): number {
  let work = 0
  const count = () => {
    work += 1
  }
  const compiled = compileRows(greedy)
  countLookUps(compiled.root, count)
  pick(compiled, eventOf({ type: 't', path: '', data: watched(document, count) }))
  return work
}

function watched(value: unknown, count: () => void): unknown {
  if (typeof value !== 'object' || value === null) return value
  for (const [name, member] of Object.entries(value)) {
    Object.assign(value, { [name]: watched(member, count) })
  }
  return new Proxy(value, {
    get(target, name) {
      count()
      return Reflect.get(target, name)
    },
    ownKeys(target) {
      count()
      return Reflect.ownKeys(target)
    },
  })
}

function countLookUps(node: ReturnType<typeof compileRows>['root'], count: () => void): void {
  for (const names of [node.members, node.folded]) {
    const get = names.get.bind(names)
    names.get = name => {
      count()
      return get(name)
    }
  }
  for (const next of nodesBehind(node)) countLookUps(next, count)
}

test('a value of a large hostile document costs what one of a small one costs', async t => {
  const ofSmall = workOf(hostile(2_000)) / 2_000
  const ofLarge = workOf(hostile(200_000)) / 200_000
  t.ok(ofSmall > 1, `${ofSmall} looks at each value of the small one`)
  t.ok(ofLarge < ofSmall * 1.01, `${ofLarge} at each of the large one`)
})

test('a table looks no further than its rows lead', async t => {
  let looks = 0
  const data = { a: { b: 'x' }, other: watched(hostile(1_000), () => looks++) }
  const rows = compileRows([{ path: '/a/*', category: 'name' }])
  t.match(pick(rows, eventOf({ type: 't', path: '', data })), [{ value: 'x' }])
  t.equal(looks, 0)
})

test('what rows pass over by its name is not looked at', async t => {
  let looks = 0
  const passed = watched(hostile(1_000), () => looks++)
  const data = { note: 'x', Price_Set: passed, tax_lines: passed, '12345': 'y', prices: 'z' }
  const rows = compileRows([
    { path: '/*', category: 'free_text', unless: { name: ['price*', 'tax_lines'] } },
    { path: '/*others', category: 'name', when: { name: ['note', '1*'] } },
  ])
  t.strictSame(
    pick(rows, eventOf({ type: 't', path: '', data }))
      .map(({ row, value }) => `${row.category} ${value}`)
      .sort(),
    ['free_text x', 'free_text y', 'name x', 'name y'],
  )
  t.equal(looks, 0)
})

test('a number in a list is no name, whichever was met first', t => {
  const rows: readonly PiiRow[] = [
    { path: '/**/1', category: 'name' },
    { path: '/*/(1)', ...email() },
  ]
  const list = ['a', 'ada@example.com']
  const found = (data: object) =>
    pick(compileRows(rows), eventOf({ type: 'a', path: '', data }))
      .map(({ row, value }) => `${rows.indexOf(row)} ${value}`)
      .sort()
  const all = ['0 ada@example.com', '0 bo@example.com', '1 bo@example.com']
  t.strictSame(found({ a: list, b: { 1: 'bo@example.com' } }), all)
  t.strictSame(found({ a: { 1: 'bo@example.com' }, b: list }), all)
  t.end()
})

test('many people under one reported path', async t => {
  const rows = compileRows([{ path: '/*/name', category: 'name', person: '/*' }])
  const names = Array.from({ length: 60_000 }, (_, index) => [`n${index}`, { name: 'x' }])
  const event = eventOf({ type: 't', path: '', data: Object.fromEntries(names) })
  const { fields, people } = fromMatches(pick(rows, event))
  t.equal(people.length, 60_000)
  t.equal(fields.length, 60_000)
  t.match(fields.at(-1), { path: '/*/name', person: 59_999 })
})

test('a prefix of a name that folding would empty is taken as it is written', async t => {
  const rows = compileRows([
    { path: '/*', category: 'free_text', unless: { name: ['_*', 'Order ID'] } },
  ])
  const data = { _internal: 'a', note: 'b', orderId: 'c' }
  t.strictSame(
    pick(rows, eventOf({ type: 't', path: '', data })).map(({ value }) => value),
    ['b'],
  )
})

test('more spellings and places than are remembered are reported as they are', async t => {
  const rows = compileRows([{ path: '/lists/*/(first name)', category: 'name' }])
  const spelt = (index: number) =>
    `first${'_'.repeat(1 + (index % 60))}${' '.repeat(index / 60)}Name`
  const lists = Array.from({ length: 5_000 }, (_, index) => ({ [spelt(index)]: 'x' }))
  const event = eventOf({ type: 't', path: '', data: { lists } })
  for (const _ of [1, 2]) {
    t.strictSame(
      pick(rows, event).map(({ path }) => path),
      lists.map((_, index) => `/lists/${index}/${spelt(index)}`),
    )
  }
})
