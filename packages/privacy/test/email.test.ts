import assert from 'node:assert/strict'
import { emailBase, isSharedMailbox, normaliseEmail } from '@conduit/privacy'
import fc from 'fast-check'
import { test } from 'tap'
import { addresses, displayForms, nearly } from './addresses.ts'
import { plainEmail } from './plain-email.ts'
import { anyText, hugeTexts } from './texts.ts'

function outcomeOf(input: string): string {
  const result = normaliseEmail(input)
  return 'ok' in result ? result.ok.value : `refused: ${result.refused}`
}

const canonical: readonly [name: string, input: string, value: string][] = [
  [
    'case, plus addressing, outer spaces',
    ' Jane.Doe+Shop@EXAMPLE.com ',
    'jane.doe+shop@example.com',
  ],
  ['an upper-case local part', 'User@x.org', 'user@x.org'],
  ['a lower-case local part', 'user@x.org', 'user@x.org'],
  ['Gmail keeps its dots', 'j.doe@gmail.com', 'j.doe@gmail.com'],
  ['googlemail.com stays itself', 'jdoe@googlemail.com', 'jdoe@googlemail.com'],
  ['an international domain', 'jane@MÜNCHEN.DE', 'jane@xn--mnchen-3ya.de'],
  ['the same domain in ASCII', 'jane@xn--mnchen-3ya.de', 'jane@xn--mnchen-3ya.de'],
  ['ß is a letter of its own', 'a@faß.de', 'a@xn--fa-hia.de'],
  ['ss is not ß', 'a@fass.de', 'a@fass.de'],
  ['full-width letters', 'a@ｅｘａｍｐｌｅ.com', 'a@example.com'],
  ['an ideographic full stop', 'a@gmail。com', 'a@gmail.com'],
  ['a homoglyph stays distinct', 'a@аpple.com', 'a@xn--pple-43d.com'],
  ['dotted capital İ', 'a@İstanbul.com', 'a@xn--istanbul-o0e.com'],
  ['a trailing dot', 'a@x.com.', 'a@x.com'],
  ['a display name', '"Jane Doe" <Jane@Example.com>', 'jane@example.com'],
  ['a display name with a comma', 'Doe, Jane <jane@example.com>', 'jane@example.com'],
  ['a display name with a comment', 'Jane (home) <jane@example.com>', 'jane@example.com'],
  ['a display name that is the address', 'jane@example.com <jane@example.com>', 'jane@example.com'],
  [
    'a display form with an international domain',
    'Jane <jane@MÜNCHEN.DE>',
    'jane@xn--mnchen-3ya.de',
  ],
  [
    'zero-width, BOM and direction marks outside',
    '\ufeff\u200b\u202ajane@example.com\u202c\u00a0',
    'jane@example.com',
  ],
  ['needless quotes', '"jane.doe"@example.com', 'jane.doe@example.com'],
  ['needless escapes', '"jane\\.doe"@example.com', 'jane.doe@example.com'],
  ['needless quotes in a display form', 'Jane <"jane.doe"@example.com>', 'jane.doe@example.com'],
  ['needed quotes stay', '"Jane@home"@example.com', '"jane@home"@example.com'],
  [
    'needed quotes stay in a display form',
    'Jane <"Jane@home"@example.com>',
    '"jane@home"@example.com',
  ],
  ['a decomposed letter is composed', 'ju\u0308rgen@example.com', 'j\u00fcrgen@example.com'],
  ['two dots in a row, as some Japanese carriers give', 'a..b@example.com', 'a..b@example.com'],
]
for (const [name, input, value] of canonical) {
  test(`email/1: ${name}`, async t => {
    t.equal(outcomeOf(input), value)
  })
}

const refused: readonly [name: string, input: string, refusal: string][] = [
  ['nothing', ' \u200b', 'empty'],
  ['a number that the platform would read as 1.2.0.3', 'a@1.2.3', 'ip_domain'],
  ['an IP address', 'a@192.0.2.1', 'ip_domain'],
  ['an IP address in brackets', 'a@[192.0.2.1]', 'ip_domain'],
  ['an empty label', 'a@a..b', 'empty_label'],
  ['two trailing dots', 'a@x.com..', 'empty_label'],
  ['no dot', 'a@localhost', 'no_dot'],
  ['no at sign', 'jane.example.com', 'no_at_sign'],
  ['no local part', '@example.com', 'empty_local'],
  ['no domain', 'jane@', 'bad_domain'],
  ['an inner space', 'jane doe@example.com', 'inner_space'],
  ['a quoted space', '"jane doe"@example.com', 'inner_space'],
  ['a zero-width space inside', 'jane\u200b@example.com', 'inner_space'],
  ['a soft hyphen in the domain', 'jane@exam\u00adple.com', 'inner_space'],
  ['a control character', 'jane\u0000@example.com', 'ill_formed'],
  ['a lone surrogate', 'jane\ud800@example.com', 'ill_formed'],
  ['an unquoted at sign', 'a@b@example.com', 'bad_local'],
  ['a list', 'a@example.com,b@example.com', 'bad_local'],
  ['a link', 'mailto:jane@example.com', 'bad_local'],
  ['a list of display forms', 'A <a@example.com>, B <b@example.com>', 'bad_display_form'],
  [
    'a second person in the display name',
    'a@example.com, b@example.com <b@example.com>',
    'bad_display_form',
  ],
  ['nested comments', 'Jane ((home)) <jane@example.com>', 'bad_display_form'],
  ['a percent escape that would be decoded', 'a@exa%6dple.com', 'bad_domain'],
  ['a path that would be cut off', 'a@example.com/b', 'bad_domain'],
  ['what the platform would read as an equals sign', 'a@\u207c.com', 'bad_domain'],
  ['punycode that decodes to nothing', 'a@xn--a.com', 'bad_domain'],
  ['a label of 64', `a@${'b'.repeat(64)}.com`, 'long_label'],
  ['a local part of 65 bytes', `${'é'.repeat(32)}a@example.com`, 'long_local'],
  [
    'an address of 255 bytes',
    `a@${'b'.repeat(61)}.${'b'.repeat(63)}.${'b'.repeat(63)}.${'b'.repeat(63)}`,
    'too_long',
  ],
]
for (const [name, input, refusal] of refused) {
  test(`email/1 refuses ${name}`, async t => {
    t.same(normaliseEmail(input), { refused: refusal })
  })
}

