import assert from 'node:assert/strict'
import { inspect, isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { test } from 'tap'
import { isConduitError } from '../src/contract/errors.ts'
import { type XmlOptions, xml } from '../src/formats/xml.ts'

const limits = { depth: 32, nodes: 2_000 }
const read = (body: string | Uint8Array, options: XmlOptions = {}) =>
  xml(options).decode(typeof body === 'string' ? Buffer.from(body) : body, limits)

const refusal = (reason: RegExp) => ({ code: 'invalid', reason, faults: [{ pointer: '' }] })

function refusalOf(body: string): unknown {
  try {
    return read(body)
  } catch (error) {
    return error
  }
}

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const outbound = 'http://soap.sforce.com/2005/09/outbound'
const instance = 'http://www.w3.org/2001/XMLSchema-instance'

const message = `<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="${soap}" xmlns:xsi="${instance}">
 <e:Body>
  <notifications xmlns="${outbound}">
   <OrganizationId>00D000000000001EAA</OrganizationId>
   <SessionId xsi:nil="true"/>
   <Notification>
    <Id>04l000000000001AAA</Id>
    <sObject xsi:type="sf:Contact" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
     <sf:Age>39.0</sf:Age>
     <sf:LastName>O&apos;Hara &amp; &#x141;ąc</sf:LastName>
     <sf:Opt>false</sf:Opt>
     <sf:Zip>01234</sf:Zip>
    </sObject>
   </Notification>
  </notifications>
 </e:Body>
</e:Envelope>
`

test('a SOAP message by local names', async t => {
  t.strictSame(read(message, { lists: ['Notification'] }), {
    Envelope: {
      Body: {
        notifications: {
          OrganizationId: '00D000000000001EAA',
          SessionId: { '@nil': 'true' },
          Notification: [
            {
              Id: '04l000000000001AAA',
              sObject: {
                '@type': 'sf:Contact',
                Age: '39.0',
                LastName: "O'Hara & Łąc",
                Opt: 'false',
                Zip: '01234',
              },
            },
          ],
        },
      },
    },
  })
})

test('text, attributes, repetition', async t => {
  t.strictSame(read('<a/>'), { a: '' })
  t.strictSame(read('<a> x\r\ny </a>'), { a: ' x\ny ' }, 'text as it stands')
  t.strictSame(read('<a>1<!-- - -->2<![CDATA[<&amp;]]></a>'), { a: '12<&amp;' })
  t.strictSame(read('<a>x<b/>y<c>z</c></a>'), { a: { b: '', c: 'z', '#text': 'xy' } })
  t.strictSame(read('<a>\n <b/>\n</a>'), { a: { b: '' } })
  t.strictSame(read(`<a p='"' q="&lt;&#10;\n">t</a>`), {
    a: { '@p': '"', '@q': '<\n ', '#text': 't' },
  })
  t.strictSame(read('<a><b>1</b><c/><b>2</b><b>3</b></a>'), { a: { b: ['1', '2', '3'], c: '' } })
  t.strictSame(read('<a><b>1</b></a>', { lists: ['b'] }), { a: { b: ['1'] } })
  t.strictSame(read('\ufeff<a>é</a>'), { a: 'é' }, 'a byte order mark is skipped')
  t.strictSame(read('<a><hasOwnProperty>1</hasOwnProperty><toString/></a>'), {
    a: { hasOwnProperty: '1', toString: '' },
  })
})

test('references are decoded once', async t => {
  t.strictSame(read('<a>&amp;lt; &lt;&gt;&quot;&apos;&#65;&#x1F600;&#00066;</a>'), {
    a: `&lt; <>"'A\u{1f600}B`,
  })
  for (const bad of [
    '&j;',
    '&nbsp;',
    '&',
    '&;',
    '&#;',
    '&#x;',
    '&#0;',
    '&#xD800;',
    '&#x110000;',
    '&#X41;',
    '&lt',
  ]) {
    t.throws(() => read(`<a>${bad}</a>`), refusal(/./), bad)
    t.throws(() => read(`<a b="${bad}"/>`), refusal(/./), bad)
  }
})

test('strips elements by local name', async t => {
  t.strictSame(
    read('<a><s:Secret xmlns:s="u"><x>1</x></s:Secret><Secret/><b>1</b></a>', {
      strip: ['Secret'],
    }),
    {
      a: { b: '1' },
    },
  )
})

test('namespaces', async t => {
  const options = { namespaces: [soap, outbound] }
  t.strictSame(
    read(`<x:a xmlns:x="${soap}" y:p="1" q="2" xmlns:y="u"><y:b/><b/><x:b>1</x:b></x:a>`, options),
    { a: { '@q': '2', b: '1' } },
    'others are dropped, whatever their prefix',
  )
  t.strictSame(
    read(`<a xmlns="${soap}"><b xmlns="${outbound}">1</b><b xmlns="">2</b></a>`, options),
    {
      a: { b: '1' },
    },
  )
  t.strictSame(read('<a xmlns="u"/>', options), {}, 'a root of another vocabulary leaves nothing')
  t.strictSame(read('<a xml:lang="en"/>'), { a: { '@lang': 'en' } })
  t.strictSame(
    read('<p:a xmlns:p="u"><b xmlns:p="v"><p:c/></b></p:a>', { namespaces: ['u', ''] }),
    {
      a: { b: {} },
    },
  )
  for (const bad of [
    '<p:a/>',
    '<a p:b="1"/>',
    '<p:a:b xmlns:p="u"/>',
    '<:a/>',
    '<a: xmlns:a="u"/>',
    '<a xmlns:p=""/>',
    '<a xmlns:xmlns="u"/>',
    '<a xmlns:xml="u"/>',
    '<xmlns:a/>',
    '<a xmlns="http://www.w3.org/2000/xmlns/"/>',
    '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
  ]) {
    t.throws(() => read(bad), refusal(/prefix|well-formed/), bad)
  }
  t.throws(
    () => read('<a><Secret><p:b/></Secret></a>', { strip: ['Secret'] }),
    refusal(/^a prefix that is not declared at byte 11$/),
    'in what is dropped too',
  )
  t.throws(
    () => read('<a><b xmlns=" u"/></a>'),
    refusal(/^a namespace with white space around it at byte 3$/),
  )
  t.ok(read(`<a xmlns="${'u'.repeat(256)}"/>`))
  t.throws(
    () => read(`<a xmlns:p="${'u'.repeat(257)}"/>`),
    refusal(/^a namespace of more than 256 characters at byte 0$/),
  )
  t.throws(
    () => read('<a xmlns:p="u" xmlns:q="v" p:b="1" q:b="2"/>'),
    refusal(/^two attributes with one local name$/),
  )
})

test('refuses every declaration of types and entities', async t => {
  const bodies = [
    '<!DOCTYPE a><a/>',
    '<!doctype a [<!ENTITY j "x">]><a>&j;</a>',
    '<?xml version="1.0"?>\n<!DocType a SYSTEM "file:///etc/passwd"><a/>',
    '<!-- c --><!DOCTYPE a [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><a>&c;</a>',
    '<a><!DOCTYPE a></a>',
    '<a><!-- <!ENTITY x "y"> --></a>',
    '<a><![CDATA[<!DOCTYPE html>]]></a>',
  ]
  for (const body of bodies)
    t.throws(() => read(body), refusal(/^a document type declaration$/), body)
  t.throws(() => read('<a><!ELEMENT b EMPTY></a>'), refusal(/^a declaration at byte 3$/))
  t.throws(() => read('<a><?php x ?></a>'), refusal(/^a processing instruction at byte 3$/))
})

test('refuses other encodings', async t => {
  for (const encoding of ['UTF-16', 'utf-7', 'ISO-8859-1', 'EBCDIC-CP-US', '']) {
    t.throws(
      () => read(`<?xml version="1.0" encoding="${encoding}"?><a/>`),
      refusal(/^an XML declaration/),
      encoding,
    )
  }
  t.throws(() => read('<?xml version="1.1"?><a/>'), refusal(/^an XML declaration/))
  t.throws(
    () => read(' <?xml version="1.0"?><a/>'),
    refusal(/^a processing instruction at byte 1$/),
  )
  const hidden = '<!DOCTYPE a><a/>'
  t.throws(() => read(Buffer.from(`\ufeff${hidden}`, 'utf16le')), refusal(/^not UTF-8$/))
  t.throws(
    () => read(Buffer.from(hidden, 'utf16le')),
    refusal(/^a character that XML does not allow$/),
  )
  t.throws(() => read(Buffer.from(hidden, 'utf16le').swap16()), refusal(/^a character/))
  t.ok(read(`<?xml version='1.0' encoding="utf-8" standalone="yes" ?><a/>`))
})

test('refuses what is not well-formed', async t => {
  const bodies = [
    '',
    ' ',
    'x',
    '<',
    '<a',
    '<a>',
    '</a>',
    '<a></b>',
    '<a><b></a></b>',
    '<a/><b/>',
    '<a/>x',
    'x<a/>',
    '<a b/>',
    '<a b=1/>',
    '<a b="1/>',
    '<a b="<"/>',
    '<a b="1" b="2"/>',
    '<a b="1"c="2"/>',
    '<a></a b="1">',
    '<1/>',
    '< a/>',
    '<a/ >',
    '<a>]]></a>',
    '<a><!-- -- --></a>',
    '<a><!-- </a>',
    '<a><![CDATA[</a>',
    '<![CDATA[x]]><a/>',
    '<a>\0</a>',
    '<a>\u0001</a>',
    '<a>\ufffe</a>',
    '<a><!></a>',
    '<a><!- x --></a>',
    '<a/><!--',
  ]
  for (const body of bodies) t.throws(() => read(body), refusal(/./), JSON.stringify(body))
})

test('says what is wrong and where', async t => {
  const cases: readonly (readonly [body: string, reason: string])[] = [
    ['<é/>x', 'text outside the root element at byte 0'],
    ['<é/><b/>', 'a second root element at byte 5'],
    ['<é/><!-- -- -->', 'a comment that is not well-formed at byte 5'],
    ['<é/><![CDATA[x]]>', 'text outside the root element at byte 5'],
    ['<é><b>]]></b></é>', 'text with the end of a CDATA section at byte 4'],
    ['<é><b>&c;</b></é>', 'a reference to something that is not defined at byte 4'],
    ['<é><b c="&#0;"/></é>', 'a reference to something that is not defined at byte 4'],
    ['<é><b></c></é>', 'not well-formed at byte 7'],
    ['<é><b c="1" c="1"/></é>', 'not well-formed at byte 4'],
    ['<é><b>', 'not well-formed at byte 4'],
    ['', 'not well-formed at byte 0'],
    ['\ufeff\ufeff<a/>', 'text outside the root element at byte 0'],
  ]
  for (const [body, reason] of cases) {
    t.throws(() => read(body), { code: 'invalid', reason }, JSON.stringify(body))
  }
})

test('a refusal quotes nothing of the body', async t => {
  const canary = 'canary4711'
  const bodies = [
    `<a>&${canary};</a>`,
    `<a>&#${canary};</a>`,
    `<${canary}:a/>`,
    `<a ${canary}:b="1"/>`,
    `<a ${canary}="1" ${canary}="${canary}"/>`,
    `<a ${canary}=${canary}/>`,
    `<a ${canary}/>`,
    `<a xmlns:${canary}=""/>`,
    `<a xmlns:xml="${canary}"/>`,
    `<a xmlns=" ${canary}"/>`,
    `<${canary}>`,
    `<${canary}></a>`,
    `<a></${canary}>`,
    `<a/>${canary}`,
    `<a/><${canary}/>`,
    `<a><?${canary} ${canary}?></a>`,
    `<a><!-- ${canary} -- ${canary} --></a>`,
    `<a><!${canary}></a>`,
    `<!DOCTYPE ${canary}><a/>`,
    `<?xml version="${canary}"?><a/>`,
    `<?xml version="1.0" encoding="${canary}"?><a/>`,
    `<?xml ${canary}?><a/>`,
    `<p:a xmlns:p="u" xmlns:q="v" p:${canary}="1" q:${canary}="2"/>`,
  ]
  for (const body of bodies) {
    const error = refusalOf(body)
    t.ok(isConduitError(error), body)
    t.notMatch(inspect(error, { depth: 9, showHidden: true }), canary, body)
  }
})

test('refuses names that could change a prototype', async t => {
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    t.throws(() => read(`<${name}/>`), refusal(/./), name)
    t.throws(() => read(`<a><p:${name} xmlns:p="u"/></a>`), refusal(/prototype$/), name)
  }
  t.throws(() => read('<a><Secret><__proto__/></Secret></a>', { strip: ['Secret'] }), refusal(/./))
  t.strictSame(read('<a xmlns:p="u" p:__proto__="1"/>'), { a: { '@__proto__': '1' } })
})

