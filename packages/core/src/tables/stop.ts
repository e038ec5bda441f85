import { joined } from './joined.ts'
import type { Move, Step } from './places.ts'
import type { Stars } from './pointer-template.ts'

/**
 * A member of the document on the way of a walk, where rows may read or lead on. How its nodes were
 * reached is told when something is found there, which is rare.
 */
export interface Stop {
  readonly move: Move
  /** Null: the walk begins here. */
  readonly before: Stop | null
  readonly member: string
  /** The member is an element of a list. */
  readonly inList: boolean
  /** Pointers of its nodes, as far as members of it were asked for theirs. */
  paths: string[] | null
  /** The same of what open tokens stood for. */
  stars: (Stars | null)[] | null
}

/** The next stop of a walk. */
export function stopAt(move: Move, before: Stop | null, member: string, inList: boolean): Stop {
  return { move, before, member, inList, paths: null, stars: null }
}

/**
 * Pointer of a place as it is reported.
 * @param at which of the stop's nodes
 * @param names that it may hold though a `**` led over them: the table spells them out
 */
export function pathAt(stop: Stop, at: number, names: ReadonlySet<string>): string {
  const { node, by, from } = stop.move.steps[at] as Step
  if (node.path !== null) return node.path
  if (by === 'through') return pathAt(stop, from, names)
  const { before, member, inList } = stop
  const way = before === null ? '' : pathOfHolder(before, from, names)
  const isHidden = !inList && (by === 'star' || (by === 'past' && !names.has(member)))
  return joined(way, isHidden ? '*' : member)
}

/** Of what holds others, which each of them asks for. */
function pathOfHolder(stop: Stop, at: number, names: ReadonlySet<string>): string {
  stop.paths ??= []
  const known = stop.paths[at]
  if (known !== undefined) return known
  const path = pathAt(stop, at, names)
  stop.paths[at] = path
  return path
}

/** What the open tokens on the way to a place stood for. @param at which of the stop's nodes */
export function starsAt(stop: Stop, at: number): Stars | null {
  const { node, by, from } = stop.move.steps[at] as Step
  if (node.path !== null) return null
  if (by === 'through') return { tokens: [], isName: false, before: starsAt(stop, from) }
  const { before, member } = stop
  const stars = before === null ? null : starsOfHolder(before, from)
  if (by === 'name') return stars
  if (by === 'past') return deeper(stars, member)
  return { tokens: [member], isName: by === 'spelling', before: stars }
}

function starsOfHolder(stop: Stop, at: number): Stars | null {
  stop.stars ??= []
  const known = stop.stars[at]
  if (known !== undefined) return known
  const stars = starsAt(stop, at)
  stop.stars[at] = stars
  return stars
}

/** One more token that a `**` stands for. */
function deeper(stars: Stars | null, member: string): Stars {
  const tokens = [...(stars?.tokens ?? []), member]
  return { tokens, isName: false, before: stars?.before ?? null }
}
