// White space, zero-width and direction marks, the soft hyphen. Listed rather than taken from a
// Unicode property: the list is part of every normaliser's version and must not grow by itself.
const blank = /[\s\u0085\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]/

/** Whether a text holds white space or an invisible character anywhere. */
export function hasBlank(text: string): boolean {
  return blank.test(text)
}

/** Takes white space and invisible characters off both ends, in time linear in the length. */
export function trimBlank(text: string): string {
  let start = 0
  let end = text.length
  // A pattern that ends in `$` would start again at each blank inside a long text.
  while (start < end && isBlankAt(text, start)) start += 1
  while (end > start && isBlankAt(text, end - 1)) end -= 1
  return text.slice(start, end)
}

function isBlankAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  if (code > 0x20 && code < 0x7f) return false
  return code === 0x20 || blank.test(text.charAt(index))
}

/** Whether a text holds a lone surrogate, which UTF-8 cannot carry: two such texts would share a token. */
export function isIllFormed(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}
