import { test } from 'tap'
import { kindOf, proofs } from '../mutants/all.ts'
import type { Mutant } from '../mutants/mutant.ts'
import { verdictsOf } from '../verdicts.ts'

/** A test for each mutant: its check fails, and where it is the proof of it, nothing fails before. */
export function testThatEachIsNoticed(mutants: readonly Mutant[]): void {
  for (const mutant of mutants) {
    const { name, adapter, samples, fails } = mutant
    const isProof = proofs.get(kindOf(fails)) === mutant
    test(`${fails} – notices${isProof ? ', and first' : ''}: ${name}`, async t => {
      let isReached = false
      const { failed, skipped } = await verdictsOf(adapter, samples, check => {
        const runs = check === fails || (isProof && !isReached)
        isReached ||= check === fails
        return runs
      })
      t.equal(skipped.get(fails), undefined, 'is not skipped')
      t.match(failed.get(fails), /\n {2}What to do: /, 'fails, says why and what to do')
      if (isProof) t.strictSame([...failed.keys()], [fails], 'nothing before it fails')
    })
  }
}
