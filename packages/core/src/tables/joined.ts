import { escapeToken } from './pointer.ts'

/** So many pointers are kept; then all are forgotten, so that who sends others cannot fill the memory. */
const mostKnown = 2_000
/** Of a list the first elements are like all others, and a long one would let everything be forgotten. */
const isManyElements = /^\d\d/

/** Pointers that were put together before, by what they lead on from and their last token. */
const known = new Map<string, Map<string, string>>([['', new Map()]])

/**
 * The pointer of a member: `/line_items` and `0` give `/line_items/0`. Documents of one kind have the same
 * places. What was met before is the same text again, whose hash is known where maps ask for it.
 *
 * @param way pointer of what holds the member
 * @param token as it is reported: a name that the table spells out, a number or `*`, and no data
 */
export function joined(way: string, token: string): string {
  const below = known.get(way)
  const before = below?.get(token)
  if (before !== undefined) return before
  const pointer = `${way}/${escapeToken(token)}`
  if (below === undefined || isManyElements.test(token)) return pointer
  if (known.size >= mostKnown) {
    known.clear()
    known.set('', new Map())
    return pointer
  }
  below.set(token, pointer)
  known.set(pointer, new Map())
  return pointer
}
