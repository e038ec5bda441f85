import { encodeId } from '@conduit/core/host'
import { t as root, test } from 'tap'
import {
  ada,
  approving,
  bo,
  changesOf,
  erasingScene,
  known,
  outcomesOf,
  planning,
  retrying,
  stopping,
} from './support/erasing-scene.ts'
import { onBoth } from './support/on-both.ts'
import { rowsOf } from './support/rows-of.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(900_000)

test('a platform that wants to be left alone is, for all, and one that fails is given up in the end', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, clubs } = scene
    const one = await scene.club('one.example.com')
    await scene.join(one, ada)
    await scene.join(one, bo)
    clubs.behave = ({ kind }) =>
      kind === 'blocks' ? { status: 429, headers: { 'retry-after': '90' } } : null
    const ids = [await scene.plan(await scene.request(ada.email))]
    ids.push(await scene.plan(await scene.request(bo.email)))
    await scene.settle()
    for (const id of ids) await scene.approve(id)
    app.clock.advance(600)
    await scene.settle()
    t.equal(changesOf(scene).length, 1, 'nobody else is tried meanwhile')
    app.clock.advance(89)
    await scene.settle()
    t.equal(changesOf(scene).length, 1)
    clubs.behave = ({ kind, method }) =>
      kind === 'members' && method === 'DELETE' ? { status: 503 } : null
    app.clock.advance(1)
    await scene.settle()
    t.equal(clubs.blocks.size, 2, 'then both')
    const isRunning = async () =>
      (await Promise.all(ids.map(scene.look))).some(each => each.state === 'running')
    for (let tries = 0; tries < 40 && (await isRunning()); tries += 1) {
      // No pause is longer.
      app.clock.advance(6 * 3_600)
      await scene.settle()
    }
    for (const id of ids) {
      const found = await scene.look(id)
      t.match(found, { state: 'partially_completed' })
      t.same(outcomesOf(found), [
        ...['block suppressed clean', 'member failed_retryable', 'own_records erased'],
      ])
      t.match(found.tasks[1], { reason: 'upstream_error', tries: 0 })
    }
    const deletes = changesOf(scene).filter(each => each.startsWith('DELETE'))
    t.equal(deletes.length, 20, 'ten times each')
    t.same(await scene.attention(), { redactions_failed: 2 })

    clubs.behave = () => null
    const [first = ''] = ids
    const task = (await scene.look(first)).tasks[1]
    await scene.query(retrying, { id: task?.id })
    t.match(await scene.look(first), { state: 'running' })
    await scene.settle()
    t.match(await scene.look(first), { state: 'completed', request: { stage: 'responding' } })
    t.match(await scene.refused(retrying, { id: task?.id }), [/^not_failed: /])
    t.same(await scene.attention(), { redactions_failed: 1 })
  })
})

test('a platform that takes a key no more says so, and the rest goes on', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { clubs } = scene
    const { one, two } = await known(scene)
    clubs.behave = ({ host, kind, method }) =>
      host === one.host && kind === 'letters' && method === 'DELETE' ? { status: 401 } : null
    const id = await scene.run(await scene.request(ada.email))
    const found = await scene.look(id)
    t.same(
      found.tasks.map(({ integration, object, outcome, reason }) => [
        ...[integration?.id ?? null, object, outcome, reason],
      ]),
      [
        [one.id, 'block', 'suppressed', null],
        [one.id, 'letter', 'failed_permanent', 'auth_failed'],
        [one.id, 'letter', 'failed_permanent', 'auth_failed'],
        [one.id, 'member', 'failed_permanent', 'auth_failed'],
        [two.id, 'block', 'suppressed', null],
        [two.id, 'member', 'erased', null],
        [null, 'own_records', 'erased', null],
      ],
    )
    t.match(found.tasks[1]?.instructions, /credentials/)
    t.match(found, { state: 'partially_completed' })
    t.ok(
      clubs.letters.has('one.example.com letter0001'),
      'and nothing is called erased that is there',
    )

    clubs.behave = () => null
    for (const { id, outcome } of found.tasks)
      if (outcome === 'failed_permanent') await scene.query(retrying, { id })
    await scene.settle()
    t.match(await scene.look(id), { state: 'completed' }, 'it is found by what the request seals')
    t.same([...clubs.letters, ...clubs.members.keys()], [])
  })
})

