import { refuse } from '../contract/errors.ts'
import { stepBytes } from './steps.ts'

/**
 * Decodes `%C3%A9` to `é`; null wherever a step of a long text is over.
 *
 * @param at byte offset of the field, for the error
 * @throws `ConduitError` `invalid`: what follows a `%` is no UTF-8
 */
export function* percentDecode(text: string, at: number): Generator<null, string> {
  if (!text.includes('%')) return text
  if (text.length <= stepBytes) return decoded(text, at)
  const parts: string[] = []
  for (let start = 0; start < text.length; ) {
    const end = endOfPart(text, start + stepBytes)
    parts.push(decoded(text.slice(start, end), at))
    start = end
    yield null
  }
  return parts.join('')
}

function decoded(text: string, at: number): string {
  try {
    return decodeURIComponent(text)
  } catch {
    refuse('invalid', 'body_unreadable', {
      detail: `malformed percent-encoding in the field at byte ${at}`,
      pointer: '',
    })
  }
}

/** The next place from there on that is neither inside an escape nor between those of one character. */
function endOfPart(text: string, from: number): number {
  let end = from
  while (end < text.length && (isInEscape(text, end) || isContinuation(text, end))) end += 1
  return Math.min(end, text.length)
}

function isInEscape(text: string, at: number): boolean {
  return text[at - 1] === '%' || text[at - 2] === '%'
}

/** Is the byte escaped here, `%80` to `%BF`, one that continues a character? */
function isContinuation(text: string, at: number): boolean {
  return text[at] === '%' && '89abAB'.includes(text[at + 1] ?? ' ')
}
