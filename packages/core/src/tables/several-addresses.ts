import { hasShape } from './shape.ts'

/** As many as mail servers let one mail have receivers. */
const mostAddresses = 500
/** What stands between addresses, and around them. A name before an address is in none of them. */
const marks: ReadonlySet<string> = new Set('\t\n\r ,;:<>()[]{}"|/\\@\u00a0，；、“”„‘’«»')
const quotes = /^['.]+/

/**
 * The addresses in a text that lists several: `a@example.com; "Doe, Jane" <jane@example.com>`. Each
 * `@` is one's, however they are put apart.
 *
 * Linear in the text.
 *
 * @returns without names and marks, each once, the first 500; null: there is one at most, or none that
 *   has the form of an address, and the text stands for itself
 */
export function severalAddresses(text: string): readonly string[] | null {
  let at = text.indexOf('@')
  if (at === text.lastIndexOf('@')) return null
  const found = new Set<string>()
  let end = 0
  while (at >= 0 && found.size < mostAddresses) {
    const start = startOf(text, at, end)
    end = endOf(text, at)
    const address = text.slice(start, end).replace(quotes, '')
    if (hasShape(address, 'email')) found.add(address)
    at = text.indexOf('@', at + 1)
  }
  return found.size === 0 ? null : [...found]
}

/** @param least where the address before it ends: no letter is looked at twice */
function startOf(text: string, at: number, least: number): number {
  let start = at
  while (start > least && !marks.has(text.charAt(start - 1))) start--
  return start
}

/** A domain has neither quotes nor signs, and its last dot is that of a sentence. */
function endOf(text: string, at: number): number {
  let end = at + 1
  while (end < text.length && isOfDomain(text.charAt(end))) end++
  while (text.charAt(end - 1) === '.') end--
  return end
}

function isOfDomain(letter: string): boolean {
  return /[a-z0-9._-]/i.test(letter) || (letter > '\u007f' && !marks.has(letter))
}