test('caps what is built', async t => {
  const deep = (levels: number) => '<a>'.repeat(levels) + '</a>'.repeat(levels)
  t.ok(read(deep(32)))
  t.throws(() => read(deep(33)), refusal(/^nested deeper than 32 at byte 96$/))
  t.throws(() => read('<a>'.repeat(500_000)), refusal(/^nested deeper/))
  t.throws(() => read(`<a>${'<b/>'.repeat(2_000)}</a>`), refusal(/^more than 2000 values at byte/))
  const attributes = Array.from({ length: 2_000 }, (_, index) => `b${index}=""`).join(' ')
  t.throws(() => read(`<a ${attributes}/>`), refusal(/^more than 2000 values at byte 0$/))
  t.ok(read(`<a>${'=&lt;'.repeat(5_000)}</a>`), 'text does not count')
})

test('any bytes and any mutation give an object or a refusal', async t => {
  const decodes = (body: string | Uint8Array): boolean => {
    try {
      return typeof read(body) === 'object'
    } catch (error) {
      return isConduitError(error) && error.code === 'invalid'
    }
  }
  const pieces = fc.constantFrom(
    '<',
    '>',
    '/',
    '"',
    '&',
    '&amp;',
    '&#x41;',
    '=',
    ' ',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<a>',
    '</a>',
    '<b/>',
    ':',
    'x',
    '\0',
    '<?',
    '?>',
    'xmlns:q="z"',
    'e:',
  )
  t.doesNotThrow(() => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), decodes))
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), parts => decodes(parts.join(''))),
      {
        numRuns: 2_000,
      },
    )
    fc.assert(
      fc.property(fc.nat(message.length), fc.nat(5), pieces, (at, cut, piece) =>
        decodes(message.slice(0, at) + piece + message.slice(at + cut)),
      ),
      { numRuns: 2_000 },
    )
  })
})

