/**
 * Understands a query word by word.
 * @param tokens the form of one word, sticky, with blanks in front of it
 * @param read takes the words that it understands
 * @returns null: it is malformed
 */
export function parseQuery<Query>(
  text: string,
  tokens: RegExp,
  read: (words: string[]) => Query,
): Query | null {
  const words = wordsOf(text, tokens)
  if (words === null) return null
  try {
    return read(words)
  } catch {
    return null
  }
}

function wordsOf(text: string, tokens: RegExp): string[] | null {
  const words: string[] = []
  const at = new RegExp(tokens)
  while (at.lastIndex < text.trimEnd().length) {
    const [, word] = at.exec(text) ?? []
    if (word === undefined) return null
    words.push(word)
  }
  return words
}

/** Takes a word of the language, in any case, if it comes next. */
export function next(words: string[], wanted: string): boolean {
  if (words[0]?.toLowerCase() !== wanted.toLowerCase()) return false
  words.shift()
  return true
}

/** Takes a word of the language. @throws {Error} another one comes */
export function take(words: string[], wanted: string): void {
  if (!next(words, wanted)) throw new Error(`no ${wanted}`)
}

/** Takes a word of a form. @throws {Error} another one comes */
export function word(words: string[], form: RegExp): string {
  const found = words.shift() ?? ''
  if (!form.test(found)) throw new Error('another word')
  return found
}

/** A pattern of `LIKE` in which these signs have a meaning, as an expression. */
export function likeExpression(
  pattern: string,
  signs: Readonly<Record<string, string>>,
  flags: string,
): RegExp {
  const parts = [...pattern].map(
    each => signs[each] ?? each.replace(/[.*+?^${}()|[\]\\]/, String.raw`\$&`),
  )
  return new RegExp(`^${parts.join('')}$`, flags)
}
