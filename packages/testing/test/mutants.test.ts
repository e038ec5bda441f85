import { test } from 'tap'
import { bodyMutants } from './mutants/bodies.ts'
import { contractMutants } from './mutants/contract.ts'
import { recordingMutants } from './mutants/recordings.ts'
import { signatureMutants } from './mutants/signature.ts'
import { tenancyMutants } from './mutants/tenancy.ts'
import { verdictsOf } from './verdicts.ts'

const mutants = [
  ...contractMutants,
  ...recordingMutants,
  ...signatureMutants,
  ...bodyMutants,
  ...tenancyMutants,
]

for (const { name, adapter, samples, fails } of mutants) {
  test(`${fails} – notices: ${name}`, async t => {
    const { failed, passed, skipped } = await verdictsOf(adapter, samples, fails)
    t.notOk(passed.includes(fails), 'does not pass')
    t.equal(skipped.get(fails), undefined, 'is not skipped')
    t.ok(failed.get(fails), 'fails and says why')
  })
}