test('text comes back as it was written', async t => {
  const escapes: Record<string, string> = { '<': '&lt;', '&': '&amp;', '>': '&gt;' }
  const text = fc.string({ unit: 'grapheme' }).filter(value => !/\p{Cc}/u.test(value))
  fc.assert(
    fc.property(text, value => {
      const body = `<a>${value.replace(/[<&>]/g, character => escapes[character] ?? '')}</a>`
      assert.deepEqual(read(body), { a: value })
    }),
  )
  t.pass('holds 100 times')
})

test('what is written in any way that XML allows is read as what it says', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(anyName, anyElement, fc.nat(), (name, element, seed) => {
        const body = write(name, element, choices(seed))
        return isDeepStrictEqual(read(body), { [name]: element })
      }),
      { numRuns: 500 },
    ),
  )
})

test('costs no more than its length', async t => {
  const size = 150_000
  const many = (unit: (index: number) => string, length = size) => {
    const count = Math.floor(length / unit(99_999).length)
    return Array.from({ length: count }, (_, index) => unit(index)).join('')
  }
  const long = (unit: string, length = size) => many(() => unit, length)
  const deep = (inner: string) => '<a>'.repeat(60) + inner + '</a>'.repeat(60)
  const bodies: Record<string, string> = {
    'many attributes': `<a ${many(index => ` b${index}=""`)}/>`,
    'many attributes of one namespace': `<a xmlns:p="${'u'.repeat(256)}"${many(index => ` p:b${index}=""`)}/>`,
    'a long namespace': `<a xmlns:p="${long('u')}"${many(index => ` p:b${index}=""`)}/>`,
    'a long namespace behind them': `<a ${many(index => ` p:b${index}=""`)} xmlns:p="${long('u')}"/>`,
    'many namespaces': `<a ${many(index => ` xmlns:p${index}="u"`)}/>`,
    'a namespace on each': `<a>${many(index => `<p:b xmlns:p="u${index}"/>`)}</a>`,
    'prefixes from far out': `<p:a xmlns:p="u">${deep(long('<p:b p:c=""/>'))}</p:a>`,
    'long prefixes': deep(`<${long('p')}:b/>`),
    'deep nesting': long('<a>'),
    'many end tags': `<a>${long('</b>')}`,
    'long names': `<${long('a')}></${long('a')}>`,
    'one text': `<a>${long('x')}</a>`,
    'ends of lines': `<a b="${long('\n')}">${long('\r')}</a>`,
    'brackets and greater': `<a>${long(']')}<![CDATA[${long(']')}${long(']>')}]]></a>`,
    references: `<a b="${long('&amp;')}">${long('&#65;')}</a>`,
    'a long reference': `<a>&#${long('9')};</a>`,
    'a reference without end': `<a>&${long('x')}</a>`,
    'ampersands alone': `<a>${long('&')}</a>`,
    'small comments': `<a>${long('x<!---->')}</a>`,
    'a comment of dashes': `<a><!--${long('- ')}</a>`,
    'small sections': `<a>${long('<![CDATA[]]>')}</a>`,
    'an instruction without end': `<a><?b ${long('?')}</a>`,
    'almost declarations': `<a><!--${long('<!doctyp<!entit')}--></a>`,
    'a long declaration': `<?xml version="1.0"${long(' ')}encoding="${long('u')}"?><a/>`,
  }
  const cost = (body: string) => {
    const before = process.cpuUsage()
    try {
      xml().decode(Buffer.from(body), { depth: 64, nodes: 200_000 })
    } catch (error) {
      if (!isConduitError(error)) throw error
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / body.length
  }
  const plain = Math.max(cost(`<a>${long('x')}</a>`), cost(`<a>${long('x')}</a>`))
  for (const [name, body] of Object.entries(bodies)) {
    // Where lengths multiply it would be thousands of times as much.
    t.ok(cost(body) < 30 * plain, name)
  }
})

/** What an element is read as; members with `@` are attributes, `#text` is the text beside them. */
type Element = string | { readonly [member: string]: Element | readonly Element[] }

const isXml = (text: string) =>
  !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)
