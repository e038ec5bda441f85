import { createHash } from 'node:crypto'
import { t as root, test } from 'tap'
import {
  ada,
  approving,
  bo,
  changesOf,
  closing,
  erasingScene,
  known,
  outcomesOf,
  planning,
  stopping,
} from './support/erasing-scene.ts'
import { onBoth } from './support/on-both.ts'
import { rowsOf } from './support/rows-of.ts'
import { testApp } from './support/test-app.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(900_000)

test('a person is erased as it was planned and approved, and looked for afterwards', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, clubs } = scene
    const { one, two } = await known(scene)
    await scene.join(one, bo)
    const requestId = await scene.request(ada.email)
    const id = await scene.plan(requestId)
    t.match(await scene.look(id), {
      state: 'planning',
      planHash: null,
      request: { stage: 'scoping' },
    })
    await scene.settle()
    const planned = await scene.look(id)
    t.match(planned, { state: 'planned', planHash: /^[0-9a-f]{64}$/, dataSubjectId: /^sub_/ })
    t.match(planned.lookups, [
      { integration: { id: one.id }, outcome: 'found', at: '2026-11-01T12:00:00.000Z' },
      { integration: { id: two.id }, outcome: 'found' },
    ])
    t.same(
      planned.tasks.map(({ integration, object, action, expected, state }) => [
        ...[integration?.id ?? null, object, action, expected, state],
      ]),
      [
        [one.id, 'block', 'suppress', 'suppressed', 'planned'],
        [one.id, 'letter', 'erase', 'erased', 'planned'],
        [one.id, 'letter', 'erase', 'erased', 'planned'],
        [one.id, 'member', 'erase', 'erased', 'planned'],
        [two.id, 'block', 'suppress', 'suppressed', 'planned'],
        [two.id, 'member', 'erase', 'erased', 'planned'],
        [null, 'own_records', 'erase', 'erased', 'planned'],
      ],
    )
    t.match(planned.tasks[1], { justification: 'Its sender keeps it.' })
    t.match(
      planned.ownRows.find(({ kind }) => kind === 'activities'),
      { count: 2 },
    )
    t.same(changesOf(scene), [], 'a plan changes nothing')
    t.same(await scene.attention(), { redactions_unapproved: 1 })

    await scene.approve(id)
    t.match(await scene.look(id), { state: 'cooling_off', request: { stage: 'cooling_off' } })
    app.clock.advance(599)
    await scene.settle()
    t.same(changesOf(scene), [], 'it can still be stopped')
    app.clock.advance(1)
    await scene.settle()
    const done = await scene.look(id)
    t.same(outcomesOf(done), [
      'block suppressed clean',
      'letter erased clean',
      'letter erased clean',
      'member erased clean',
      'block suppressed clean',
      'member erased clean',
      'own_records erased',
    ])
    t.match(done, { state: 'completed', request: { stage: 'responding', status: 'in_progress' } })
    const changes = changesOf(scene)
    t.same(
      changes.slice(0, 2).toSorted(),
      ['one', 'two'].map(name => `PUT ${name}.example.com blocks ${ada.id}`),
      'what suppresses comes first everywhere',
    )
    t.same(
      changes.filter(each => each.includes('one.example.com')).slice(1),
      [
        'DELETE one.example.com letters letter0001',
        'DELETE one.example.com letters letter0002',
        `DELETE one.example.com members ${ada.id}`,
      ],
      'then each in its order',
    )
    t.equal(changes.length, 6)
    t.same([...clubs.members.keys()], [`one.example.com ${bo.id}`], 'nobody else is gone')
    t.same(await scene.attention(), {})

    const entries = await rowsOf<{ action: string; actor: string; details: object }>(
      app,
      `select action, actor_type as actor, details from audit_entries
        where action like 'redaction%' order by id`,
    )
    t.same(
      entries.map(({ action, actor }) => `${actor} ${action}`),
      [
        ...['api_key redaction.created', 'job redaction.planned', 'api_key redaction.approved'],
        'job redaction.begun',
        ...Array.from({ length: 7 }, () => 'job redaction_task.ended'),
        'job redaction.ended',
      ],
    )
    const topics = await rowsOf<{ topic: string }>(
      app,
      "select topic from event_outbox where topic like 'redaction%' order by topic",
    )
    t.ok(topics.length >= 15, `each change is told: ${topics.length}`)
    const closed = await scene.query<{ closeDataSubjectRequest: object }>(closing, {
      input: { id: requestId, outcome: 'completed' },
    })
    t.match(closed, { closeDataSubjectRequest: { dataSubjectRequest: { status: 'completed' } } })
  })
})

