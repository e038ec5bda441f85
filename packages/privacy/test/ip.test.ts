import assert from 'node:assert/strict'
import { generaliseIp, normaliseIp } from '@conduit/privacy'
import fc from 'fast-check'
import { test } from 'tap'
import { anyText, hugeTexts } from './texts.ts'

function outcomeOf(input: string): string {
  const result = normaliseIp(input)
  return 'ok' in result ? result.ok.value : `refused: ${result.refused}`
}

const canonical: readonly [name: string, input: string, value: string][] = [
  ['IPv4', ' 203.0.113.7 ', '203.0.113.7'],
  ['the longest run of zeros is shortened', '2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['one zero is not a run', '2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['leading zeros of IPv6 groups', '2001:0db8::0001', '2001:db8::1'],
  ['IPv4-mapped', '::ffff:203.0.113.7', '203.0.113.7'],
  ['IPv4-mapped in groups', '::ffff:cb00:7107', '203.0.113.7'],
  ['IPv4-compatible is not IPv4-mapped', '::203.0.113.7', '::cb00:7107'],
  ['a zone', 'fe80::1%eth0', 'fe80::1'],
  ['all zeros', '0:0:0:0:0:0:0:0', '::'],
]
for (const [name, input, value] of canonical) {
  test(`ip/1: ${name}`, async t => {
    t.equal(outcomeOf(input), value)
  })
}

const refused: readonly [name: string, input: string, refusal: string][] = [
  ['nothing', '', 'empty'],
  ['a leading zero', '203.0.113.07', 'not_an_ip'],
  ['hexadecimal', '0x7f.0.0.1', 'not_an_ip'],
  ['one number', '2130706433', 'not_an_ip'],
  ['three parts', '127.0.1', 'not_an_ip'],
  ['a leading zero in a mapped address', '::ffff:203.0.113.07', 'not_an_ip'],
  ['a port', '203.0.113.7:443', 'not_an_ip'],
  ['brackets', '[2001:db8::1]', 'not_an_ip'],
  ['an endless zone', `fe80::1%${'a'.repeat(100)}`, 'too_long'],
]
for (const [name, input, refusal] of refused) {
  test(`ip/1 refuses ${name}`, async t => {
    t.same(normaliseIp(input), { refused: refusal })
  })
}

test('an address is generalised to its network', async t => {
  t.equal(generaliseIp('203.0.113.7'), '203.0.113.0/24')
  t.equal(generaliseIp('2001:db8:1:2::3'), '2001:db8:1::/48')
  t.equal(generaliseIp('::'), '::/48')
})

test('a 6to4 address does not keep the whole IPv4 address inside it', async t => {
  t.equal(generaliseIp('2002:cb00:7107:1::1'), '2002:cb00:7100::/40')
})

test('what is no address cannot be generalised, and the error does not show it', async t => {
  t.throws(() => generaliseIp('jane@example.com'), new TypeError('not an IP address'))
})

test('what is too long for an address is not looked at', async t => {
  t.throws(() => generaliseIp(`fe80::1%${'a'.repeat(100)}`), new TypeError('not an IP address'))
  for (const text of hugeTexts) t.throws(() => generaliseIp(text), TypeError)
})

test('ip/1 is idempotent and keeps different addresses apart', async t => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6())
  fc.assert(
    fc.property(address, input => {
      assert.equal(outcomeOf(outcomeOf(input)), outcomeOf(input))
      assert.match(generaliseIp(outcomeOf(input)), /^[0-9a-f:.]+\/(24|40|48)$/)
    }),
  )
  t.pass('holds 100 times')
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), (left, right) => {
      assert.equal(outcomeOf(left) === outcomeOf(right), left === right)
    }),
  )
  t.pass('holds 100 times')
})

test('ip/1 never throws', async t => {
  const parts = fc.array(fc.constantFrom('0', '1', 'f', '.', ':', '::', '%', 'x', '255'))
  const nearly = parts.map(list => list.join(''))
  fc.assert(
    fc.property(fc.oneof(anyText, nearly), input => {
      const value = outcomeOf(input)
      if (!value.startsWith('refused: ')) assert.equal(outcomeOf(value), value)
    }),
    { numRuns: 2000 },
  )
  t.pass('holds 2,000 times')
  for (const text of hugeTexts) t.match(outcomeOf(text), /^refused/)
})
