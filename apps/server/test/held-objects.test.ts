import { decodeId } from '@conduit/core/host'
import { checkMasterKeys } from '@conduit/db'
import type { ErasedPerson } from '@conduit/db/erasure'
import { masterKeyStates } from '@conduit/db/keyring'
import { verifyReceipt } from '@conduit/privacy/merkle'
import { t as root, type Test, test } from 'tap'
import {
  ada,
  bo,
  changesOf,
  closing,
  completing,
  type ErasingScene,
  erasingScene,
  known,
  outcomesOf,
} from './support/erasing-scene.ts'
import { onBoth } from './support/on-both.ts'
import { keysOf, receiptsOf, sign } from './support/receipted.ts'
import { rowsOf } from './support/rows-of.ts'
import { tied } from './support/tied.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(900_000)

const day = 86_400
const showing = `mutation($id: ID!) { showRedactionTarget(id: $id) {
  object id within identifiers { category value } } }`

/** A ledger in memory, that a process can die before. */
function ledgerOf() {
  const written: ErasedPerson[] = []
  const ledger = {
    written,
    isDying: false,
    append: async (person: ErasedPerson) => {
      if (ledger.isDying) throw new Error('the process died')
      written.push(person)
    },
  }
  return ledger
}

async function keysLeft({ app }: ErasingScene) {
  const [row] = await rowsOf<{ ofPeople: number; ofRequests: number; ofHolds: number }>(
    app,
    `select (select count(*)::int from subject_keys) as "ofPeople",
      (select count(*)::int from request_keys) as "ofRequests",
      (select count(*)::int from hold_keys) as "ofHolds"`,
  )
  return row
}

/**
 * Answers a request, and lets the thirty days pass for which its key outlives it: the sweep that would end it
 * then does not go by a clock that differs from the database's.
 */
async function answered({ app, query }: ErasingScene, requestId: string): Promise<void> {
  await query(closing, { input: { id: requestId, outcome: 'completed' } })
  app.clock.advance(31 * day)
  await rowsOf(app, `delete from request_keys where ends_at <= '${app.clock.now().toISOString()}'`)
}

async function assertProven(t: Test, scene: ErasingScene, id: string, expected: object) {
  await sign(scene)
  const { receipt } = await receiptsOf(scene, id)
  t.equal(verifyReceipt(receipt?.file, await keysOf(scene)), null)
  t.match(receipt?.file.receipt, expected)
  for (const canary of [ada.email, ada.id]) t.notMatch(JSON.stringify(receipt), canary)
}