test('no value of a person is in a row, a log or an error', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, clubs } = scene
    await known(scene)
    clubs.behave = ({ kind, method }) =>
      kind === 'letters' && method === 'DELETE' ? { status: 500, json: { error: ada } } : null
    const requestId = await scene.request(ada.email)
    const id = await scene.run(requestId)
    const refused = await scene.refused(closing, { input: { id: requestId, outcome: 'completed' } })
    t.match(refused, [/^tasks_open: .*letter rdt_/])
    const texts = [app.log.text(), JSON.stringify(refused), JSON.stringify(await scene.look(id))]
    for (const table of ['redactions', 'redaction_lookups', 'redaction_tasks', 'audit_entries']) {
      const rows = await rowsOf<{ row: string }>(
        app,
        `select row_to_json(t)::text as row from ${table} t order by row`,
      )
      t.ok(rows.length > 0, table)
      texts.push(JSON.stringify(rows))
    }
    for (const canary of ['ada@', ada.id, 'letter0001']) {
      const forms = [canary, Buffer.from(canary).toString('hex')]
      for (const form of forms) t.notOk(texts.join().includes(form), `no ${form}`)
    }
    for (const canary of [ada.email, ada.id])
      t.notOk(texts.join().includes(Buffer.from(canary).toString('base64')), 'nor in base64')
  })
})

test('only the plan that was seen is approved, once, and until it begins it can be stopped', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, refused } = scene
    await known(scene)
    const requestId = await scene.request(ada.email)
    const first = await scene.plan(requestId)
    const other = createHash('sha256').update('another').digest('hex')
    t.match(await refused(approving, { id: first, planHash: other }), [/^not_planned: /])
    t.match(await refused(planning, { id: requestId }), [/^redaction_exists: /])
    await scene.settle()
    t.match(await refused(approving, { id: first, planHash: other }), [/^plan_changed: /])
    t.match(await refused(approving, { id: first, planHash: 'ü' }), [/^plan_changed: /])
    const { planHash } = await scene.look(first)
    await scene.query(stopping, { id: first })
    t.match(await refused(approving, { id: first, planHash }), [/^stopped: /])
    t.match(await refused(stopping, { id: first }), [/^ended: /])

    const second = await scene.plan(requestId)
    await scene.settle()
    t.match(await refused(approving, { id: second, planHash }), [/^plan_changed: /], 'a stale one')
    await rowsOf(app, "update redaction_tasks set action = 'erase' where action = 'suppress'")
    const { planHash: shown } = await scene.look(second)
    t.match(await refused(approving, { id: second, planHash: shown }), [/^plan_changed: /])
    await rowsOf(app, "update redaction_tasks set action = 'suppress' where object = 'block'")
    await scene.approve(second)
    t.match(await refused(approving, { id: second, planHash: shown }), [/^already_approved: /])
    await scene.query(stopping, { id: second })
    app.clock.advance(3_600)
    await scene.settle()
    t.same(changesOf(scene), [])
    t.match(await scene.look(second), { state: 'stopped', request: { stage: 'scoping' } })

    const third = await scene.run(requestId)
    t.match(await scene.look(third), { state: 'completed' })
    t.match(await refused(stopping, { id: third }), [/^ended: /])
  })
})

test('what has begun cannot be stopped, nor its request be left or answered', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    await known(scene)
    scene.clubs.behave = ({ kind }) => (kind === 'letters' ? { status: 425 } : null)
    const requestId = await scene.request(ada.email)
    const id = await scene.run(requestId)
    t.match(await scene.look(id), { state: 'running', request: { stage: 'executing' } })
    t.match(await scene.refused(stopping, { id }), [/^begun: /])
    const input = { id: requestId, outcome: 'completed' }
    t.match(await scene.refused(closing, { input }), [/^tasks_open: .*letter rdt_.*member rdt_/])
    const withdrawing = `mutation($id: ID!) {
      withdrawDataSubjectRequest(id: $id) { dataSubjectRequest { status } } }`
    t.match(await scene.refused(withdrawing, { id: requestId }), [/^tasks_open: /])
  })
})