test('a hold is asked for when it is planned, when it is approved, and before each call', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { clubs, app } = scene
    const { one, two } = await known(scene)
    const requestId = await scene.request(ada.email)
    const early = await scene.plan(requestId)
    await scene.settle()
    await scene.hold({ integrationId: two.id, endsAt: '2030-01-01T00:00:00Z' })
    const { planHash } = await scene.look(early)
    t.match(await scene.refused(approving, { id: early, planHash }), [/^held: /])
    await scene.query(stopping, { id: early })

    const id = await scene.plan(requestId)
    await scene.settle()
    const planned = await scene.look(id)
    const kept = { action: 'keep', expected: 'exempt', reason: 'held', until: /^2030/ }
    t.match(
      planned.tasks.filter(({ integration }) => integration?.id === two.id),
      [
        { object: 'block', justification: 'legal_claims', ...kept },
        { object: 'member', ...kept },
      ],
    )
    await scene.approve(id)
    app.clock.advance(600)
    clubs.during = async ({ kind, id: letter }) => {
      if (kind === 'letters' && letter === 'letter0001')
        await scene.hold({ dataSubjectId: await scene.personBy(ada.email) })
    }
    await scene.settle()
    const found = await scene.look(id)
    t.same(outcomesOf(found), [
      ...['block suppressed clean', 'letter erased clean', 'letter exempt', 'member exempt'],
      ...['block exempt', 'member exempt', 'own_records exempt'],
      'own_records_held exempt',
    ])
    t.match(found, { state: 'completed' })
    t.match(found.tasks[2], { reason: 'held', justification: 'legal_claims' })
    t.same([...clubs.letters], ['one.example.com letter0002'])
    t.same([...clubs.members.keys()].length, 2)
    t.equal(one.host, 'one.example.com')
  })
})

test("an object that is somebody else's too is left alone, and shown", async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { clubs } = scene
    const one = await scene.club('one.example.com')
    await scene.join(one, ada)
    // The same account is another person's at this club, proven.
    await one.tell({ id: 'x9', email: 'cy@example.com' })
    await rowsOf(
      scene.app,
      `insert into platform_refs (controller_id, token, subject_id, integration_id, object, sealed, created_at, is_verified)
        select a.controller_id, a.token, b.subject_id, a.integration_id, a.object, a.sealed, a.created_at, true
        from platform_refs a join platform_refs b on b.subject_id <> a.subject_id
        order by a.created_at limit 1`,
    )
    const id = await scene.run(await scene.request(ada.email))
    const found = await scene.look(id)
    const member = found.tasks.find(({ object }) => object === 'member')
    t.match(member, { action: 'keep', expected: 'shared_identifier', outcome: 'shared_identifier' })
    t.match(found, { state: 'partially_completed' })
    t.ok(clubs.members.has(`one.example.com ${ada.id}`))
    t.notOk(changesOf(scene).some(each => each.includes(`members ${ada.id}`)))
  })
})

test('nobody known is looked for by what was checked, and not found at a time', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const one = await scene.club('one.example.com')
    const two = await scene.club('two.example.com')
    scene.clubs.members.set('two.example.com u1', { email: 'una@example.com', letters: [] })
    const id = await scene.plan(await scene.request('una@example.com'))
    await scene.settle()
    const planned = await scene.look(id)
    t.match(planned, { dataSubjectId: null, state: 'planned' })
    t.match(planned.lookups, [
      { integration: { id: one.id }, outcome: 'not_found', at: '2026-11-01T12:00:00.000Z' },
      { integration: { id: two.id }, outcome: 'found' },
    ])
    await scene.approve(id)
    scene.app.clock.advance(600)
    await scene.settle()
    t.same(outcomesOf(await scene.look(id)), ['block suppressed clean', 'member erased clean'])
    t.match(await scene.look(id), { state: 'completed' })

    const nobody = await scene.run(await scene.request('vic@example.com'))
    const found = await scene.look(nobody)
    t.match(found, { state: 'completed', tasks: [] })
    t.same([...new Set(found.lookups.map(({ outcome }) => outcome))], ['not_found'])
    const office = await scene.run(await scene.request('info@example.com'))
    t.same(
      (await scene.look(office)).lookups.map(({ outcome, reason }) => [outcome, reason]),
      Array.from({ length: 2 }, () => ['not_asked', 'nothing_to_ask_by']),
      'a mailbox of many names nobody',
    )
  })
})

