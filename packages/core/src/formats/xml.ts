import type { SaxesTagNS } from 'saxes'
import type { BodyFormat } from '../contract/body-format.ts'
import { refuse } from '../contract/errors.ts'
import { parseXml, type XmlEvents } from './parse-xml.ts'
import { utf8Text } from './utf8-text.ts'

/** How an endpoint's XML is read. All names are local names, without a prefix. */
export interface XmlOptions {
  /** Media types; default `text/xml` and `application/xml`. */
  readonly types?: readonly string[]
  /** Elements that are dropped with all they hold, so that a live credential reaches nobody. */
  readonly strip?: readonly string[]
  /** Elements that are always an array, even if there is only one. */
  readonly lists?: readonly string[]
  /**
   * The only namespaces that count, by their URIs. Elements and prefixed attributes of others are
   * dropped, so that a local name stands for this vocabulary and no other. Default: all count.
   */
  readonly namespaces?: readonly string[]
}

interface Reading {
  readonly strip: ReadonlySet<string>
  readonly lists: ReadonlySet<string>
  readonly namespaces: ReadonlySet<string> | null
}

/** An element that is being read. */
interface OpenElement {
  readonly name: string
  readonly members: Record<string, unknown>
  text: string
  /** It holds text alone, so far. */
  isText: boolean
}

const declarations = 'http://www.w3.org/2000/xmlns/'

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
  const reading = {
    strip: new Set(options.strip),
    lists: new Set(options.lists),
    namespaces: options.namespaces ? new Set(options.namespaces) : null,
  }
  return {
    name: 'xml',
    types: options.types ?? ['text/xml', 'application/xml'],
    decode(bytes, limits) {
      const document: Record<string, unknown> = {}
      parseXml(utf8Text(bytes), limits, buildInto(document, reading))
      return document
    },
  }
}

function buildInto(document: Record<string, unknown>, reading: Reading): XmlEvents {
  /** From the document inwards; null: dropped, with all that it holds. */
  const open: (OpenElement | null)[] = [openElement('', document)]
  return {
    open(tag) {
      const parent = open.at(-1)
      if (parent) parent.isText = false
      refusePrototype(tag.local)
      const isKept = parent && counts(tag, reading)
      open.push(isKept ? openElement(tag.local, attributesOf(tag, reading)) : null)
    },
    text(piece) {
      const element = open.at(-1)
      if (element) element.text += piece
    },
    close() {
      const element = open.pop()
      const parent = open.at(-1)
      if (element && parent) addTo(parent.members, element, reading)
    },
  }
}

function openElement(name: string, members: Record<string, unknown>): OpenElement {
  return { name, members, text: '', isText: Object.keys(members).length === 0 }
}

function refusePrototype(name: string): void {
  if (name !== '__proto__' && name !== 'constructor' && name !== 'prototype') return
  refuse('invalid', 'body_poisonous', {
    detail: 'a name that could change a prototype',
    pointer: '',
  })
}

function counts({ local, uri }: SaxesTagNS, reading: Reading): boolean {
  if (reading.strip.has(local)) return false
  return reading.namespaces === null || reading.namespaces.has(uri)
}

function attributesOf(tag: SaxesTagNS, { namespaces }: Reading): Record<string, unknown> {
  const members: Record<string, unknown> = {}
  for (const { local, uri, value } of Object.values(tag.attributes)) {
    if (uri === declarations) continue
    // An attribute without a prefix belongs to its element, whatever the default namespace is.
    if (uri !== '' && namespaces !== null && !namespaces.has(uri)) continue
    const key = `@${local}`
    if (Object.hasOwn(members, key))
      refuse('invalid', 'body_unreadable', {
        detail: 'two attributes with one local name',
        pointer: '',
      })
    members[key] = value
  }
  return members
}

function addTo(parent: Record<string, unknown>, element: OpenElement, { lists }: Reading): void {
  const { name } = element
  const value = contentOf(element)
  const known = Object.hasOwn(parent, name) ? parent[name] : undefined
  if (Array.isArray(known)) known.push(value)
  else if (known !== undefined) parent[name] = [known, value]
  else parent[name] = lists.has(name) ? [value] : value
}

function contentOf({ members, text, isText }: OpenElement): unknown {
  if (isText) return text
  if (text.trim() !== '') members['#text'] = text
  return members
}
