import fc from 'fast-check'
import { test } from 'tap'
import { cleanText } from '../src/database/clean-text.ts'

test('texts from outside are made fit for the database', async t => {
  t.equal(cleanText('customer.created', 200), 'customer.created')
  t.equal(cleanText('a\u0000b\u001f\u007f\u0085', 200), 'a\ufffdb\ufffd\ufffd\ufffd', 'controls')
  t.equal(cleanText('\ud800x\udc00', 200), '\ufffdx\ufffd', 'lone surrogates')
  t.equal(cleanText('\u{1f600}', 200), '\u{1f600}', 'pairs stay')
  t.equal(cleanText('ab\u{1f600}', 3), 'ab', 'a pair is not cut in two')
  t.equal(cleanText('ab\u{1f600}', 4), 'ab\u{1f600}')
  t.equal(cleanText('x'.repeat(5_000_000), 1000).length, 1000)
  t.equal(cleanText('\n'.repeat(5_000_000), 10), '\ufffd'.repeat(10))
})

test('texts are cleaned as the plain rule says', async t => {
  const unit = fc.nat({ max: 0xffff }).map(code => String.fromCharCode(code))
  const text = fc.oneof(
    fc.string(),
    fc.array(unit).map(units => units.join('')),
  )
  const plain = (value: string): string => value.replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd')
  fc.assert(fc.property(text, value => cleanText(value, 1000) === plain(value)))
  t.pass()
})
