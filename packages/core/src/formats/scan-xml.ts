import { refuse } from '../errors.ts'
import type { DecodeLimits } from './body-format.ts'

const less = 0x3c
const greater = 0x3e
const slash = 0x2f
const equals = 0x3d
const doubleQuote = 0x22
const singleQuote = 0x27

/**
 * Looks at the bytes of an XML document before it is parsed, so that a hostile one costs no more
 * than its length. Everything that could define or load something is refused: declarations of types
 * and entities, processing instructions, encodings other than UTF-8. So is what the parser would let
 * pass: content around the root element, a second root, `<` in an attribute, `--` in a comment.
 *
 * @param buffer without a byte order mark
 * @throws `ConduitError` `invalid` with the byte offset
 */
export function scanXml(buffer: Buffer, limits: DecodeLimits): void {
  let depth = 0
  let nodes = 0
  let roots = 0
  let at = endOfDeclaration(buffer)
  while (at < buffer.length) {
    const next = buffer.indexOf(less, at)
    const end = next < 0 ? buffer.length : next
    if (depth === 0 && !isBlank(buffer, at, end)) fail('text outside the root element', at)
    if (next < 0) break
    const mark = buffer[next + 1]
    if (mark === 0x21) {
      at = endOfSection(buffer, next, depth)
    } else if (mark === 0x3f) {
      fail('a processing instruction', next)
    } else if (mark === slash) {
      depth--
      if (depth < 0) fail('an end tag too many', next)
      at = indexAfter(buffer, '>', next)
    } else {
      if (depth === 0) roots++
      if (roots > 1) fail('a second root element', next)
      if (depth + 1 > limits.depth) fail(`nested deeper than ${limits.depth}`, next)
      const tag = scanTag(buffer, next)
      nodes += 1 + tag.attributes
      if (nodes > limits.nodes) fail(`more than ${limits.nodes} values`, next)
      if (!tag.empty) depth++
      at = tag.end
    }
  }
  if (roots === 0 || depth > 0) fail('an element that does not end', buffer.length)
}

function fail(what: string, at: number): never {
  refuse('invalid', `${what} at byte ${at}`, '')
}

/** Offset behind `<?xml ... ?>`, if there is one. */
function endOfDeclaration(buffer: Buffer): number {
  const text = buffer.toString('latin1', 0, 200)
  if (!/^<\?xml\s/.test(text)) return 0
  const declaration =
    /^<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])utf-?8\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>/i
  const found = declaration.exec(text)
  if (found === null) fail('an XML declaration other than 1.0 in UTF-8', 0)
  return found[0].length
}

/** Offset behind a comment or a CDATA section; nothing else may begin with `<!`. */
function endOfSection(buffer: Buffer, start: number, depth: number): number {
  const opening = buffer.toString('latin1', start, start + 9)
  if (opening.startsWith('<!--')) {
    const dashes = indexAfter(buffer, '--', start + 4)
    if (buffer[dashes] !== greater) fail('a comment that is not well-formed', start)
    return dashes + 1
  }
  if (opening !== '<![CDATA[') fail('a declaration', start)
  if (depth === 0) fail('CDATA outside the root element', start)
  return indexAfter(buffer, ']]>', start + 9)
}

function scanTag(
  buffer: Buffer,
  start: number,
): { end: number; attributes: number; empty: boolean } {
  let attributes = 0
  let quote = 0
  for (let at = start + 1; at < buffer.length; at++) {
    const byte = buffer[at] ?? 0
    if (byte === less) break
    if (quote !== 0) {
      if (byte === quote) quote = 0
    } else if (byte === doubleQuote || byte === singleQuote) {
      quote = byte
    } else if (byte === equals) {
      attributes++
    } else if (byte === greater) {
      return { end: at + 1, attributes, empty: buffer[at - 1] === slash }
    }
  }
  fail('a tag that does not end', start)
}

function indexAfter(buffer: Buffer, end: string, from: number): number {
  const at = buffer.indexOf(end, from, 'latin1')
  if (at < 0) fail('a section that does not end', from)
  return at + end.length
}

function isBlank(buffer: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = buffer[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false
  }
  return true
}
