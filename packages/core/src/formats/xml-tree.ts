import { refuse } from '../errors.ts'
import { type Namespaces, openNamespaces, resolveName } from './xml-namespaces.ts'
import { decodeReferences } from './xml-references.ts'

/** What is made of a parsed XML document. */
export interface XmlReading {
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

/** As the parser gives it: one key besides `:@`, the qualified name or `#text` or `#cdata`. */
type Node = Readonly<Record<string, unknown>>

const attributesKey = ':@'

/** @throws `ConduitError` `invalid`, see `xml` */
export function readXmlTree(parsed: unknown, options: XmlReading): Record<string, unknown> {
  const reading = {
    strip: new Set(options.strip),
    lists: new Set(options.lists),
    namespaces: options.namespaces ? new Set(options.namespaces) : null,
  }
  const document: Record<string, unknown> = {}
  for (const node of nodesOf(parsed)) {
    const name = nameOf(node)
    if (name !== '#text') addElement(document, node, name, null, reading)
  }
  return document
}

function addElement(
  parent: Record<string, unknown>,
  node: Node,
  name: string,
  outer: Namespaces | null,
  reading: Reading,
): void {
  const attributes = attributesOf(node)
  const namespaces = openNamespaces(attributes, outer)
  const { uri, local } = resolveName(name, namespaces, namespaces.fallback)
  if (local === '__proto__' || local === 'constructor' || local === 'prototype') {
    refuse('invalid', 'a name that could change a prototype', '')
  }
  if (reading.strip.has(local)) return
  if (reading.namespaces !== null && !reading.namespaces.has(uri)) return
  const value = readElement(node, name, namespaces, reading)
  const known = Object.hasOwn(parent, local) ? parent[local] : undefined
  if (Array.isArray(known)) known.push(value)
  else if (known !== undefined) parent[local] = [known, value]
  else parent[local] = reading.lists.has(local) ? [value] : value
}

function readElement(node: Node, name: string, namespaces: Namespaces, reading: Reading): unknown {
  const element = readAttributes(node, namespaces, reading)
  let leaf = Object.keys(element).length === 0
  let text = ''
  for (const child of nodesOf(node[name])) {
    const childName = nameOf(child)
    if (childName === '#text') {
      text += readText(child[childName])
    } else if (childName === '#cdata') {
      for (const section of nodesOf(child[childName])) text += String(section['#text'])
    } else {
      leaf = false
      addElement(element, child, childName, namespaces, reading)
    }
  }
  if (leaf) return text
  if (text.trim() !== '') element['#text'] = text
  return element
}

function readAttributes(
  node: Node,
  namespaces: Namespaces,
  reading: Reading,
): Record<string, unknown> {
  const element: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(attributesOf(node))) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue
    // An attribute without a prefix belongs to its element, whatever the default namespace is.
    const { uri, local } = resolveName(name, namespaces, '')
    if (uri !== '' && reading.namespaces !== null && !reading.namespaces.has(uri)) continue
    const key = `@${local}`
    if (Object.hasOwn(element, key)) refuse('invalid', 'two attributes with one local name', '')
    element[key] = decodeReferences(value.replace(/[\t\n\r]/g, ' '))
  }
  return element
}

function readText(value: unknown): string {
  const text = String(value)
  if (text.includes(']]>')) refuse('invalid', 'text with the end of a CDATA section', '')
  return decodeReferences(text)
}

function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value : []
}

function nameOf(node: Node): string {
  return Object.keys(node).find(key => key !== attributesKey) ?? '#text'
}

function attributesOf(node: Node): Readonly<Record<string, string>> {
  return (node[attributesKey] ?? {}) as Readonly<Record<string, string>>
}
