import { type IdentifierCategory, piiCategories, privacyMeanings } from '@conduit/privacy'
import { test } from 'tap'

test('there are 17 categories, each once', async t => {
  t.equal(new Set<string>(piiCategories).size, 17)
  t.equal(piiCategories.length, 17)
})

test('there are 11 meanings, each once', async t => {
  t.equal(new Set<string>(privacyMeanings).size, 11)
  t.equal(privacyMeanings.length, 11)
})

test('what identifies is a category', async t => {
  const identifying: Record<IdentifierCategory, true> = {
    email: true,
    phone: true,
    account_id: true,
  }
  t.same(
    piiCategories.filter(category => category in identifying),
    ['email', 'phone', 'account_id'],
  )
})
