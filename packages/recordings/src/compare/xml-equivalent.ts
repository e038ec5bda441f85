import { SaxesParser, type SaxesTagNS } from 'saxes'

const declarations = 'http://www.w3.org/2000/xmlns/'

/**
 * Do two documents say the same? Prefixes, the order of attributes, white space around text and the
 * declaration do not count; names in their name spaces, attributes, text and order do. What is not
 * well-formed says nothing.
 */
export function xmlEquivalent(a: string, b: string): boolean {
  const one = canonical(a)
  return one !== null && one === canonical(b)
}

function canonical(text: string): string | null {
  const parser = new SaxesParser({ xmlns: true })
  let isWellFormed = true
  let written = ''
  let waiting = ''
  const markup = (tag: string) => {
    written += JSON.stringify(waiting.trim()) + tag
    waiting = ''
  }
  parser.on('error', () => {
    isWellFormed = false
  })
  parser.on('opentag', tag => markup(openingOf(tag)))
  parser.on('closetag', () => markup('</>'))
  parser.on('text', piece => {
    waiting += piece
  })
  parser.on('cdata', piece => {
    waiting += piece
  })
  parser.write(text).close()
  return isWellFormed ? written : null
}

function openingOf({ uri, local, attributes }: SaxesTagNS): string {
  const own = Object.values(attributes)
    .filter(attribute => attribute.uri !== declarations)
    .map(attribute => `{${attribute.uri}}${attribute.local}=${JSON.stringify(attribute.value)}`)
  return `<${[`{${uri}}${local}`, ...own.sort()].join(' ')}>`
}