const special = fc.constantFrom(
  '',
  ' ',
  '\t',
  '\n',
  '\r',
  '&',
  '<',
  '>',
  '"',
  "'",
  ']]>',
  '--',
  '😀',
)
const anyText = fc
  .array(fc.oneof(special, fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 5 })
  .map(pieces => pieces.join(''))
  .filter(isXml)
const anyName = fc
  .stringMatching(/^[a-zA-Z_é][\wé.-]{0,6}$/)
  .filter(name => !['__proto__', 'constructor', 'prototype', 'xmlns'].includes(name))

const { element: anyElement } = fc.letrec<{ element: Element }>(tie => {
  const attributes = fc.dictionary(
    anyName.map(name => `@${name}`),
    anyText,
    { maxKeys: 3 },
  )
  const several = fc.array(tie('element'), { minLength: 2, maxLength: 3 })
  const children = fc.dictionary(anyName, fc.oneof(tie('element'), several), { maxKeys: 3 })
  const parent = fc
    .tuple(attributes, children, anyText)
    .filter(([own, inner]) => Object.keys({ ...own, ...inner }).length > 0)
    .map(([own, inner, text]) => ({
      ...own,
      ...inner,
      ...(text.trim() !== '' && { '#text': text }),
    }))
  return { element: fc.oneof({ maxDepth: 4 }, anyText, parent) }
})

