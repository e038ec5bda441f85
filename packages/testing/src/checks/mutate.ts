import { escapeToken } from '@conduit/core'
import { editBody } from './edit-body.ts'

/** One change of a body: which place, and what happens there. */
export interface Mutation {
  /** Counted round over all places. */
  readonly place: number
  readonly kind: MutationKind
}

/** What can happen to a value. */
export const mutationKinds = [
  'drop',
  'null',
  'empty text',
  'text',
  'number',
  'huge number',
  'negative number',
  'true',
  'list',
  'object',
  'unicode',
  'long text',
] as const

type MutationKind = (typeof mutationKinds)[number]

/** Always the same mutations: a suite that fails on some days only helps nobody. */
export const mutationSeed = 20_261_110

const values: Record<Exclude<MutationKind, 'drop'>, unknown> = {
  null: null,
  'empty text': '',
  text: 'something else',
  number: 7,
  'huge number': 1e308,
  'negative number': -1.5,
  true: true,
  list: [null, 'x', {}],
  object: { x: { y: [] } },
  unicode: 'ｚ\u202e\u0000 𝒳é\ufeff',
  'long text': 'l'.repeat(5_000),
}

/**
 * A body after some mutations. In JSON and forms any place of the document may change; in XML its
 * texts.
 */
export function mutate(
  format: string,
  body: Buffer,
  document: unknown,
  mutations: readonly Mutation[],
): Buffer {
  const places = [...pointersOf(document, '')]
  if (places.length === 0) return body
  let changed = body
  for (const { place, kind } of mutations) {
    const pointer = places[place % places.length] ?? ''
    const value = kind === 'drop' ? undefined : values[kind]
    changed = attempt(
      () => editBody(format, changed, new Map([[pointer, value]]), document),
      changed,
    )
  }
  return changed
}

/** What mutations do, for a person to read. */
export function describeMutations(document: unknown, mutations: readonly Mutation[]): string {
  const places = [...pointersOf(document, '')]
  return mutations
    .map(({ place, kind }) => `${kind} at ${places[place % places.length] ?? '/'}`)
    .join(', ')
}

/** Every place below the root. */
function* pointersOf(value: unknown, at: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const pointer = `${at}/${escapeToken(name)}`
    yield pointer
    yield* pointersOf(member, pointer)
  }
}

/** A second mutation may find its field no longer JSON. */
function attempt(run: () => Buffer, otherwise: Buffer): Buffer {
  try {
    return run()
  } catch {
    return otherwise
  }
}
