import { test } from 'tap'
import { faultsOf, type Measured, type Result } from '../src/report/result.ts'

const fine: Measured = {
  sent: 10,
  acknowledged: 10,
  stored: 10,
  lost: 0,
  doubled: 0,
  strange: 0,
  halfWritten: {},
  statuses: { '503': 4, '200': 10, none: 2 },
  longestWaitMs: 4_000,
  startMs: 9_000,
  recoveryMs: 5_000,
}

const told = (changes: Partial<Measured>, findings: readonly string[] = []) => {
  const result: Result = {
    fault: 'lock',
    what: '',
    on: 'postgres',
    isTimed: true,
    measured: { ...fine, ...changes },
    findings,
  }
  return faultsOf(result)
}

test('refusals, lost answers and slow starts are no faults', async t => {
  t.strictSame(told({}), [])
})

test('each thing that must not be is one', async t => {
  t.strictSame(told({ lost: 1 }), ['1 lost'])
  t.strictSame(told({ doubled: 2 }), ['2 doubled'])
  t.strictSame(told({ strange: 1 }), ['1 stored that nobody sent'])
  t.strictSame(told({ halfWritten: { 'an activity': 3 } }), ['3 × an activity'])
  t.strictSame(told({ statuses: { '500': 1 } }), ['1 answers 500'])
  t.strictSame(told({ recoveryMs: 5_001 }), ['recovered after 5001 ms'])
  t.strictSame(told({ recoveryMs: null }), ['no 200 after the cause was gone'])
  t.strictSame(told({ acknowledged: 9 }), ['1 never acknowledged'])
  t.strictSame(told({}, ['a second server came up']), ['a second server came up'])
})

test('in the short form time is no fault', t => {
  const late = { ...fine, recoveryMs: 60_000 }
  const result = { fault: 'lock', what: '', on: 'postgres', measured: late, findings: [] } as const
  t.strictSame(faultsOf({ ...result, isTimed: false }), [])
  t.strictSame(faultsOf({ ...result, isTimed: true }), ['recovered after 60000 ms'])
  t.end()
})

test('what was skipped is none, and what broke off is', async t => {
  const result: Result = { fault: 'lock', what: '', on: 'postgres', isTimed: true, findings: [] }
  t.strictSame(faultsOf({ ...result, skipped: 'no disk' }), [])
  t.strictSame(faultsOf({ ...result, findings: ['not finished'] }), ['not finished'])
})
