import assert from 'node:assert/strict'
import { compileRows, fromMatches, type PiiRow, type PlatformEvent, pick } from '@conduit/core'
import fc from 'fast-check'
import { test } from 'tap'
import { anyCase } from './support/any-case.ts'
import {
  type PlainEvent,
  type PlainMatch,
  type PlainRow,
  plainPick,
  written,
} from './support/plain-pick.ts'

function eventOf({ type, path, data }: PlainEvent): PlatformEvent {
  return { type, meaning: 'processing', occurredAt: null, id: null, path, data }
}

/** What the walk finds, in the words of the plain version. */
function walked(rows: readonly PlainRow[], event: PlainEvent): readonly PlainMatch[] {
  const all = rows.map(row => ({ row, made: written(row) }))
  const made = all.map(each => each.made)
  const ofTable = all.filter(({ row }) => !row.isOwn).map(each => each.made)
  const own = all.filter(({ row }) => row.isOwn).map(each => each.made)
  return pick(compileRows(ofTable, own), eventOf(event)).map(
    ({ row, region, within, ...rest }) => ({
      ...rest,
      row: made.indexOf(row),
      region,
      within,
    }),
  )
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
  const { members, folded, any, others, deep } = node
  for (const names of [members, folded]) {
    const get = names.get.bind(names)
    names.get = name => {
      count()
      return get(name)
    }
    for (const next of names.values()) countLookUps(next, count)
  }
  for (const next of [any, others, deep]) if (next !== null) countLookUps(next, count)
}

test('a value of a large hostile document costs what one of a small one costs', async t => {
  const ofSmall = workOf(hostile(2_000)) / 2_000
  const ofLarge = workOf(hostile(200_000)) / 200_000
  t.ok(ofSmall > 10, `${ofSmall} looks at each value of the small one`)
  t.ok(ofLarge < ofSmall * 1.01, `${ofLarge} at each of the large one`)
})

test('a table looks no further than its rows lead', async t => {
  let looks = 0
  const data = { a: { b: 'x' }, other: watched(hostile(1_000), () => looks++) }
  const rows = compileRows([{ path: '/a/*', category: 'name' }])
  t.match(pick(rows, eventOf({ type: 't', path: '', data })), [{ value: 'x' }])
  t.equal(looks, 0)
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