/** One of several ways, the same again for the same seed. */
type Choose = <T>(...ways: readonly [T, ...T[]]) => T

function choices(seed: number): Choose {
  let state = seed
  return (...ways) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return ways[(state >>> 8) % ways.length] ?? ways[0]
  }
}

function write(name: string, element: Element, choose: Choose): string {
  const members = typeof element === 'string' ? { '#text': element } : element
  const space = () => choose(' ', '\n\t', '  ')
  const prefix = choose('', 'p:', 'q:')
  const fallback = choose('', `${space()}xmlns="v"`)
  let tag = `${prefix}${name}${fallback} xmlns:p="u"${space()}xmlns:q='w'`
  let inner = ''
  for (const [member, value] of Object.entries(members)) {
    if (member.startsWith('@')) {
      tag += `${space()}${choose('', 'q:')}${member.slice(1)}${choose('=', ' = ')}${quoted(`${value}`, choose)}`
    } else if (member === '#text') {
      inner += writeText(`${value}`, choose)
    } else {
      for (const child of [value].flat()) {
        inner += write(member, child as Element, choose) + choose('', '<!-- a comment -->')
      }
    }
  }
  if (inner === '') return choose(`<${tag}/>`, `<${tag} />`, `<${tag}></${prefix}${name}>`)
  return `<${tag}${choose('', '\n')}>${inner}</${prefix}${name}${choose('', ' ')}>`
}

function quoted(value: string, choose: Choose): string {
  const quote = choose('"', "'")
  const escaped = [...value].map(character =>
    ['<', '&', '\t', '\n', '\r', quote].includes(character) || choose(false, false, true)
      ? reference(character, choose)
      : character,
  )
  return `${quote}${escaped.join('')}${quote}`
}

function writeText(text: string, choose: Choose): string {
  const written = [...text].map(character => {
    if (character === '\r') return reference(character, choose)
    const section = `<![CDATA[${character}]]>`
    if (['<', '&', '>'].includes(character)) return choose(reference(character, choose), section)
    return choose(
      character,
      character,
      `${character}<!-- - -->`,
      reference(character, choose),
      section,
    )
  })
  return written.join('')
}

function reference(character: string, choose: Choose): string {
  const code = character.codePointAt(0) ?? 0
  const names: Record<string, string> = {
    '<': 'lt',
    '>': 'gt',
    '&': 'amp',
    '"': 'quot',
    "'": 'apos',
  }
  const number = choose(
    `#${code}`,
    `#x${code.toString(16)}`,
    `#x00${code.toString(16).toUpperCase()}`,
  )
  return `&${choose(number, names[character] ?? number)};`
}
