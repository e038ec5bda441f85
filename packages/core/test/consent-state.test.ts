import { consentState, type DatedStatement } from '@conduit/core/host'
import fc from 'fast-check'
import { test } from 'tap'

const day = (number: number) => new Date(Date.UTC(2026, 10, number))

/** A grant that was signed and said on the first, with what is different about it. */
function statement(changes: Partial<DatedStatement> = {}): DatedStatement {
  return {
    id: 'a',
    state: 'granted',
    saidAt: day(1),
    isTimeSigned: true,
    verification: 'signed',
    recordedAt: day(20),
    ...changes,
  }
}

const unsigned = { verification: 'unsigned', isTimeSigned: false } as const
const untimed = { isTimeSigned: false } as const
const withdrawn = { id: 'b', state: 'withdrawn' } as const

const cases: readonly (readonly [string, readonly DatedStatement[], 'granted' | 'withdrawn'])[] = [
  ['what was said last', [statement(), statement({ ...withdrawn, saidAt: day(2) })], 'withdrawn'],
  [
    'a withdrawal, of what was said at the same time',
    [statement(), statement(withdrawn)],
    'withdrawn',
  ],
  [
    'the later one, though the earlier one came after it',
    [
      statement({ saidAt: day(3), recordedAt: day(4) }),
      statement({ ...withdrawn, recordedAt: day(9) }),
    ],
    'granted',
  ],
  [
    'a statement whose time is signed, before a later one whose time is not',
    [statement(), statement({ ...withdrawn, ...untimed, saidAt: day(2) })],
    'granted',
  ],
  [
    'a withdrawal that is proven, before a later grant that is not',
    [statement({ ...withdrawn, ...untimed }), statement({ ...unsigned, saidAt: day(2) })],
    'withdrawn',
  ],
  [
    'a withdrawal that nothing proves, before an earlier grant whose time nothing proves',
    [statement(untimed), statement({ ...withdrawn, ...unsigned, saidAt: day(2) })],
    'withdrawn',
  ],
  [
    'a grant that nothing proves, where the withdrawal was lifted already',
    [
      statement({ ...withdrawn, ...untimed }),
      statement({ ...untimed, saidAt: day(2) }),
      statement({ id: 'c', ...unsigned, saidAt: day(3) }),
    ],
    'granted',
  ],
  [
    'a withdrawal without a time, before a grant whose time nothing proves',
    [
      statement({ ...withdrawn, ...untimed, saidAt: null }),
      statement({ ...untimed, saidAt: day(2) }),
    ],
    'withdrawn',
  ],
  [
    'a withdrawal, before an earlier grant that is dated ahead',
    [
      statement({ saidAt: day(28), recordedAt: day(4) }),
      statement({ ...withdrawn, saidAt: day(5) }),
    ],
    'withdrawn',
  ],
]

for (const [name, statements, state] of cases) {
  test(`what holds is ${name}`, async t => {
    t.equal(consentState(statements)?.state, state)
    t.equal(consentState(statements.toReversed())?.state, state)
  })
}

test('it tells since when, and in which order they were said', async t => {
  const [grant, withdrawal] = [statement(), statement({ ...withdrawn, saidAt: day(2) })]
  const found = consentState([withdrawal, grant])
  t.same(found?.since, day(2))
  t.equal(found?.statement, withdrawal)
  t.same(found?.history, [grant, withdrawal])
  t.same(consentState([statement({ ...untimed, saidAt: null })])?.since, null)
  t.equal(consentState([]), null)
})

const time = fc.integer({ min: 1, max: 4 }).map(day)
const statements = fc.uniqueArray(
  fc
    .record({
      id: fc.nat({ max: 30 }).map(String),
      state: fc.constantFrom('granted', 'withdrawn'),
      saidAt: fc.option(time),
      verification: fc.constantFrom('signed', 'unsigned', 'fetched', 'attested'),
      wantsSignedTime: fc.boolean(),
      recordedAt: time,
    })
    .map(
      ({ wantsSignedTime, ...each }): DatedStatement => ({
        ...each,
        isTimeSigned: wantsSignedTime && each.verification !== 'unsigned' && each.saidAt !== null,
      }),
    ),
  { selector: ({ id }) => id, maxLength: 8 },
)
const inTwoOrders = statements.chain(all =>
  fc.tuple(
    fc.constant(all),
    fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
  ),
)

/** The rules, each pair of statements looked at on its own. */
function plainly(all: readonly DatedStatement[]): DatedStatement | null {
  const moment = ({ saidAt, recordedAt, state }: DatedStatement): number => {
    if (saidAt === null) return state === 'withdrawn' ? 1e18 : -1e18
    return saidAt < recordedAt ? Number(saidAt) : Number(recordedAt)
  }
  const isBehind = (one: DatedStatement, other: DatedStatement): boolean => {
    if (moment(one) !== moment(other)) return moment(one) < moment(other)
    if (one.state !== other.state) return one.state === 'granted'
    return one.id < other.id
  }
  const counts = (one: DatedStatement): boolean => {
    if (!one.isTimeSigned && all.some(other => other.isTimeSigned)) return false
    if (one.verification !== 'unsigned' || one.state === 'withdrawn') return true
    const proven = all.filter(other => other.verification !== 'unsigned')
    return !proven.some(
      withdrawal =>
        withdrawal.state === 'withdrawn' &&
        !proven.some(grant => grant.state === 'granted' && isBehind(withdrawal, grant)),
    )
  }
  const counting = all.filter(counts)
  return (
    counting.find(one => counting.every(other => one === other || isBehind(other, one))) ?? null
  )
}

test('statements in any order come to the same, which is what the rules say of each pair', async t => {
  const holds = fc.property(inTwoOrders, ([all, shuffled]) => {
    const [found, again] = [consentState(all), consentState(shuffled)]
    if (found?.statement !== plainly(all) && found !== null) return false
    if ((found === null) !== (all.length === 0)) return false
    return (
      found?.statement === again?.statement &&
      JSON.stringify(found?.history) === JSON.stringify(again?.history)
    )
  })
  t.doesNotThrow(() => fc.assert(holds, { numRuns: 10_000 }))
})