test('what is held is found by its own key alone, and erased when its date has come', async t => {
  await onBoth(t, async (t, database) => {
    const ledger = ledgerOf()
    const scene = await erasingScene(t, database)
    Object.assign(scene.app.services, { erasureLedger: ledger })
    const { app, clubs } = scene
    const { one, two } = await known(scene)
    await scene.hold({ integrationId: two.id, endsAt: '2027-03-01T00:00:00Z' })
    const requestId = await scene.request(ada.email)
    const id = await scene.plan(requestId)
    await scene.settle()
    t.match(
      (await scene.look(id)).tasks.filter(({ action }) => action === 'keep'),
      [
        { object: 'block', actionAfter: 'suppress', expected: 'exempt', until: /^2027-03-01/ },
        { object: 'member', actionAfter: 'erase', expected: 'exempt', until: /^2027-03-01/ },
        { object: 'own_records_held', expected: 'exempt', retained: [`what came from ${two.id}`] },
      ],
    )
    await scene.approve(id)
    app.clock.advance(600)
    ledger.isDying = true
    await t.rejects(scene.settle(), 'it dies between sealing anew and destroying')
    t.match(await keysLeft(scene), { ofPeople: 1, ofHolds: 2 })
    ledger.isDying = false
    await scene.settle()
    t.match(await scene.look(id), { state: 'completed', resumedAt: null })
    t.same(outcomesOf(await scene.look(id)), [
      ...['block suppressed clean', 'letter erased clean', 'letter erased clean'],
      ...['member erased clean', 'block exempt', 'member exempt'],
      ...['own_records erased', 'own_records_held exempt'],
    ])
    t.match(await keysLeft(scene), { ofPeople: 0, ofHolds: 2 }, 'once each')
    t.same(await tied(scene), [two.ref.id], 'only what came from there stays')
    await assertProven(t, scene, id, {
      state: 'completed',
      objects: [
        ...[{}, {}, {}, { object: 'member', outcome: 'erased' }],
        { object: 'block', outcome: 'exempt', sealedAnewAt: /^2026/ },
        {
          ...{ object: 'member', outcome: 'exempt', legalBasis: 'legal_claims' },
          ...{ until: /^2027-03-01/, sealedAnewAt: /^2026/ },
        },
        { object: 'own_records' },
        { object: 'own_records_held', outcome: 'exempt', legalBasis: 'legal_claims' },
      ],
    })
    await answered(scene, requestId)
    t.match(await keysLeft(scene), { ofPeople: 0, ofRequests: 0, ofHolds: 2 })
    const held = (await scene.look(id)).tasks[5]
    t.match(await scene.query(showing, { id: held?.id }), {
      showRedactionTarget: { object: 'member', id: ada.id, identifiers: [] },
    })
    const { keyring } = app.services
    await checkMasterKeys(app.database, keyring, app.clock.now())
    const [state] = await masterKeyStates(app.database, keyring, app.clock.now())
    t.match(
      state?.readers.filter(({ kind }) => kind === 'hold_keys'),
      [{ count: 2, total: 2 }],
    )

    app.clock.set('2027-02-28T23:59:00Z')
    await scene.settle()
    t.ok(clubs.members.has(`two.example.com ${ada.id}`), 'not a minute before')
    app.clock.advance(60)
    await scene.settle()
    t.notOk(clubs.members.has(`two.example.com ${ada.id}`))
    t.ok(clubs.blocks.has(`two.example.com ${ada.id}`))
    const done = await scene.look(id)
    t.match(done, { state: 'completed', resumedAt: '2027-03-01T00:00:00.000Z' })
    t.same(outcomesOf(done).slice(4), [
      ...['block suppressed clean', 'member erased clean', 'own_records erased'],
      'own_records_held erased',
    ])
    t.match(await keysLeft(scene), { ofHolds: 0 })
    t.same(await tied(scene), [])
    t.same(
      ledger.written.map(({ subjectIds, taskIds = [] }) => [subjectIds.length, taskIds.length]),
      [
        [1, 0],
        [1, 0],
        [0, 2],
      ],
    )
    t.same(
      new Set(ledger.written.at(-1)?.taskIds),
      new Set(done.tasks.slice(4, 6).map(each => decodeId('redactionTask', each.id)?.id)),
    )
    const { errors } = await app.graph(showing, { id: held?.id }, scene.dpo)
    t.match(errors, [{ extensions: { code: 'not_found' } }], 'nobody finds it any more')
    await assertProven(t, scene, id, {
      ...{ state: 'completed', resumedAt: /^2027-03-01/ },
      objects: [{}, {}, {}, {}, { outcome: 'suppressed' }, { outcome: 'erased', found: 'clean' }],
    })
    t.same(await scene.attention(), {})
    t.equal(one.host, 'one.example.com')
  })
})

