import assert from 'node:assert/strict'
import {
  type DeliveryRecord,
  decide,
  memoryStore,
  type QuarantineRecord,
  type RecordOutcome,
} from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import fc from 'fast-check'
import { test } from 'tap'

const key = (text: string) => text as KeyedHash
const [stored] = memoryStore([{ adapter: 'acme', settings: {} }]).integrations
if (stored === undefined) throw new Error('no integration')
const { controller, id: integrationId } = stored

const quarantine: QuarantineRecord = {
  id: 'q',
  step: 'extract',
  reason: 'TypeError',
  sealed: new Uint8Array(),
  expiresAt: new Date(0),
}

/** A delivery whose events have these keys. */
function delivery(
  id: string,
  events: readonly (readonly string[])[],
  changes: Partial<DeliveryRecord> = {},
): DeliveryRecord {
  return {
    id,
    controller,
    integrationId,
    adapter: 'acme',
    platformDeliveryId: null,
    keys: [],
    receivedAt: new Date(0),
    verification: 'signed',
    ignored: 0,
    rejected: 0,
    catchUp: false,
    quarantine: null,
    ...changes,
    activities: events.map((keys, position) => ({
      id: `${id}/${position}`,
      position,
      type: 't',
      meaning: 'processing',
      scope: 'person',
      account: null,
      occurredAt: null,
      path: '',
      keys: keys.map(key),
      verification: 'signed' as const,
      areKeysKept: false,
      eventHash: null,
      fields: [],
      people: [],
      requests: [],
      want: null,
    })),
  }
}

/** What becomes of deliveries that come one after the other. */
function outcomes(...deliveries: readonly DeliveryRecord[]): readonly RecordOutcome[] {
  let known: ReadonlyMap<KeyedHash, string> = new Map()
  return deliveries.flatMap(each => {
    const { decisions, owners } = decide([each], known)
    known = owners
    return decisions.map(({ outcome }) => outcome)
  })
}

const recorded = (deliveryId: string, count = 1) => ({
  outcome: 'recorded',
  deliveryId,
  recorded: count,
})
const duplicate = (deliveryId: string) => ({ outcome: 'duplicate', deliveryId, recorded: 0 })

test('an event is a repetition if any of its keys is known, and its others are known then', async t => {
  t.strictSame(
    outcomes(
      delivery('d1', [['a']]),
      delivery('d2', [['b', 'a']]),
      delivery('d3', [['b']]),
      delivery('d4', [['c']]),
    ),
    [recorded('d1'), duplicate('d1'), duplicate('d1'), recorded('d4')],
  )
})

test('an event without keys is never a repetition', async t => {
  t.strictSame(outcomes(delivery('d1', [[]]), delivery('d2', [[]])), [
    recorded('d1'),
    recorded('d2'),
  ])
})

test('of a delivery only what is new is kept', async t => {
  const first = delivery('d1', [['a'], ['a'], ['b']])
  const second = delivery('d2', [['b'], ['c']])
  const { decisions } = decide([first, second], new Map())
  t.strictSame(
    decisions.map(({ activities }) => activities.map(({ id }) => id)),
    [['d1/0', 'd1/2'], ['d2/1']],
  )
  t.strictSame(
    decisions.map(({ outcome }) => outcome),
    [recorded('d1', 2), recorded('d2')],
    'in one set as one after the other',
  )
})

test('a delivery without events is decided by its own keys', async t => {
  const keys = [key('delivery d')]
  t.strictSame(outcomes(delivery('d1', [], { keys }), delivery('d2', [], { keys })), [
    recorded('d1', 0),
    duplicate('d1'),
  ])
  const nothing = { outcome: 'recorded', deliveryId: null, recorded: 0 }
  t.strictSame(outcomes(delivery('d1', [])), [nothing], 'without keys there is nothing to keep')
  const ignored = delivery('d1', [], { ignored: 2 })
  t.strictSame(outcomes(ignored), [{ ...nothing, outcome: 'ignored' }])
  t.strictSame(outcomes({ ...ignored, keys }), [{ ...recorded('d1', 0), outcome: 'ignored' }])
})

test('what failed is kept beside events that are known, once', async t => {
  const failed = { keys: [key('bytes 1')], quarantine, rejected: 1 }
  t.strictSame(
    outcomes(
      delivery('d1', [['a']]),
      delivery('d2', [['a']], failed),
      delivery('d3', [['a']], failed),
      delivery('d4', [], failed),
      delivery('d5', [], { ...failed, keys: [key('bytes 2')] }),
    ),
    [
      recorded('d1'),
      { outcome: 'partial', deliveryId: 'd2', recorded: 0 },
      duplicate('d1'),
      duplicate('d2'),
      { outcome: 'quarantined', deliveryId: 'd5', recorded: 0 },
    ],
  )
})

test('the store in memory decides the same', async t => {
  const store = memoryStore([])
  const failed = { keys: [key('bytes 1')], quarantine, rejected: 1 }
  const all = [
    delivery('d1', [['a']]),
    delivery('d2', [['a']], failed),
    delivery('d3', [['a']], failed),
  ]
  const found = []
  for (const each of all) found.push(...(await store.record([each])))
  t.strictSame(found, outcomes(...all))
  t.strictSame(
    store.deliveries.map(({ id, quarantine }) => [id, quarantine?.step]),
    [
      ['d1', undefined],
      ['d2', 'extract'],
    ],
  )
  t.equal(store.activities.length, 1)
})

test('it is the same whether deliveries come one by one, in sets, or once more', async t => {
  const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 2 })
  const events = fc.array(fc.array(keys, { maxLength: 3 }), { maxLength: 6 })
  fc.assert(
    fc.property(events, fc.nat(6), (all, cut) => {
      const deliveries = all.map((each, index) => delivery(`d${index}`, each))
      const inSets = () => {
        const first = decide(deliveries.slice(0, cut), new Map())
        const second = decide(deliveries.slice(cut), first.owners)
        return { owners: second.owners, decisions: [...first.decisions, ...second.decisions] }
      }
      const { decisions, owners } = inSets()
      assert.deepEqual(
        decisions.map(({ outcome }) => outcome),
        outcomes(...deliveries),
      )
      const again = decide(deliveries, owners).decisions
      const keyless = all.flat().filter(each => each.length === 0).length
      assert.equal(
        again.reduce((sum, { outcome }) => sum + outcome.recorded, 0),
        keyless,
      )
    }),
  )
  t.pass('holds 100 times')
})
