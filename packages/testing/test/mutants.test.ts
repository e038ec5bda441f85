import { test } from 'tap'
import { acme } from './acme/acme.ts'
import samples from './acme/samples.ts'
import { kindOf, mutants, proofs } from './mutants/all.ts'
import { testThatEachIsNoticed } from './support/notices.ts'
import { verdictsOf } from './verdicts.ts'

testThatEachIsNoticed(mutants.first)

test('every check has a mutant that no other one notices before it', async t => {
  const { names } = await verdictsOf(acme, samples, () => false)
  const unproven = [...new Set(names.map(kindOf))].filter(kind => !proofs.has(kind))
  t.strictSame(unproven, [])
})
