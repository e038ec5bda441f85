import { XMLParser } from 'fast-xml-parser'

type Node = { readonly [name: string]: unknown }
type Names = ReadonlyMap<string, string>

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  processEntities: false,
  ignoreDeclaration: true,
})

/**
 * Do two documents say the same? Prefixes, the order of attributes, white space around text and the
 * declaration do not count; names in their name spaces, attributes, text and order do.
 */
export function xmlEquivalent(a: string, b: string): boolean {
  const [one, two] = [canonical(a), canonical(b)]
  return one !== '' && one === two
}

function canonical(text: string): string {
  return (parser.parse(text) as readonly Node[]).map(node => write(node, new Map())).join('')
}

function write(node: Node, outer: Names): string {
  const attributes = Object.entries((node[':@'] ?? {}) as Record<string, string>)
  const names = new Map(outer)
  for (const [name, value] of attributes) {
    if (name === 'xmlns') names.set('', value)
    if (name.startsWith('xmlns:')) names.set(name.slice(6), value)
  }
  const tag = Object.keys(node).find(name => name !== ':@') ?? ''
  if (tag === '#text') return String(node[tag]).trim()
  const own = attributes
    .filter(([name]) => !/^xmlns(:|$)/.test(name))
    .map(([name, value]) => `${name.includes(':') ? expanded(name, names) : name}="${value}"`)
  const children = (node[tag] as readonly Node[]).map(child => write(child, names))
  return `<${[expanded(tag, names), ...own.sort()].join(' ')}>${children.join('')}</>`
}

function expanded(name: string, names: Names): string {
  const [prefix, local] = name.includes(':') ? name.split(':') : ['', name]
  return `{${names.get(prefix ?? '') ?? ''}}${local}`
}
