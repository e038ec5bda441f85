import { SaxesParser, type SaxesTagNS } from 'saxes'
import type { DecodeLimits } from '../contract/body-format.ts'
import { isConduitError, refuse } from '../contract/errors.ts'

/** What stands in a document, in its order. */
export interface XmlEvents {
  /** A start tag; its names are resolved. */
  open(tag: SaxesTagNS): void
  /** Text or CDATA, of which an element may have several pieces. */
  text(piece: string): void
  /** The end of the element that was opened last. */
  close(): void
}

/** Even where they would be harmless, in a comment or in CDATA. */
const typeDeclaration = /<!(?:doctype|entity)/i

const wrongDeclaration = 'an XML declaration other than 1.0 in UTF-8'
const undefinedReference = 'a reference to something that is not defined'

/** How the parser's messages begin, the rest of which may quote the document; what is said instead. */
const reasons: readonly (readonly [beginning: string, reason: string])[] = [
  ['text data outside', 'text outside the root element'],
  ['documents may contain only one root', 'a second root element'],
  ['an XML declaration must', 'a processing instruction'],
  ['incorrect syntax', 'a declaration'],
  ['malformed comment', 'a comment that is not well-formed'],
  ['the string "]]>"', 'text with the end of a CDATA section'],
  ['undefined entity', undefinedReference],
  ['malformed character entity', undefinedReference],
  ['unbound namespace prefix', 'a prefix that is not declared'],
]

/** The parser compares attributes by names that hold their namespace, so that its length multiplies. */
const maxNamespace = 256

/**
 * Reads an XML document that nobody vouches for, at a cost that is linear in its length. Nothing in
 * it can define or load something: type and entity declarations, processing instructions and
 * encodings other than UTF-8 are refused.
 *
 * @param text without a byte order mark
 * @param events told what stands there, until something is refused
 * @throws `ConduitError` `invalid` and nothing else; the offset it names is that of the last `<`
 */
export function parseXml(text: string, limits: DecodeLimits, events: XmlEvents): void {
  if (typeDeclaration.test(text))
    refuse('invalid', 'body_unreadable', { detail: 'a document type declaration', pointer: '' })
  // The parser would skip a second mark.
  if (text.startsWith('\ufeff')) refuseAt(text, 0, 'text outside the root element')
  const parser = new SaxesParser({ xmlns: true, position: false })
  const fail = (what: string) => refuseAt(text, parser.position, what)
  let depth = 0
  let nodes = 0
  const count = () => {
    nodes++
    if (nodes > limits.nodes) fail(`more than ${limits.nodes} values`)
  }
  refuseFaults(parser, text)
  parser.on('opentagstart', () => {
    depth++
    if (depth > limits.depth) fail(`nested deeper than ${limits.depth}`)
    count()
  })
  parser.on('attribute', ({ name, prefix, value }) => {
    count()
    if (name !== 'xmlns' && prefix !== 'xmlns') return
    // The parser would trim it, and then it is the name of another namespace.
    if (value !== value.trim()) fail('a namespace with white space around it')
    if (value.length > maxNamespace) fail(`a namespace of more than ${maxNamespace} characters`)
  })
  parser.on('opentag', tag => events.open(tag))
  parser.on('text', piece => events.text(piece))
  parser.on('cdata', piece => events.text(piece))
  parser.on('closetag', () => {
    depth--
    events.close()
  })
  try {
    parser.write(text).close()
  } catch (error) {
    if (isConduitError(error)) throw error
    // Whatever else it may stumble over stood in the text.
    refuse('invalid', 'body_unreadable', { detail: 'not well-formed', pointer: '' })
  }
}

/** What the parser finds wrong, and what is XML and yet has no place in a body. */
function refuseFaults(parser: SaxesParser<{ xmlns: true; position: false }>, text: string): void {
  let isDeclaring = /^<\?xml[\s?]/.test(text)
  parser.on('xmldecl', ({ version, encoding = 'UTF-8' }) => {
    if (version !== '1.0' || !/^utf-?8$/i.test(encoding)) refuseAt(text, 0, wrongDeclaration)
    isDeclaring = false
  })
  parser.on('processinginstruction', () => {
    refuseAt(text, parser.position, 'a processing instruction')
  })
  parser.on('error', ({ message }) => {
    if (isDeclaring) refuseAt(text, 0, wrongDeclaration)
    if (message.startsWith('disallowed character.')) {
      refuse('invalid', 'body_unreadable', {
        detail: 'a character that XML does not allow',
        pointer: '',
      })
    }
    const [, reason = 'not well-formed'] =
      reasons.find(([start]) => message.startsWith(start)) ?? []
    refuseAt(text, parser.position, reason)
  })
}

/** @param position behind what is wrong: the markup that it is part of, or follows, begins before it */
function refuseAt(text: string, position: number, what: string): never {
  const start = Math.max(text.lastIndexOf('<', position - 2), 0)
  const at = Buffer.byteLength(text.slice(0, start))
  refuse('invalid', 'body_unreadable', { detail: `${what} at byte ${at}`, pointer: '' })
}
