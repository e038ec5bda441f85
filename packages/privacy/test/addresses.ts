import fc from 'fast-check'
import { anyText } from './texts.ts'

const joined = (parts: readonly string[]) => parts.join('')
const comment = ['(c)', ' (c) ', '(a\\)b)', ' ( x y )', '([)', '(<)', '(.)', '(unclosed']
const space = fc.constantFrom('', '', '', ' ', '  ')
const blank = fc.oneof({ weight: 4, arbitrary: space }, fc.constantFrom(...comment))

const word = fc.constantFrom(
  ...['Jane', 'x1', 'é', '🙂', '\u00a0', "O'Neil", '"Doe, J."', '"a\\"b"', '" x "', '"b @"', '"("'],
  ...['""', '"unclosed', 'a:', '[x]'],
)
const between = fc.constantFrom(' ', ' ', ' ', '', '. ', ', ', ',', '@', ' (c) ')
const displayName = fc.array(fc.tuple(word, between).map(joined), { maxLength: 4 }).map(joined)

const localWord = fc.constantFrom('jane', 'J', 'é', '"a b"', '"a@b"', '"jane"', '"x "', '"a\\\\b"')
const local = fc
  .array(fc.tuple(blank, localWord, blank).map(joined), { minLength: 1, maxLength: 3 })
  .map(words => words.join('.'))
const domain = fc.constantFrom(
  ...['x.com', 'X.com', 'a.b.org', 'münchen.de', 'xn--mnchen-3ya.de', 'xn--a.com', 'x'],
  ...['x . com', 'x.(c)com', 'a\u00a0x.com', 'a b.com', 'x..com', 'x.com.', '1.2.3', 'x.0x1f'],
  ...['[1.2.3.4]', '[a b]', '[\\a]', '[\u200b]', '(c)[x]'],
)
const route = fc.constantFrom('', '', '', '', '', '', '@a:', '@a,@b.c:', ', @a:', '@[x],,:', ':')
const before = fc.constantFrom('', '', '', '', '', ',', ' , ,', '(c)')
const end = fc.constantFrom(
  '>',
  '>',
  '>',
  '>',
  '>',
  ' >',
  '>>',
  '',
  '>, b@c.de',
  '>(c)',
  ', <b@c.de>',
)

/** Texts that are addresses with a display name, or nearly. */
export const displayForms = fc
  .tuple(
    before,
    displayName,
    blank,
    fc.constant('<'),
    route,
    local,
    fc.constant('@'),
    blank,
    domain,
    blank,
    end,
  )
  .map(joined)

const label = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abxyzXN019-_.é'), maxLength: 10 }),
  fc.constantFrom('xn--', 'XN--a', 'xn--mnchen-3ya', '0x1', '-', 'a'.repeat(63), 'b'.repeat(64)),
)
const ending = fc.constantFrom(
  ...['com', 'de', 'museum', 'COM', 'c', '1', 'co1', '0x', '0xab', 'a-b', 'xn--p1ai', 'com.', ''],
)
const plainLocal = fc.string({ unit: fc.constantFrom(..."aB1.+!#%'*/=?^_`{|}~-"), maxLength: 70 })

/** Texts that are addresses alone, or nearly. */
export const addresses = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: plainLocal }, anyText),
    fc.constantFrom('@', '@', '@', '@@', ''),
    fc.array(label, { maxLength: 4 }),
    ending,
  )
  .map(([name, at, labels, last]) => `${name}${at}${[...labels, last].join('.')}`)

/** One of them with a character put in, taken out or exchanged. */
export const nearly = (texts: fc.Arbitrary<string>) =>
  fc
    .tuple(texts, fc.nat(200), fc.string({ unit: 'grapheme-ascii', maxLength: 1 }), fc.nat(1))
    .map(([text, at, character, length]) => {
      const start = at % (text.length + 1)
      return text.slice(0, start) + character + text.slice(start + length)
    })