test('a request that is withdrawn, or whose person is another one, takes its plan along', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { one } = await known(scene)
    const requestId = await scene.request(ada.email)
    const id = await scene.plan(requestId)
    await scene.settle()
    await scene.approve(id)
    await scene.query(
      'mutation($id: ID!) { withdrawDataSubjectRequest(id: $id) { dataSubjectRequest { status } } }',
      { id: requestId },
    )
    t.match(await scene.look(id), { state: 'stopped', reason: 'request_changed' })

    const again = await scene.request(ada.email, { receivedAt: '2026-10-01T08:00:00Z' })
    const other = await scene.plan(again)
    await scene.settle()
    await scene.approve(other)
    await scene.join(one, bo)
    const merging = `mutation($input: MergeDataSubjectsInput!) {
      mergeDataSubjects(input: $input) { __typename } }`
    await scene.query(merging, {
      input: {
        dataSubjectId: await scene.personBy(bo.email),
        intoId: await scene.personBy(ada.email),
      },
    })
    scene.app.clock.advance(600)
    await scene.settle()
    t.match(await scene.look(other), { state: 'failed', reason: 'person_changed' })
    t.same(changesOf(scene), [])
  })
})

test('a platform that works on it is asked again, also by another server after a crash', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, clubs, breaking } = scene
    const one = await scene.club('one.example.com')
    await scene.join(one, ada)
    clubs.jobs.set(`one.example.com ${ada.id}`, 2)
    clubs.behave = ({ method, kind }) =>
      method === 'DELETE' && kind === 'members' ? { status: 202 } : null
    const id = await scene.run(await scene.request(ada.email))
    const member = async () => (await scene.look(id)).tasks.find(each => each.object === 'member')
    t.match(await member(), {
      ...{ state: 'waiting', outcome: null, waitsFor: 'job_running', tries: 0 },
      nextAt: '2026-11-01T12:11:00.000Z',
    })
    const deleted = () => changesOf(scene).filter(each => each.startsWith('DELETE')).length
    t.equal(deleted(), 1)
    app.clock.advance(60)
    // The process dies between the answer and the note.
    clubs.behave = ({ kind }) => {
      if (kind === 'jobs') breaking.isBroken = true
      return null
    }
    await t.rejects(scene.settle(), { code: 'unavailable' })
    breaking.isBroken = false
    clubs.behave = () => null
    await scene.expire()
    const second = await testApp(t, {
      adapters: { adapters: [...app.services.adapters.values()], faults: [] },
      transport: clubs.platform.transport,
      database: { ...database, close: async () => undefined },
    })
    second.clock.set(app.clock.now().toISOString())
    await scene.settle(second)
    second.clock.advance(60)
    await scene.settle(second)
    t.same(outcomesOf(await scene.look(id)), [
      ...['block suppressed clean', 'member erased clean', 'own_records erased'],
    ])
    t.equal(deleted(), 1, 'and is told once')
    t.match(await scene.look(id), { state: 'completed' })
  })
})

test('a call whose answer was lost is made anew, and what is gone then is not called erased', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app, clubs } = scene
    const one = await scene.club('one.example.com')
    await scene.join(one, ada)
    const requestId = await scene.request(ada.email)
    const id = await scene.plan(requestId)
    await scene.settle()
    await scene.approve(id)
    app.clock.advance(600)
    // Suppressed, then the silence falls onto the call that erases, which has its effect.
    clubs.platform.fail('silence', 1, 'after')
    await scene.settle()
    const before = await scene.look(id)
    t.match(
      before.tasks.find(({ object }) => object === 'member'),
      { outcome: null, state: 'waiting', reason: 'upstream_error', tries: 1 },
    )
    clubs.platform.fail(null)
    app.clock.advance(60)
    await scene.settle()
    t.same(outcomesOf(await scene.look(id)), [
      ...['block suppressed clean', 'member not_found', 'own_records erased'],
    ])
    t.match(await scene.look(id), { state: 'completed' })
    t.notOk(clubs.members.has(`one.example.com ${ada.id}`))
  })
})
