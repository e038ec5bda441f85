import fc from 'fast-check'
import { test } from 'tap'
import { isConduitError } from '../src/errors.ts'
import { type XmlOptions, xml } from '../src/formats/xml.ts'

const limits = { depth: 32, nodes: 2_000 }
const read = (body: string | Uint8Array, options: XmlOptions = {}) =>
  xml(options).decode(typeof body === 'string' ? Buffer.from(body) : body, limits)

const refusal = (reason: RegExp) => ({ code: 'invalid', reason, faults: [{ pointer: '' }] })

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
  ]) {
    t.throws(() => read(bad), refusal(/prefix|well-formed/), bad)
  }
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

test('refuses names that could change a prototype', async t => {
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    t.throws(() => read(`<${name}/>`), refusal(/./), name)
    t.throws(() => read(`<a><p:${name} xmlns:p="u"/></a>`), refusal(/prototype$/), name)
  }
  t.strictSame(read('<a xmlns:p="u" p:__proto__="1"/>'), { a: { '@__proto__': '1' } })
})

test('caps before the parser', async t => {
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
      t.strictSame(read(body), { a: value })
    }),
  )
})
