import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import {
  type RequestAct,
  type RequestState,
  type RequestStatus,
  requestState,
} from '../src/requests/request-state.ts'

const acts = [
  ...(['acknowledge', 'request_identity', 'pause', 'resume', 'verify', 'scope'] as const),
  ...([
    'approve',
    'cool_off',
    'step_back',
    'execute',
    'check',
    'respond',
    'confirm_person',
    'confirm_other',
  ] as const),
  ...(['extend', 'complete', 'complete_partially', 'refuse', 'withdraw', 'expire'] as const),
  'mark_duplicate',
] as const

/** The words of the table: a stage, `=` where it stays, a final status, or a refusal in capitals. */
const codes: Readonly<Record<string, string>> = {
  CLOSED: 'closed',
  CHECK: 'identity_open',
  TASKS: 'tasks_open',
  ORDER: 'out_of_order',
  KNOWN: 'already_acknowledged',
  SURE: 'identity_not_in_doubt',
  TWICE: 'already_paused',
  RUNS: 'not_paused',
}

// By stage, one word for each act in their order above.
const table = `
received           acknowledged identity_requested SURE RUNS verified scoping ORDER ORDER ORDER ORDER ORDER responding = = = completed partially_completed refused cancelled ORDER duplicate
acknowledged       KNOWN identity_requested SURE RUNS verified scoping ORDER ORDER ORDER ORDER ORDER responding = = = completed partially_completed refused cancelled ORDER duplicate
identity_requested = ORDER on_hold RUNS verified CHECK CHECK CHECK CHECK CHECK CHECK CHECK = = = CHECK CHECK refused cancelled expired duplicate
on_hold            = ORDER TWICE identity_requested verified CHECK CHECK CHECK CHECK CHECK CHECK CHECK = = = CHECK CHECK refused cancelled expired duplicate
verified           = identity_requested SURE RUNS = scoping ORDER ORDER ORDER ORDER ORDER responding = identity_requested = completed partially_completed refused cancelled ORDER duplicate
scoping            = identity_requested SURE RUNS = ORDER approved ORDER ORDER ORDER ORDER responding = identity_requested = completed partially_completed refused cancelled ORDER duplicate
approved           = ORDER SURE RUNS = ORDER ORDER cooling_off scoping executing ORDER TASKS TASKS TASKS = TASKS TASKS refused cancelled TASKS TASKS
cooling_off        = ORDER SURE RUNS = ORDER ORDER ORDER scoping executing ORDER TASKS TASKS TASKS = TASKS TASKS refused cancelled TASKS TASKS
executing          = ORDER SURE RUNS = ORDER ORDER ORDER ORDER ORDER verifying TASKS TASKS TASKS = TASKS TASKS TASKS TASKS TASKS TASKS
verifying          = ORDER SURE RUNS = ORDER ORDER ORDER ORDER ORDER ORDER responding TASKS TASKS = TASKS TASKS TASKS TASKS TASKS TASKS
responding         = ORDER SURE RUNS = ORDER ORDER ORDER ORDER ORDER ORDER ORDER = identity_requested = completed partially_completed refused cancelled ORDER duplicate
closed             CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED CLOSED
`

const model = new Map(
  table
    .trim()
    .split('\n')
    .map(line => {
      const [stage = '', ...words] = line.split(/ +/)
      assert.equal(words.length, acts.length, stage)
      return [stage, new Map(words.map((word, index) => [String(acts[index]), word]))]
    }),
)

const pending = ['received', 'acknowledged']
const ended = ['completed', 'partially_completed', 'refused', 'cancelled', 'expired', 'duplicate']

interface Facts {
  readonly isAcknowledged: boolean
  readonly isExtended: boolean
  readonly isExtendable: boolean
  readonly isOverdue: boolean
  readonly isStoppable: boolean
}

/** What the table says, as the function would. */
function expected({ status, stage }: RequestState, act: RequestAct, facts: Facts) {
  const word = model.get(stage)?.get(act) ?? assert.fail(`${stage} ${act}`)
  const refusal = codes[word]
  if (refusal !== undefined) return { refusal }
  if (act === 'acknowledge' && facts.isAcknowledged) return { refusal: 'already_acknowledged' }
  if (act === 'pause' && !facts.isStoppable) return { refusal: 'clock_never_stops' }
  if (act === 'extend') {
    if (facts.isExtended) return { refusal: 'already_extended' }
    if (!facts.isExtendable) return { refusal: 'no_extension' }
    if (facts.isOverdue) return { refusal: 'too_late' }
  }
  if (word === '=') return { next: { status, stage } }
  if (ended.includes(word)) return { next: { status: word, stage: 'closed' } }
  return { next: { status: pending.includes(word) ? 'pending' : 'in_progress', stage: word } }
}

const anyFacts = fc.record({
  isAcknowledged: fc.boolean(),
  isExtended: fc.boolean(),
  isExtendable: fc.boolean(),
  isOverdue: fc.boolean(),
  isStoppable: fc.boolean(),
})

test('every act in every stage is what the table says', async t => {
  for (const isOf of [true, false]) {
    const facts = {
      isAcknowledged: !isOf,
      isExtended: !isOf,
      isExtendable: isOf,
      isOverdue: !isOf,
      isStoppable: isOf,
    }
    for (const stage of model.keys()) {
      const status =
        stage === 'closed' ? 'refused' : pending.includes(stage) ? 'pending' : 'in_progress'
      const state = { status: status as RequestStatus, stage: stage as RequestState['stage'] }
      for (const act of acts)
        t.same(requestState(state, act, facts), expected(state, act, facts), `${stage} ${act}`)
    }
  }
})

test('whatever is done one after the other, a request stands where the table says', async t => {
  const ends = new Set<string>()
  const steps = fc.array(fc.tuple(fc.constantFrom(...acts), anyFacts), { maxLength: 25 })
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(steps, all => {
        let state: RequestState = { status: 'pending', stage: 'received' }
        for (const [act, facts] of all) {
          const found = requestState(state, act, facts)
          assert.deepEqual(found, expected(state, act, facts))
          if ('next' in found) state = found.next
        }
        ends.add(state.status)
      }),
      { numRuns: 5000 },
    ),
  )
  t.same([...ends].sort(), ['in_progress', 'pending', ...ended].sort(), 'all of them are reached')
})
