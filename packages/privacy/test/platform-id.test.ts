import assert from 'node:assert/strict'
import { normalisePlatformId } from '@conduit/privacy'
import fc from 'fast-check'
import { test } from 'tap'
import { anyText, hugeTexts } from './texts.ts'

function outcomeOf(adapter: string, namespace: string, value: string): string {
  const result = normalisePlatformId({ adapter, namespace, value })
  return 'ok' in result ? result.ok.value : `refused: ${result.refused}`
}

test('platform-id/1: exact bytes inside adapter and namespace', async t => {
  t.same(normalisePlatformId({ adapter: 'stripe', namespace: 'acct_1', value: 'cus_9' }), {
    ok: { normaliser: 'platform-id/1', value: 'stripe:acct_1:cus_9' },
  })
  t.equal(outcomeOf('sales', '', ' 003xA '), 'sales:: 003xA ')
  t.not(outcomeOf('salesforce', 'org', '003xa'), outcomeOf('salesforce', 'org', '003xA'))
})

test('platform-id/1: a colon in a part cannot pose as the end of the part', async t => {
  t.equal(outcomeOf('a', 'b:c', 'd'), 'a:b%3Ac:d')
  t.equal(outcomeOf('a', 'b', 'c:d'), 'a:b:c:d')
  t.equal(outcomeOf('a', 'b%3Ac', 'd'), 'a:b%253Ac:d')
})

test('platform-id/1 refuses what is empty or ill-formed', async t => {
  t.equal(outcomeOf('', 'b', 'c'), 'refused: empty')
  t.equal(outcomeOf('a', 'b', ''), 'refused: empty')
  t.equal(outcomeOf('a', 'b', '\ud800'), 'refused: ill_formed')
  t.equal(outcomeOf('a', '\udc00', 'c'), 'refused: ill_formed')
})

test('platform-id/1: two ids are equal only if all three parts are', async t => {
  const unit = fc.constantFrom('a', ':', '%', '3', 'A', '\0', 'é')
  const part = fc.string({ unit, minLength: 1, maxLength: 4 })
  const parts = fc.tuple(part, part, part)
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      assert.equal(outcomeOf(...left) === outcomeOf(...right), left.join('\n') === right.join('\n'))
    }),
    { numRuns: 2000 },
  )
  t.pass('holds 2,000 times')
})

test('platform-id/1 never throws, and the value comes back to the byte', async t => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (adapter, namespace, value) => {
      const written = outcomeOf(adapter, namespace, value)
      if (!written.startsWith('refused: ')) assert.ok(written.endsWith(`:${value}`))
    }),
  )
  t.pass('holds 100 times')
  for (const text of hugeTexts) t.ok(outcomeOf('a', 'b', text))
})