test('only a request for erasure of one person whose identity was checked is planned', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { one } = await known(scene)
    await scene.join(one, bo)
    const access = await scene.request(ada.email, { type: 'access' })
    t.match(await scene.refused(planning, { id: access }), [/^wrong_type: /])
    const opening = `mutation($input: CreateDataSubjectRequestInput!) {
      createDataSubjectRequest(input: $input) { dataSubjectRequest { id } } }`
    const open = async (...addresses: string[]) => {
      const identifiers = addresses.map(value => ({ category: 'email', value }))
      const { createDataSubjectRequest: made } = await scene.query<{
        createDataSubjectRequest: { dataSubjectRequest: { id: string } }
      }>(opening, {
        input: {
          ...{ dataControllerId: scene.dataControllerId, type: 'erasure', channel: 'letter' },
          identifiers,
        },
      })
      return made.dataSubjectRequest.id
    }
    const unchecked = await open(ada.email)
    t.match(await scene.refused(planning, { id: unchecked }), [/^identity_not_verified: /])
    await scene.verify(unchecked)
    t.match(await scene.refused(planning, { id: unchecked }), [/^person_not_confirmed: /])
    const two = await open(ada.email, bo.email)
    await scene.verify(two)
    t.match(await scene.refused(planning, { id: two }), [/^ambiguous: .* sub_\S+ sub_/])
    const person = await scene.personBy(ada.email)
    await scene.confirm(two, person)
    await scene.query(
      'mutation($input: RestrictDataSubjectInput!) { restrictDataSubject(input: $input) { __typename } }',
      { input: { dataSubjectId: person, reason: 'legal_claims' } },
    )
    t.match(await scene.refused(planning, { id: two }), [/^restricted: /])
    await scene.query(
      'mutation($id: ID!) { unrestrictDataSubject(dataSubjectId: $id) { __typename } }',
      { id: person },
    )
    const id = await scene.plan(two)
    await scene.confirm(unchecked, person)
    t.match(await scene.refused(planning, { id: unchecked }), [/^redaction_exists: /])
    await scene.settle()
    await scene.approve(id)
    scene.app.clock.advance(600)
    await scene.settle()
    t.match(await scene.look(id), { state: 'completed' })
    t.ok(scene.clubs.members.has(`one.example.com ${bo.id}`), 'whom it does not confirm stays')
    t.match(await scene.refused(planning, { id: unchecked }), [/^person_erased: /])
    const nowhere = encodeId(
      'request',
      '01aa22b3-0000-7000-8000-000000000001',
      '01aa22b3-0000-7000-8000-000000000002',
    )
    t.same(await scene.refused(planning, { id: nowhere }), ['no such request'])
  })
})

test('what is still there is looked at again, and is not called done', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, clubs } = scene
    const one = await scene.club('one.example.com')
    await scene.join(one, ada)
    clubs.behave = ({ kind, method }) =>
      kind === 'members' && method === 'DELETE' ? { status: 200 } : null
    const id = await scene.run(await scene.request(ada.email))
    const member = async () => (await scene.look(id)).tasks[1]
    t.match(await member(), {
      ...{ outcome: 'erased', found: 'remains', state: 'waiting', waitsFor: 'check' },
      ...{ nextAt: '2026-11-01T12:15:00.000Z', why: 'It is still there.' },
    })
    t.match(await scene.look(id), { state: 'running', request: { stage: 'verifying' } })
    clubs.members.delete(`one.example.com ${ada.id}`)
    app.clock.advance(300)
    await scene.settle()
    t.match(await member(), { outcome: 'erased', found: 'clean', state: 'done' })
    t.match(await scene.look(id), { state: 'completed' })

    await scene.join(one, bo)
    const other = await scene.run(await scene.request(bo.email))
    app.clock.advance(40 * 86_400)
    await scene.settle()
    t.match(await scene.look(other), { state: 'partially_completed' }, 'for thirty days')
    t.match((await scene.look(other)).tasks[1], { outcome: 'erased', found: 'remains' })
    t.same(await scene.attention(), { redactions_failed: 1 })
  })
})
