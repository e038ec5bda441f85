import { ConduitError } from '@conduit/core'
import { isPlainName } from '@conduit/core/host'
import { cleanText, textLimits } from './clean-text.ts'

const date = /\b(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4})\b/g
// With a plus or a nought in front, or in the three parts of North America; a file number is none.
const telephone =
  /(?<![\w./-])(?:(?:\+|\(?0(?!00))(?:[\s()/.-]{0,3}\d){7}|\(?\d{3}\)?[\s.-]{0,2}\d{3}[\s.-]\d{4}(?!\d))/

/**
 * Words that somebody types and that are kept in clear. None may be an address, a message or a telephone
 * number.
 *
 * @param pointer to them, in what was given
 * @returns null: there are none
 * @throws {ConduitError} `invalid`
 */
export function plainWords(pointer: string, text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return null
  if (isPlain(trimmed)) return trimmed
  const detail = 'must be at most 100 characters, without @, markup and telephone numbers'
  throw new ConduitError('invalid', { reason: 'not plain words', faults: [{ pointer, detail }] })
}

function isPlain(text: string): boolean {
  const isName = isPlainName(text) && cleanText(text, textLimits.word) === text
  return isName && !telephone.test(text.normalize('NFKC').replace(date, ''))
}
