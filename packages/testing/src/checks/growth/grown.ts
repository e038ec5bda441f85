import { escapeToken } from '@conduit/core'

/** A document in which one list or map can be made longer. */
export interface Growing {
  /** Pointer of that list or map, each index and each name of a copy as `*`. */
  readonly place: string
  /**
   * The document with so many more items or members, alike or each with values of its own. Members have
   * names that no document had before: what is remembered of names makes nothing cheaper.
   */
  grown(count: number, isAlike: boolean): unknown
  /** How many values one more item or member is. */
  readonly size: number
}

/** Each list and each map of a document, ready to grow by copies of what it holds first. */
export function* growingPlaces(document: unknown): Generator<Growing> {
  for (const { place, tokens, container } of containersIn(document, '', [])) {
    const [first] = Object.entries(container)
    if (first === undefined) continue
    const [name, value] = first
    let documents = 0
    yield {
      place,
      size: valuesIn(value) + 1,
      grown(count, isAlike) {
        const stem = `${name}${documents++}_`
        const copies = Array.from({ length: count }, (_, number) =>
          isAlike ? value : numbered(value, number),
        )
        const longer = Array.isArray(container)
          ? [...container, ...copies]
          : { ...container, ...Object.fromEntries(copies.map((each, at) => [stem + at, each])) }
        return withAt(document, tokens, longer)
      },
    }
  }
}

type Container = readonly unknown[] | Readonly<Record<string, unknown>>

function* containersIn(
  value: unknown,
  place: string,
  tokens: readonly string[],
): Generator<{ place: string; tokens: readonly string[]; container: Container }> {
  if (!isContainer(value)) return
  yield { place, tokens, container: value }
  for (const [name, member] of Object.entries(value)) {
    const token = Array.isArray(value) ? '*' : escapeToken(name)
    yield* containersIn(member, `${place}/${token}`, [...tokens, name])
  }
}

function isContainer(value: unknown): value is Container {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}

/** The document with another value at a place; nothing that is given is changed. */
function withAt(document: unknown, [token, ...rest]: readonly string[], value: unknown): unknown {
  if (token === undefined || !isContainer(document)) return value
  const inner = withAt((document as Readonly<Record<string, unknown>>)[token], rest, value)
  if (!Array.isArray(document)) return { ...document, [token]: inner }
  return document.map((item, index) => (String(index) === token ? inner : item))
}

function numbered(value: unknown, number: number): unknown {
  if (typeof value === 'string') return `${value}${number}`
  if (typeof value === 'number') return value + number
  if (Array.isArray(value)) return value.map(item => numbered(item, number))
  if (!isContainer(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, numbered(member, number)]),
  )
}

function valuesIn(value: unknown): number {
  if (!isContainer(value)) return 1
  return Object.values(value).reduce<number>((sum, each) => sum + valuesIn(each), 1)
}
