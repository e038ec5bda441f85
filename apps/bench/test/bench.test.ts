import { type Test, test } from 'tap'
import { allContestants } from '../src/contestants/all-contestants.ts'
import { allCases } from '../src/measure/cases.ts'
import type { Measurement } from '../src/measure/measure.ts'
import type { Plan } from '../src/plan.ts'
import { faultsOf } from '../src/report/bench-report.ts'
import { renderReport } from '../src/report/render-report.ts'
import { summarise } from '../src/report/summarise.ts'
import { runBench } from '../src/run-bench.ts'

const limits = {
  timeout: 1_200_000,
  ...(process.platform !== 'linux' && { skip: 'only Linux has /proc' }),
}
const contestants = allContestants.filter(({ database }) => database !== 'embedded')
const caseNames = ['mixed', 'paced']
const tiny: Plan = {
  contestants,
  cases: allCases.filter(({ id }) => caseNames.includes(id)),
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

test('a short run counts right and its figures are sane', limits, async t => {
  const report = await runBench(tiny, line => t.comment(line))
  t.strictSame(faultsOf(report), [])
  t.equal(report.measurements.length, caseNames.length * contestants.length)
  for (const each of report.measurements) {
    const name = `${each.case}, ${each.contestant}`
    checkLoad(t, name, each)
    const isPostgres = ['insert', 'transaction', 'conduit'].includes(each.contestant)
    t.ok(each.serverMicroseconds >= 0 && each.serverMicroseconds < 1_000_000)
    t.equal(each.databaseMicroseconds !== null, isPostgres)
    t.equal((each.walBytesPerEvent ?? 0) > 100, isPostgres, `${name}: events are in the log`)
    t.ok(each.peakBytes > 20_000_000)
    t.equal(each.stored, each.contestant === 'bare' ? 0 : each.expected, `${name}: all are kept`)
  }
  const rows = summarise(report.measurements)
  t.equal(rows.length, report.measurements.length)
  t.ok(rows.every(({ contestant, ratios }) => contestant !== 'bare' || ratios.rateToBare === 1))
  t.match(renderReport(report), /people known, at 80 %/)
})

function checkLoad(t: Test, name: string, { case: caseId, contestant, load }: Measurement): void {
  t.ok(load.accepted > 0, `${name}: ${load.accepted} accepted`)
  t.equal(load.failed, 0)
  t.equal(load.answered, load.accepted + load.refused)
  t.ok(load.p50 > 0 && load.p50 <= load.p99, `${name}: p50 ${load.p50}, p99 ${load.p99}`)
  if (caseId !== 'mixed') t.equal(load.accepted, load.events)
  if (contestant === 'bare') t.equal(load.refused, 0)
}
