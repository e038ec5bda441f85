import { refuse } from '../errors.ts'
import { decodeReferences } from './xml-references.ts'

/** Namespaces that an element declares, and those around it. */
export interface Namespaces {
  readonly prefixes: ReadonlyMap<string, string>
  /** Namespace of element names without a prefix; empty: none. */
  readonly fallback: string
  readonly outer: Namespaces | null
}

/** A name without its prefix, and the URI the prefix stands for; empty: no namespace. */
export interface ExpandedName {
  readonly uri: string
  readonly local: string
}

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

/**
 * @param attributes an element's attributes as written
 * @throws `ConduitError` `invalid` for a declaration that XML does not allow
 * @see https://www.w3.org/TR/xml-names/
 */
export function openNamespaces(
  attributes: Readonly<Record<string, string>>,
  outer: Namespaces | null,
): Namespaces {
  const declared = Object.entries(attributes).filter(([name]) => name.startsWith('xmlns'))
  if (declared.length === 0 && outer !== null) return outer
  let fallback = outer?.fallback ?? ''
  const prefixes = new Map<string, string>()
  for (const [name, value] of declared) {
    const uri = decodeReferences(value)
    if (name === 'xmlns') fallback = uri
    else if (name.startsWith('xmlns:')) prefixes.set(checkedPrefix(name.slice(6), uri), uri)
  }
  return { prefixes, fallback, outer }
}

/**
 * @param fallback namespace of a name without a prefix
 * @throws `ConduitError` `invalid` if the prefix is not declared, or there are two
 */
export function resolveName(name: string, namespaces: Namespaces, fallback: string): ExpandedName {
  const [prefix = '', local, more] = name.split(':')
  if (local === undefined) return { uri: fallback, local: name }
  if (prefix === '' || local === '' || more !== undefined) fail()
  if (prefix === 'xml') return { uri: xmlNamespace, local }
  for (let at: Namespaces | null = namespaces; at !== null; at = at.outer) {
    const uri = at.prefixes.get(prefix)
    if (uri !== undefined) return { uri, local }
  }
  fail()
}

function checkedPrefix(prefix: string, uri: string): string {
  const reserved = prefix === 'xmlns' || (prefix === 'xml' && uri !== xmlNamespace)
  if (prefix === '' || prefix.includes(':') || uri === '' || reserved) fail()
  return prefix
}

function fail(): never {
  refuse('invalid', 'a prefix that is not declared as XML requires', '')
}
