import { test } from 'tap'
import { conduitEmbedded } from '../src/contestants/conduit.ts'
import { allCases } from '../src/measure/cases.ts'
import { faultsOf } from '../src/report/bench-report.ts'
import { runBench } from '../src/run-bench.ts'

const limits = {
  timeout: 1_200_000,
  ...(process.platform !== 'linux' && { skip: 'only Linux has /proc' }),
}

test('the embedded database keeps what was acknowledged, too', limits, async t => {
  const plan = {
    contestants: [conduitEmbedded],
    cases: allCases.filter(({ id }) => id === 'mixed'),
    rounds: 1,
    seconds: 0.2,
    minutes: 1,
    people: 50,
    start: null,
    memory: null,
    neighbour: null,
    finding: null,
    profile: false,
  }
  const report = await runBench(plan, line => t.comment(line))
  t.strictSame(faultsOf(report), [])
  const [measurement] = report.measurements
  t.ok((measurement?.load.accepted ?? 0) > 0)
  t.ok((measurement?.stored ?? 0) > 0)
  t.equal(measurement?.stored, measurement?.expected)
  t.equal(measurement?.databaseMicroseconds, null)
})
