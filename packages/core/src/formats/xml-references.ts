import { refuse } from '../errors.ts'

const predefined = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

const reference = /&(?:#(\d+)|#x([\da-fA-F]+)|([^\s;&]+));|&/g

/**
 * Decodes the references that a document without a type declaration may hold: five names, and
 * characters by number. What they yield is never read again.
 *
 * @throws `ConduitError` `invalid` for any other
 * @see https://www.w3.org/TR/xml/#sec-references
 */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(reference, (_all, decimal?: string, hex?: string, name?: string) => {
    const found =
      name === undefined ? character(Number(hex ? `0x${hex}` : decimal)) : predefined.get(name)
    return found ?? refuse('invalid', 'a reference to something that is not defined', '')
  })
}

function character(code: number): string | undefined {
  const allowed =
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  return allowed ? String.fromCodePoint(code) : undefined
}
