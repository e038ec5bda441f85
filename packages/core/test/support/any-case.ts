import fc, { type Arbitrary } from 'fast-check'
import type { PlainCondition, PlainEvent, PlainPointer, PlainRow, Segment } from './plain-pick.ts'

/** Names that mean nothing but themselves in a path. */
const plainNames = ['a', 'b', 'c', '0', '1', 'first_name', 'x/y', '~', '', '__proto__']
/** Names of documents; some look like what an author writes. */
const names = [...plainNames, 'First Name', 'A', 'B:', '*', '**', '*others', '(a)', '{a,b}']
const spellings = ['first name', 'FIRST-NAME', 'a', 'B', '(c)']
const leaves = [
  ...[null, true, false, 0, 12, '', ' ', '0', '12', 'a', 'ab', 'customer', 'no 7', 'p; ;0;q'],
  ...['x@example.com', 'x@example', ' y@example.org ', 'a@b@c.de', '+15550100', '+1 555 0100'],
]

const anyName = fc.constantFrom(...names)

/** Small documents of few names, so that paths lead somewhere. */
const anyDocument: Arbitrary<unknown> = fc.letrec<{ node: unknown }>(tie => ({
  node: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'document' },
    { weight: 2, arbitrary: fc.constantFrom(...leaves) },
    {
      weight: 3,
      arbitrary: fc
        .array(fc.tuple(anyName, tie('node')), { maxLength: 4 })
        .map(entries => Object.fromEntries(entries)),
    },
    { weight: 1, arbitrary: fc.array(tie('node'), { maxLength: 3 }) },
  ),
})).node

const anyEvent: Arbitrary<PlainEvent> = fc.record({
  type: fc.constantFrom('a.b', 'a.c', 'z'),
  path: fc.constantFrom('', '/events/3'),
  data: anyDocument,
})

const anySegment: Arbitrary<Segment> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .uniqueArray(fc.constantFrom(...plainNames), { minLength: 1, maxLength: 3 })
      .map((all): Segment => ({ kind: 'names', names: all })),
  },
  { weight: 3, arbitrary: fc.constant<Segment>({ kind: 'any' }) },
  { weight: 2, arbitrary: fc.constant<Segment>({ kind: 'deep' }) },
  { weight: 1, arbitrary: fc.constant<Segment>({ kind: 'others' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...spellings).map((name): Segment => ({ kind: 'folded', name })),
  },
)

/** A token that stands for this name, or for it and others. */
function segmentFor(name: string, isOwn: boolean): Arbitrary<Segment> {
  const any = fc.constant<Segment>({ kind: 'any' })
  const exactly = fc.constant<Segment>({ kind: 'names', names: [name] })
  if (isOwn) return name === '*' ? any : fc.oneof(any, exactly)
  if (!plainNames.includes(name)) return fc.oneof(any, anySegment)
  const folded = fc.constant<Segment>({ kind: 'folded', name: name.toUpperCase() })
  return fc.oneof(exactly, exactly, any, anySegment, name === '' ? any : folded)
}

/** A path that leads to this place, or nearly. */
function pathFor(names: readonly string[], isOwn: boolean): Arbitrary<readonly Segment[]> {
  const each = fc.tuple(...names.map(name => segmentFor(name, isOwn)))
  if (isOwn) return each
  const deep = fc.option(fc.tuple(fc.nat(names.length), fc.nat(2)), { nil: null })
  return fc.tuple(each, deep).map(([path, cut]) => {
    if (cut === null) return path
    const [at, length] = cut
    return [...path.slice(0, at), { kind: 'deep' as const }, ...path.slice(at + length)]
  })
}

/** The names that lead to each value of a document. */
function waysInto(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]]
  const below = Object.entries(value).flatMap(([name, member]) =>
    waysInto(member).map(names => [name, ...names]),
  )
  return [[], ...below]
}

function anyPointer(length: number): Arbitrary<PlainPointer> {
  return fc.record({
    shared: fc.nat(length),
    rest: fc.array(fc.constantFrom(...plainNames), { maxLength: 2 }),
  })
}

function anyCondition(length: number): Arbitrary<PlainCondition> {
  const texts = fc.constantFrom('a', 'a*', '12', 'true', '*', 'first_name', '0', 'First*', 'z')
  return fc.record({
    of: fc.oneof(fc.constantFrom('type' as const, 'name' as const), anyPointer(length)),
    fits: fc.oneof(
      { weight: 3, arbitrary: fc.array(texts, { minLength: 1, maxLength: 3 }) },
      {
        weight: 1,
        arbitrary: fc.record({ shape: fc.constantFrom('email' as const, 'phone' as const) }),
      },
    ),
  })
}

function rowOf(isOwn: boolean, path: readonly Segment[]): Arbitrary<PlainRow> {
  const { length } = path
  const pointer = anyPointer(length)
  return fc.record({
    isOwn: fc.constant(isOwn),
    path: fc.constant(path),
    finds: fc.constantFrom(
      'nobody' as const,
      'email' as const,
      'phone' as const,
      'account' as const,
    ),
    person: fc.oneof(fc.constantFrom(null, undefined), fc.nat(length)),
    read: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'whole' as const,
          { split: ';' },
          { match: /\d+/ },
          { match: /[a-z]/g },
        ),
      },
    ),
    region: fc.option(pointer, { nil: undefined }),
    within: fc.array(fc.dictionary(fc.constantFrom('shop', 'list'), pointer, { maxKeys: 2 }), {
      maxLength: 2,
    }),
    when: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, conditions(length)),
    unless: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, conditions(length)),
  })
}

/** Conditions of a row are the members of an object: each place is asked once. */
function conditions(length: number): Arbitrary<readonly PlainCondition[]> {
  return fc.uniqueArray(anyCondition(length), {
    maxLength: 2,
    selector: ({ of }) => (typeof of === 'string' ? of : 'pointer'),
  })
}

/** An event, and rows of which many lead somewhere in it: an author's, then those that settings add. */
export const anyCase: Arbitrary<{
  readonly event: PlainEvent
  readonly rows: readonly PlainRow[]
}> = anyEvent.chain(event => {
  const ways = fc.constantFrom(...waysInto(event.data))
  const anyRow = (isOwn: boolean) =>
    ways.chain(names => pathFor(names, isOwn)).chain(path => rowOf(isOwn, path))
  const rows = fc.tuple(
    fc.array(anyRow(false), { maxLength: 5 }),
    fc.array(anyRow(true), { maxLength: 2 }),
  )
  return rows.map(all => ({ event, rows: all.flat() }))
})
