import { test } from 'tap'
import { allFaults } from '../src/faults/all-faults.ts'
import { readPlan } from '../src/read-plan.ts'

const runsOf = (...args: string[]) =>
  readPlan(args).runs.map(({ fault, on }) => `${fault.id} ${on}`)

test('without a word every fault happens on every database that can have it', async t => {
  const both = allFaults.flatMap(fault => [fault.postgres, fault.pglite].filter(Boolean))
  t.equal(runsOf().length, both.length)
  t.ok(runsOf().includes('kill-postgres postgres'))
  t.notOk(runsOf().includes('kill-postgres pglite'))
})

test('--only names faults and databases', async t => {
  t.strictSame(runsOf('--only', 'sigterm'), ['sigterm postgres', 'sigterm pglite'])
  t.strictSame(runsOf('--only', 'sigterm,lock,pglite'), ['sigterm pglite'])
  t.strictSame(runsOf('--', '--only', 'lock'), ['lock postgres'])
})

test('--short is a part of it with less time', async t => {
  const { runs, seconds } = readPlan(['--short'])
  t.ok(runs.length > 0 && runs.length < readPlan([]).runs.length)
  t.equal(seconds, 1)
  t.equal(readPlan(['--short', '--seconds', '2']).seconds, 2)
})

test('what cannot be understood is told', async t => {
  t.throws(() => readPlan(['--only', 'flood']), { message: 'there is no flood' })
  t.throws(() => readPlan(['--only', 'lock,pglite']), { message: 'none of that can be done' })
  t.throws(() => readPlan(['--seconds', 'a']), { message: '--seconds must be a number above 0' })
})