test('a hold without an end keeps until it is released, and one that is placed anew keeps on', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { clubs } = scene
    const one = await scene.club('one.example.com')
    const blind = await scene.club('blind.example.com', {})
    for (const place of [one, blind]) await scene.join(place, ada)
    await scene.join(one, bo)
    const holding = 'mutation($input: PlaceHoldInput!) { placeHold(input: $input) { hold { id } } }'
    const place = async () => {
      const { placeHold } = await scene.query<{ placeHold: { hold: { id: string } } }>(holding, {
        input: {
          ...{ dataControllerId: scene.dataControllerId, basis: 'legal_obligation' },
          dataSubjectId: await scene.personBy(ada.email),
        },
      })
      return placeHold.hold.id
    }
    const release = (hold: string) =>
      scene.query('mutation($id: ID!) { releaseHold(id: $id) { hold { id } } }', { id: hold })
    const first = await place()
    const requestId = await scene.request(ada.email)
    const id = await scene.run(requestId)
    t.match(await scene.look(id), { state: 'completed' })
    t.same(
      (await scene.look(id)).tasks.map(({ outcome, actionAfter }) => [outcome, actionAfter]),
      [
        ['exempt', 'suppress'],
        ['exempt', 'erase'],
        ['exempt', 'by_hand'],
        ['exempt', null],
      ],
    )
    t.match(await keysLeft(scene), { ofPeople: 2, ofHolds: 3 }, 'all of her is held')
    await answered(scene, requestId)
    const second = await place()
    await release(first)
    await scene.settle()
    t.match(await scene.look(id), { state: 'completed', resumedAt: null })
    await release(second)
    await scene.settle()
    const found = await scene.look(id)
    t.same(outcomesOf(found), [
      ...['block suppressed clean', 'member erased clean', 'member manual_required'],
      'own_records erased',
    ])
    t.match(found, { state: 'waiting' })
    t.match(await keysLeft(scene), { ofPeople: 1, ofHolds: 3 })
    t.same([...clubs.members.keys()], [`blind.example.com ${ada.id}`, `one.example.com ${bo.id}`])
    t.same(await scene.attention(), { redactions_by_hand: 1 }, 'also of a request that is closed')
    const byHand = found.tasks[2]
    t.match(byHand?.instructions, /settings/)
    t.match(await scene.query(showing, { id: byHand?.id }), {
      showRedactionTarget: { object: 'member', id: ada.id },
    })
    await scene.query(completing, {
      input: { id: byHand?.id, outcome: 'erased', proof: 'Ticket 4711' },
    })
    await scene.settle()
    t.match(await scene.look(id), { state: 'completed' })
    t.match(await keysLeft(scene), { ofHolds: 0 })
  })
})

test('our own rows do not wait for a platform that works for days, nor does the answer', async t => {
  await onBoth(t, async (t, database) => {
    const ledger = ledgerOf()
    const scene = await erasingScene(t, database)
    Object.assign(scene.app.services, { erasureLedger: ledger })
    const { clubs } = scene
    const one = await scene.club('one.example.com')
    await scene.join(one, ada, ['letter0001'])
    clubs.behave = ({ kind, method }) =>
      kind === 'letters' && method === 'DELETE' ? { status: 423 } : null
    const requestId = await scene.request(ada.email)
    const id = await scene.run(requestId)
    const waiting = await scene.look(id)
    t.same(outcomesOf(waiting), [
      ...['block suppressed clean', 'letter waiting', 'member planned', 'own_records erased'],
    ])
    t.match(waiting, { state: 'running', request: { stage: 'responding' } })
    t.match(await keysLeft(scene), { ofPeople: 0, ofHolds: 2 })
    t.equal(ledger.written.length, 1)
    await answered(scene, requestId)
    t.match(await keysLeft(scene), { ofRequests: 0, ofHolds: 2 })
    clubs.behave = () => null
    await scene.settle()
    t.same(outcomesOf(await scene.look(id)), [
      ...['block suppressed clean', 'letter erased clean', 'member erased clean'],
      'own_records erased',
    ])
    t.match(await scene.look(id), { state: 'completed', request: { status: 'completed' } })
    t.same([...clubs.letters, ...clubs.members.keys()], [])
    t.match(await keysLeft(scene), { ofHolds: 0 })
    t.equal(ledger.written.at(-1)?.taskIds?.length, 2)
    t.equal(changesOf(scene).filter(each => each.includes('letters')).length, 2)
    await assertProven(t, scene, id, { state: 'completed' })
  })
})
