import { test } from 'tap'
import { bare } from '../src/contestants/all-contestants.ts'
import { conduitOnPostgres } from '../src/contestants/conduit.ts'
import { faultsOf } from '../src/report/bench-report.ts'
import { renderReport } from '../src/report/render-report.ts'
import { runBench } from '../src/run-bench.ts'

const limits = {
  timeout: 1_200_000,
  ...(process.platform !== 'linux' && { skip: 'only Linux has /proc' }),
}

test('starting, memory, neighbours and the profile have figures', limits, async t => {
  const plan = {
    contestants: [bare, conduitOnPostgres],
    cases: [],
    rounds: 1,
    seconds: 0.2,
    minutes: 1,
    people: 50,
    start: { idleMilliseconds: 0 },
    memory: { requests: 200, seconds: 20 },
    neighbour: { callers: 2, events: 1_000, seconds: 2 },
    finding: null,
    profile: true,
  }
  const report = await runBench(plan, line => t.comment(line))
  t.strictSame(faultsOf(report), [])
  t.strictSame(
    report.starts.map(each => each.contestant),
    ['bare', 'conduit'],
  )
  for (const { readyMilliseconds, serverMicroseconds, idleBytes } of report.starts) {
    t.ok(readyMilliseconds > 20, `ready after ${readyMilliseconds} ms`)
    t.ok(serverMicroseconds >= 20_000, `${serverMicroseconds} µs of CPU`)
    t.ok(idleBytes > 20_000_000, `${idleBytes} bytes idle`)
  }
  t.ok((report.helpMicroseconds ?? 0) >= 20_000)
  const [memory] = report.memory
  t.equal(memory?.contestant, 'conduit')
  t.equal(memory?.requests, 200)
  t.ok((memory?.peakBytes ?? 0) > 50_000_000)
  const [neighbour] = report.neighbours
  t.equal(neighbour?.contestant, 'conduit')
  t.ok((neighbour?.statuses['200'] ?? 0) > 0, 'lists were accepted')
  t.ok((neighbour?.p99 ?? 0) > 0)
  t.ok((neighbour?.longestDelay ?? 0) > 0)
  const [profile] = report.profiles
  const percents = profile?.shares.map(({ percent }) => percent) ?? []
  t.ok(Math.abs(percents.reduce((sum, each) => sum + each, 0) - 100) < 0.1)
  t.match(renderReport(report), /where the time of Conduit went/)
})
