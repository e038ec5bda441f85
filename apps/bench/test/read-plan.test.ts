import { test } from 'tap'
import { readPlan } from '../src/read-plan.ts'

const idsOf = (args: readonly string[]) => {
  const { plan } = readPlan(args)
  return {
    contestants: plan.contestants.map(({ id }) => id).join(),
    cases: plan.cases.map(({ id }) => id).join(),
    start: plan.start !== null,
    memory: plan.memory !== null,
  }
}

test('without a word all contestants are measured in the important cases', async t => {
  t.strictSame(idsOf([]), {
    contestants: 'bare,insert,transaction,conduit,embedded',
    cases: 'known,new,paced',
    start: false,
    memory: false,
  })
})

test('--only names contestants, cases and measurements', async t => {
  t.match(idsOf(['--only', 'bare,conduit']), {
    contestants: 'bare,conduit',
    cases: 'known,new,paced',
  })
  t.match(idsOf(['--only', 'new,1kB/256/50%,conduit']), {
    contestants: 'conduit',
    cases: 'new,1kB/256/50%',
  })
  t.match(idsOf(['--only', 'start']), { cases: '', start: true, memory: false })
  t.throws(() => readPlan(['--only', 'bare,fast']), /there is no fast to measure/)
})

test('finding needs no contestant, and another checkout if it is to be compared', async t => {
  t.match(idsOf(['--only', 'finding']), { contestants: '', cases: '', start: false, memory: false })
  t.strictSame(readPlan(['--only', 'finding']).plan.finding, { before: null })
  const { plan } = readPlan(['--only', 'finding,conduit', '--before', '../older'])
  t.strictSame(plan.finding, { before: '../older' })
  t.equal(plan.contestants.map(({ id }) => id).join(), 'conduit,before')
  t.equal(readPlan([]).plan.finding, null)
})

test('another checkout takes part in what is measured of servers', async t => {
  const words = ['--only', 'conduit,known', '--before', '../older']
  t.match(idsOf(words), { contestants: 'conduit,before', cases: 'known' })
  t.match(idsOf(['--only', 'finding', '--before', '../older']), { contestants: '' })
})

test('--all is every size, number of connections and share of new people', async t => {
  const { plan } = readPlan(['--', '--all', '--rounds', '1'])
  t.equal(plan.cases.length, 27 + 2)
  t.equal(new Set(plan.cases.map(({ id }) => id)).size, plan.cases.length)
  t.equal(plan.rounds, 1)
  t.ok(plan.start)
  t.ok(plan.memory)
})

test('what cannot be understood is refused', async t => {
  t.throws(() => readPlan(['--rounds', '0']), /--rounds must be a number above 0/)
  t.throws(() => readPlan(['--seconds', 'long']), /--seconds must be/)
  t.throws(() => readPlan(['--fast']), /Unknown option/)
})
