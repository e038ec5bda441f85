import { test } from 'tap'
import { anything } from '../src/formats/anything.ts'
import { form } from '../src/formats/form.ts'
import { json } from '../src/formats/json.ts'
import { pickFormat } from '../src/formats/pick-format.ts'
import { xml } from '../src/formats/xml.ts'

const formats = [
  json({ types: ['application/json', 'application/cloudevents+json'] }),
  xml(),
  form(),
]
const pick = (contentType: string | undefined, body = '') =>
  pickFormat(formats, contentType, Buffer.from(body))?.name ?? null

test('by the media type alone', async t => {
  t.equal(pick('application/json'), 'json')
  t.equal(pick('Application/JSON ; charset=UTF-8'), 'json')
  t.equal(pick('application/cloudevents+json;charset="utf-8"'), 'json')
  t.equal(pick('application/json; utf-8'), 'json', 'a parameter that is none')
  t.equal(pick('text/xml; charset=utf8; x=y'), 'xml')
  t.equal(pick('application/x-www-form-urlencoded'), 'form')
  t.equal(pick('text/xml', '{}'), 'xml', 'the body does not overrule it')
})

test('no format', async t => {
  for (const type of [
    'text/plain',
    'application/jsonx',
    'json',
    ';',
    '*/*',
    'application/json, text/xml',
  ]) {
    t.equal(pick(type, '{}'), null, type)
  }
  for (const charset of ['iso-8859-1', '"UTF-16"', 'utf-7', '']) {
    t.equal(pick(`application/json; charset=${charset}`), null, charset)
  }
  t.equal(pick('application/json; charset=utf-8; charset=utf-16'), null)
})

test('a content type of any length and form costs next to nothing', async t => {
  const blanks = ' '.repeat(60_000)
  const types = [
    `charset=${blanks}"x`,
    `charset="${blanks}`,
    `charset${blanks}=utf-8`,
    'a;'.repeat(60_000),
  ]
  for (const type of types) t.equal(pick(`application/json;${type}`), null, type.slice(0, 20))
  t.equal(pick(`application/json; charset=utf-8;${' '.repeat(100)}`), 'json')
  t.equal(pick('application/json; charset=" utf-8 "'), null)
  t.equal(pick('application/json; charset="utf-8'), null, 'a quote that is not closed')
  const any = pickFormat([anything()], `a/b;${blanks}`, Buffer.alloc(0))
  t.equal(any?.name, 'anything', 'what takes any type takes any length')
})

test('by the first byte if there is no type', async t => {
  t.equal(pick(undefined, ' {"a":1}'), 'json')
  t.equal(pick(undefined, '[]'), 'json')
  t.equal(pick('', '\ufeff\n<a/>'), 'xml')
  t.equal(pick(undefined, 'a=1'), null)
  t.equal(pick(undefined, ''), null)
})

test('anything takes any type and reads nothing', async t => {
  const only = [anything()]
  for (const type of [undefined, 'application/json; utf-8', 'text/plain; charset=latin1']) {
    const format = pickFormat(only, type, Buffer.alloc(0))
    t.strictSame(format?.decode(Buffer.from('{"kind": broken'), { depth: 1, nodes: 1 }), {})
  }
  t.equal(pickFormat([json(), anything()], 'application/json', Buffer.alloc(0))?.name, 'json')
})
