const meaningless = /[\s_:-]/

/**
 * A name that others choose, as names are compared: without case, blanks, `_`, `-` and `:`.
 * @example foldName('First_Name:') === foldName('first name')
 */
export function foldName(name: string): string {
  const folded = name.toLowerCase()
  if (!meaningless.test(folded)) return folded
  return folded.replaceAll(/[\s_:-]+/g, '')
}

/** The name of a token that is written `(first name)`, folded; null for other tokens. */
export function foldedName(token: string): string | null {
  const match = /^\((.+)\)$/.exec(token)
  return match === null ? null : foldName(match[1] ?? '')
}
