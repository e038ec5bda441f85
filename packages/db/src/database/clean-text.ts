const unprintable = /[\p{Cc}\p{Cs}]/gu

/** Longest texts from outside that are kept, in UTF-16 units. */
export const textLimits = {
  type: 200,
  account: 200,
  deliveryId: 500,
  path: 1000,
  reason: 500,
  /** A word of a platform's own for a channel, a purpose, a legal basis. */
  word: 200,
} as const

/**
 * Makes a text from outside fit for `text` and `jsonb`, which refuse U+0000 and lone surrogates:
 * every control character and lone surrogate becomes U+FFFD, and the rest is cut.
 *
 * @param value any string
 * @param limit length to cut at; a pair of surrogates is not cut in two
 * @example
 * cleanText('a\u0000b', 200) // 'a\ufffdb'
 */
export function cleanText(value: string, limit: number): string {
  const isShort = value.length <= limit
  if (isShort && (isPlain(value) || value.search(unprintable) === -1)) return value
  const end = value.length > limit && isPairAt(value, limit - 1) ? limit - 1 : limit
  return value.slice(0, end).replace(unprintable, '\ufffd')
}

/** Is this nothing but printable ASCII, as nearly all of them are? */
function isPlain(value: string): boolean {
  for (let index = 0; index < value.length; index += 1) {
    const unit = value.charCodeAt(index)
    if (unit < 0x20 || unit > 0x7e) return false
  }
  return true
}

function isPairAt(value: string, index: number): boolean {
  return (value.codePointAt(index) ?? 0) > 0xffff
}
