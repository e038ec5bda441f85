import type { CompiledRow, RowNode } from './compile-rows.ts'
import type { Condition } from './conditions.ts'
import { foldedName } from './fold-name.ts'
import { escapeToken } from './pointer.ts'

/** Rows lead on from a place, so that a list or an object must stand there. */
export interface Descent {
  /** By a name: of a list it reads nothing. */
  readonly isNamed: boolean
  /**
   * The place is one that a star stands for: only in a list are all of one kind. Beside what a row
   * looks for an object may hold anything, as Stripe's `{ type: 'card', card: { … } }` does.
   */
  readonly inList: boolean
  /** The place is where people stand who are not the event's own, or is one of them. */
  readonly toOthers: boolean
  /** Of the row's conditions those that can be asked here. */
  readonly when: readonly Condition[]
  readonly unless: readonly Condition[]
}

const none: readonly Condition[] = []
const either = [false, true]
const always = either.flatMap(toOthers =>
  either.flatMap(isNamed =>
    either.map((inList): Descent => ({ isNamed, inList, toOthers, when: none, unless: none })),
  ),
)

/**
 * Notes what a row needs at each place on the way to its own. From a `**` or a name in any spelling on
 * it needs nothing: those look for something wherever it may be.
 *
 * @param way the nodes from which the tokens lead on
 */
export function addDescents(
  way: readonly RowNode[],
  tokens: readonly string[],
  { when, unless, person }: CompiledRow,
  isLiteral: boolean,
): void {
  const isAlways = when.length + unless.length === 0
  let place = ''
  let stars = 0
  let inList = false
  for (const [index, node] of way.entries()) {
    const token = tokens[index] ?? ''
    if (!isLiteral && (token === '**' || foldedName(token) !== null)) return
    const isStar = token === '*' || (token === '*others' && !isLiteral)
    const toOthers = person !== null && person.tokens.length > 0 && index <= person.tokens.length
    const plain = plainDescent(!isStar && !isIndex(token), inList, toOthers)
    // Of many rows that lead on alike, one says it.
    if (plain !== undefined && node.descents?.includes(plain) !== true) {
      const canBeAsked = (condition: Condition) => isKnownAt(condition, place, stars)
      const asked = { when: when.filter(canBeAsked), unless: unless.filter(canBeAsked) }
      const isPlain = isAlways || asked.when.length + asked.unless.length === 0
      node.descents ??= []
      node.descents.push(isPlain ? plain : { ...plain, ...asked })
    }
    if (!isAlways) place += `/${escapeToken(token)}`
    if (isStar) stars += 1
    inList = isStar
  }
}

function plainDescent(isNamed: boolean, inList: boolean, toOthers: boolean): Descent | undefined {
  return always.find(
    each => each.isNamed === isNamed && each.inList === inList && each.toOthers === toOthers,
  )
}

/** `-` is the element behind the last one: it needs a list, and never has a value. */
function isIndex(token: string): boolean {
  return /^(\d+|-)$/.test(token)
}

/** What it looks at is neither the place nor in it, nor told by a star that comes later. */
function isKnownAt({ of }: Condition, place: string, stars: number): boolean {
  if (of === 'type') return true
  if (of === 'name' || `${of.pointer}/`.startsWith(`${place}/`)) return false
  return of.tokens.filter(token => typeof token !== 'string').length <= stars
}
