import { test } from 'tap'
import type { Measurement } from '../src/measure/measure.ts'
import { summarise } from '../src/report/summarise.ts'

const load = {
  answered: 100,
  accepted: 100,
  refused: 0,
  failed: 0,
  forgedAccepted: 0,
  genuineRefused: 0,
  events: 100,
  duplicates: 0,
  seconds: 1,
  p50: 1,
  p99: 2,
  senderMicroseconds: 1000,
  lateness: null,
}

const measured = (contestant: string, round: number, server: number, database: number | null) => ({
  contestant,
  case: 'known',
  round,
  load,
  requestsPerSecond: 1_000_000 / server,
  serverMicroseconds: server,
  databaseMicroseconds: database,
  peakBytes: 1,
  walBytesPerEvent: database,
  othersShare: 0,
  stored: 100,
  expected: 100,
  faults: [],
})

test('rows are medians, and ratios are medians of what was measured in the same round', async t => {
  const measurements: readonly Measurement[] = [
    measured('bare', 1, 100, null),
    measured('conduit', 1, 200, 50),
    measured('bare', 2, 1000, null),
    measured('conduit', 2, 3000, 70),
    measured('bare', 3, 100, null),
    measured('conduit', 3, 400, 60),
  ]
  const [bare, conduit] = summarise(measurements)
  t.match(bare, {
    contestant: 'bare',
    rounds: 3,
    serverMicroseconds: 100,
    databaseMicroseconds: null,
  })
  t.match(conduit, { serverMicroseconds: 400, databaseMicroseconds: 60, sumMicroseconds: 460 })
  t.match(conduit?.ratios, { serverToBare: 3, p99ToBare: 1, sumToInsert: null })
})

test('an even number of rounds has the mean of its two middle ones', async t => {
  const [row] = summarise([measured('bare', 1, 100, null), measured('bare', 2, 200, null)])
  t.equal(row?.serverMicroseconds, 150)
})

test('the sum is compared with that of another checkout', async t => {
  const [, conduit] = summarise([
    measured('before', 1, 200, 100),
    measured('conduit', 1, 250, 80),
    measured('before', 2, 400, 200),
    measured('conduit', 2, 480, 180),
    measured('before', 3, 200, 100),
    measured('conduit', 3, 300, 300),
  ])
  t.match(conduit, { contestant: 'conduit', ratios: { sumToBefore: 1.1 } })
})
