import type { Row } from './bad-case.ts'
import { canary, withElement } from './spoil.ts'

/** A document type declaration, and a use of what it declares. */
const declaring = (declaration: string, use: string) => (body: Buffer) => {
  const text = withElement(body, `<x>${use}</x>`).toString()
  return Buffer.from(
    text.replace(/^<\?xml[^>]*\?>/, start => `${start}<!DOCTYPE x ${declaration}>`),
  )
}
const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`)
const attributes = (count: number) =>
  `<a ${Array.from({ length: count }, (_, n) => `a${n}=""`).join(' ')}/>`

/** XML that no platform sends. */
export const xmlRows: readonly Row[] = [
  ['entities of entities', 'misfit', declaring(`[<!ENTITY l0 "lol">${laughs.join('')}]`, '&l9;')],
  ['a file', 'misfit', declaring('[<!ENTITY f SYSTEM "file:///etc/passwd">]', '&f;')],
  ['a URL', 'misfit', declaring('[<!ENTITY % u SYSTEM "http://127.0.0.1:1/x"> %u;]', '')],
  ['an external DTD', 'misfit', declaring('SYSTEM "http://127.0.0.1:1/x.dtd"', '')],
  ['an entity that nobody declared', 'misfit', body => withElement(body, `<x>&${'lol'};</x>`)],
  ['NUL by number', 'misfit', body => withElement(body, '<x>&#0;</x>')],
  ['a surrogate by number', 'misfit', body => withElement(body, '<x>&#xD800;</x>')],
  [
    '100,000 nested elements',
    'misfit',
    body => withElement(body, '<a>'.repeat(100_000) + '</a>'.repeat(100_000)),
  ],
  ['300,000 attributes', 'misfit', body => withElement(body, attributes(300_000))],
  ['a million attributes', 'too large', body => withElement(body, attributes(1_000_000))],
  ['300,000 elements', 'misfit', body => withElement(body, '<a/>'.repeat(300_000))],
  ['cut off', 'misfit', body => body.subarray(0, -5)],
  ['nothing', 'misfit', () => Buffer.alloc(0)],
  ['JSON', 'misfit', () => Buffer.from(`{"a":"${canary}"}`)],
  ['other XML', 'misfit', () => Buffer.from(`<a>${canary}</a>`)],
  ['a NUL byte at its end', 'misfit', body => Buffer.concat([body, Buffer.from([0])])],
  ['UTF-16', 'misfit', body => Buffer.from(`\ufeff${body}`, 'utf16le')],
  [
    'UTF-16 by its own word',
    'misfit',
    body => Buffer.from(body.toString().replace('UTF-8', 'UTF-16')),
  ],
  ['a processing instruction', 'misfit', body => withElement(body, '<?php x ?>')],
  ['__proto__', 'misfit', body => withElement(body, `<__proto__><x>${canary}</x></__proto__>`)],
  ['a second root', 'misfit', body => Buffer.concat([body, Buffer.from('<x/>')])],
  ['CDATA', 'recorded', body => withElement(body, `<x><![CDATA[</x>${canary}]]></x>`)],
]
