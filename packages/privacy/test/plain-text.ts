// White space, zero-width and direction marks, the soft hyphen. Listed rather than taken from a
// Unicode property: the list is part of every normaliser's version and must not grow by itself.
const blank =
  '\\s\\u0085\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069'
const leading = new RegExp(`^[${blank}]+`)
const oneBlank = new RegExp(`[${blank}]`)

/** Whether a text holds white space or an invisible character anywhere. */
export function hasBlank(text: string): boolean {
  return oneBlank.test(text)
}

/** Takes white space and invisible characters off both ends, in time linear in the length. */
export function trimBlank(text: string): string {
  let end = text.length
  // A pattern that ends in `$` would start again at each blank inside a long text.
  while (end > 0 && oneBlank.test(text.charAt(end - 1))) end -= 1
  return text.slice(0, end).replace(leading, '')
}

/** Whether a text holds a lone surrogate, which UTF-8 cannot carry: two such texts would share a token. */
export function isIllFormed(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}
