import { valueAt } from '@conduit/core'
import fc from 'fast-check'
import { editBody } from '../body/edit-body.ts'
import { pointersOf } from '../body/pointers-of.ts'

/** One change of a body: which place, and what happens there. */
export interface Mutation {
  /** Counted round over all places. */
  readonly place: number
  readonly kind: MutationKind
}

type MutationKind = 'drop' | 'twice' | 'unknown member' | keyof typeof values

/** Stands for a number that no JavaScript number is. */
const hugeMark = '\ue000huge\ue000'

/** What can come into the place of a value. */
const values = {
  null: null,
  'empty text': '',
  text: 'something else',
  number: 7,
  'huge number': 1e308,
  'negative number': -1.5,
  'integer of 30 digits': hugeMark,
  true: true,
  list: [null, 'x', {}],
  object: { x: { y: [] } },
  unicode: 'ｚ\u202e\u0000 𝒳é\ufeff',
  'lone surrogate': 'a\ud800',
  'long text': 'l'.repeat(5_000),
  nesting: nested(30),
  'endless nesting': nested(80),
  'date that is none': '2026-02-31T25:61:00Z',
  'date beyond all': '+275761-01-01T00:00:00Z',
  'time beyond all': 8.64e15 + 1,
  'object that is no text': { toString: null, valueOf: null },
} as const

const kinds = Object.keys(values) as (keyof typeof values)[]

const nothings = ['drop', 'null', 'empty text'] as const

const others = ['number', 'list', 'object that is no text', 'object', 'true'] as const

const mostPlaces = 40

/** One to three mutations. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    place: fc.nat(100_000),
    kind: fc.constantFrom<MutationKind>('drop', 'twice', 'unknown member', ...kinds),
  }),
  { minLength: 1, maxLength: 3 },
)

/** Each place of a document, or as many as there is time for: empty, and of another kind. */
export function eachPlace(document: unknown): [readonly Mutation[]][] {
  const { length } = [...pointersOf(document, '')]
  const step = Math.max(1, Math.floor(length / mostPlaces))
  const places = Array.from({ length: Math.min(length, mostPlaces) }, (_, index) => index * step)
  return places.flatMap((place, index) =>
    [nothings, others].map((kinds): [readonly Mutation[]] => {
      const kind = kinds[index % kinds.length] ?? 'null'
      return [[{ place, kind }]]
    }),
  )
}

/**
 * A body after some mutations. In JSON and forms any place of the document may change; in XML its
 * texts.
 */
export function mutate(
  format: string,
  body: Buffer,
  document: unknown,
  all: readonly Mutation[],
): Buffer {
  const places = [...pointersOf(document, '')]
  let changed = body
  for (const { place, kind } of places.length === 0 ? [] : all) {
    const edit = editOf(places[place % places.length] ?? '', kind, document)
    changed = attempt(() => editBody(format, changed, new Map([edit]), document), changed)
  }
  return Buffer.from(changed.toString().replaceAll(`"${hugeMark}"`, '1'.repeat(30)))
}

/** What mutations do, for a person to read. */
export function describeMutations(document: unknown, all: readonly Mutation[]): string {
  const places = placesOf(document, all)
  return all.map(({ kind }, index) => `${kind} at ${places[index] ?? '/'}`).join(', ')
}

/** The pointers at which mutations happen. */
export function placesOf(document: unknown, all: readonly Mutation[]): readonly string[] {
  const places = [...pointersOf(document, '')]
  return all.flatMap(({ place }) => places[place % places.length] ?? [])
}

function editOf(pointer: string, kind: MutationKind, document: unknown): [string, unknown] {
  const value = valueAt(document, pointer)
  const container = pointer.slice(0, pointer.lastIndexOf('/'))
  const around = valueAt(document, container)
  if (kind === 'drop') return [pointer, undefined]
  if (kind === 'twice') {
    // What stands in no list is put into one.
    return Array.isArray(around) && container !== ''
      ? [container, [...around, value]]
      : [pointer, [value, value]]
  }
  if (kind === 'unknown member') {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return [`${isObject ? pointer : container}/zz_unknown`, { of: ['no', 'meaning'] }]
  }
  return [pointer, values[kind]]
}

function nested(depth: number): unknown {
  return depth === 0 ? 'deep' : depth % 2 === 0 ? [nested(depth - 1)] : { in: nested(depth - 1) }
}

/** A second mutation may find its field no longer JSON. */
function attempt(run: () => Buffer, otherwise: Buffer): Buffer {
  try {
    return run()
  } catch {
    return otherwise
  }
}