test('email/1 takes the longest address there is', async t => {
  const longest = `a@${'b'.repeat(60)}.${'b'.repeat(63)}.${'b'.repeat(63)}.${'b'.repeat(63)}`
  t.equal(outcomeOf(longest), longest)
  t.equal(outcomeOf(`${'é'.repeat(32)}@example.com`), `${'é'.repeat(32)}@example.com`)
})

test('a domain of mixed scripts is marked, an honest international one is not', async t => {
  t.match(normaliseEmail('a@аpple.com'), { ok: { mixedScript: true } })
  t.notMatch(normaliseEmail('a@münchen.de'), { ok: { mixedScript: true } })
  t.notMatch(normaliseEmail('a@почта.example.com'), { ok: { mixedScript: true } })
})

const bases: readonly [canonical: string, base: string | null][] = [
  ['jane.doe+shop@example.com', null],
  ['j.doe@gmail.com', 'jdoe@gmail.com'],
  ['jdoe@googlemail.com', 'jdoe@gmail.com'],
  ['j.doe+a+b@gmail.com', 'jdoe@gmail.com'],
  ['jane.doe+shop@outlook.com', 'jane.doe@outlook.com'],
  ['jane.doe@outlook.com', 'jane.doe@outlook.com'],
  ['+shop@gmail.com', null],
  ['+shop@outlook.com', null],
  ['"a@b+c"@gmail.com', null],
]
for (const [input, base] of bases) {
  test(`the base of ${input} is ${base}`, async t => {
    t.equal(emailBase(input), base)
  })
}

test('email/1 is idempotent and well-formed for any text, and never throws', async t => {
  const address = fc.tuple(anyText, anyText).map(([local, domain]) => `${local}@${domain}.com`)
  fc.assert(
    fc.property(fc.oneof(anyText, address, fc.emailAddress()), input => {
      const value = outcomeOf(input)
      if (value.startsWith('refused: ')) return
      assert.equal(outcomeOf(value), value)
      assert.match(value, /^[^\s\p{Cc}\p{Surrogate}]+@([a-z0-9_-]{1,63}\.)+[a-z0-9_-]{1,63}$/u)
      assert.ok(Buffer.byteLength(value) <= 254)
    }),
    { numRuns: 2000 },
  )
  t.pass('holds 2,000 times')
})

test('addresses that differ in more than spelling stay distinct', async t => {
  fc.assert(
    fc.property(fc.emailAddress(), fc.emailAddress(), (left, right) => {
      fc.pre(left.toLowerCase() !== right.toLowerCase())
      assert.notEqual(outcomeOf(left), outcomeOf(right))
    }),
  )
  t.pass('holds 100 times')
})

function asPlain(input: string): boolean {
  return JSON.stringify(normaliseEmail(input)) === JSON.stringify(plainEmail(input))
}

test('email/1 gives what the plain version gives: addresses', async t => {
  const texts = fc.oneof(addresses, nearly(addresses), nearly(fc.emailAddress()))
  fc.assert(fc.property(texts, asPlain), { numRuns: 10_000 })
  t.pass('10,000 are the same')
})

test('email/1 gives what the plain version gives: display forms', async t => {
  const texts = fc.oneof(
    displayForms,
    nearly(displayForms),
    anyText.map(text => `${text}>`),
  )
  fc.assert(fc.property(texts, asPlain), { numRuns: 3000 })
  t.pass('3,000 are the same')
})

test('lower-casing knows no locale', async t => {
  t.equal(outcomeOf('IRIS@EXAMPLE.COM'), 'iris@example.com')
  t.not(outcomeOf('iris@example.com'), outcomeOf('ırıs@example.com'))
})

test('a megabyte is refused', async t => {
  for (const text of hugeTexts) t.ok('refused' in normaliseEmail(text))
})

test('a display form takes no longer for being hostile', async t => {
  const units = [...'"(\\<[,', '""', '"" ', '\\"', 'a ', 'a.', 'a,', '@a,', '" "', '\u0323\u0301']
  const starts = ['', '"', 'a <', '"a" <', '(', '<@a,', 'jane <a@']
  const ends = ['>', '@a.com>', '">', '<a@b.c>', ':a@b.c>', ')>']
  const texts = starts.flatMap(start =>
    units.flatMap(unit => ends.map(end => start + unit.repeat(500 / unit.length) + end)),
  )
  for (const text of texts) normaliseEmail(text)
  const before = process.cpuUsage()
  for (const text of texts) normaliseEmail(text)
  const { user } = process.cpuUsage(before)
  // A hundredth of a millisecond each is usual; a library that tries the same in many ways took fifty.
  t.ok(user / texts.length < 1000, 'less than a millisecond of CPU each')
})

test('a mailbox that several people read is told by its name', async t => {
  for (const each of ['info@example.com', 'sales+fair@example.com', 'no-reply@example.org'])
    t.ok(isSharedMailbox(each), each)
  for (const each of ['ines@example.com', 'info.ada@example.com', 'ada+info@example.com'])
    t.notOk(isSharedMailbox(each), each)
})
