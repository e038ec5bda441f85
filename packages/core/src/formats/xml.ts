import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { refuse } from '../errors.ts'
import type { BodyFormat, DecodeLimits } from './body-format.ts'
import { scanXml } from './scan-xml.ts'
import { utf8Text } from './utf8-text.ts'
import { readXmlTree, type XmlReading } from './xml-tree.ts'

/** How an endpoint's XML is read. All names are local names, without a prefix. */
export interface XmlOptions extends XmlReading {
  /** Media types; default `text/xml` and `application/xml`. */
  readonly types?: readonly string[]
}

/** Characters that no XML document may hold; the bytes of UTF-16 are full of them. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Even where they would be harmless, in a comment or in CDATA. */
const declaration = /<!(?:doctype|entity)/i

/**
 * XML bodies in UTF-8, as objects by local names:
 * `<s:Body xmlns:s="…"><Id t:type="x">1</Id></s:Body>` is `{ Body: { Id: { '@type': 'x', '#text': '1' } } }`.
 *
 * An element with text alone is a string, exactly as it stands and never a number or a boolean. An
 * element that is repeated, or named in `lists`, is an array. Attributes get an `@`; declarations of
 * namespaces are left out. Text beside child elements or attributes is joined under `#text` if it is
 * more than white space. The five predefined entities and character references are decoded; there
 * are no others, as a document type declaration is refused before anything is parsed.
 *
 * @throws from `decode`: `ConduitError` `invalid`: not UTF-8, not well-formed, beyond the limits, a
 *   declaration or processing instruction, an undeclared prefix, a name that could change a prototype
 * @example
 * formats: [xml({ lists: ['Notification'], strip: ['SessionId'] })]
 */
export function xml(options: XmlOptions = {}): BodyFormat {
  return {
    name: 'xml',
    types: options.types ?? ['text/xml', 'application/xml'],
    decode(bytes, limits) {
      const text = utf8Text(bytes)
      if (forbidden.test(text)) refuse('invalid', 'a character that XML does not allow', '')
      if (declaration.test(text)) refuse('invalid', 'a document type declaration', '')
      scanXml(Buffer.from(text), limits)
      return readXmlTree(parse(text, limits), options)
    },
  }
}

function parse(text: string, limits: DecodeLimits): unknown {
  const verdict = XMLValidator.validate(text)
  if (verdict !== true) refuse('invalid', `not well-formed at line ${verdict.err.line}`, '')
  // Nothing is interpreted here: values stay text, references stay as they are written.
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    trimValues: false,
    processEntities: false,
    cdataPropName: '#cdata',
    ignoreDeclaration: true,
    maxNestedTags: limits.depth,
    jPath: false,
    onDangerousProperty: name => name,
  })
  try {
    return parser.parse(text)
  } catch {
    refuse('invalid', 'not well-formed', '')
  }
}
