import { t as root, test } from 'tap'
import { ada, closing, completing, erasingScene, outcomesOf } from './support/erasing-scene.ts'
import { onBoth } from './support/on-both.ts'
import { rowsOf } from './support/rows-of.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(900_000)

test('what cannot be erased by itself stands in the plan, and is done by hand with a proof', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { clubs, app } = scene
    const one = await scene.club('one.example.com')
    const two = await scene.club('two.example.com', {})
    const off = await scene.club('off.example.com')
    const bad = await scene.club('bad.example.com')
    for (const place of [one, two, off, bad]) await scene.join(place, ada)
    const disabling = 'mutation($id: ID!) { disableIntegration(id: $id) { integration { id } } }'
    t.same((await app.graph(disabling, { id: off.id })).errors, [])
    clubs.behave = ({ host, kind, method }) => {
      if (host === bad.host) return { status: 401 }
      return kind === 'members' && method === 'DELETE' ? { status: 409 } : null
    }
    const requestId = await scene.request(ada.email)
    const id = await scene.run(requestId)
    const found = await scene.look(id)
    t.same(
      found.lookups.map(({ outcome, reason }) => [outcome, reason]),
      [
        ['found', null],
        ['not_asked', 'no_access'],
        ['not_asked', 'disabled'],
        ['failed', 'auth_failed'],
      ],
    )
    t.match(found, { state: 'waiting' })
    t.same(outcomesOf(found), [
      ...['block suppressed clean', 'member manual_required', 'member manual_required'],
      ...['member manual_required', 'member manual_required', 'own_records erased'],
    ])
    const open = found.tasks.filter(({ waitsFor }) => waitsFor === 'a_person')
    t.match(open[0], { instructions: 'Ask its office.' })
    t.match(open[1]?.instructions, /settings/)
    t.same(await scene.attention(), { redactions_by_hand: 4 })
    t.match(await scene.refused(closing, { input: { id: requestId, outcome: 'completed' } }), [
      /^tasks_open: .*member rdt_/,
    ])

    const showing = 'mutation($id: ID!) { showRedactionTarget(id: $id) { object id within } }'
    t.match(await scene.query(showing, { id: open[0]?.id }), {
      showRedactionTarget: { object: 'member', id: ada.id, within: null },
    })
    const done = { id: open[0]?.id, outcome: 'erased', proof: 'Ticket 4711' }
    for (const proof of ['', ' ', ada.email, '<b>done</b>', 'x'.repeat(101)])
      t.same(
        await scene.refused(completing, { input: { ...done, proof } }),
        ['invalid'],
        proof.slice(0, 9),
      )
    t.match(await scene.query(completing, { input: done }), {
      completeRedactionTask: {
        task: { outcome: 'erased', state: 'done', proof: 'Ticket 4711', doneBy: /^key_/ },
      },
    })
    t.match(await scene.refused(completing, { input: done }), [/^not_by_hand: /])
    const own = found.tasks.at(-1)?.id
    t.match(await scene.refused(completing, { input: { ...done, id: own } }), [/^not_by_hand: /])
    for (const { id: task } of open.slice(1, -1))
      await scene.query(completing, { input: { ...done, id: task } })
    await scene.settle()
    t.match(await scene.look(id), { state: 'waiting' })
    await scene.query(completing, {
      input: { ...done, id: open.at(-1)?.id, outcome: 'unsupported' },
    })
    await scene.settle()
    t.match(await scene.look(id), { state: 'partially_completed' })
    t.match(
      await rowsOf(
        app,
        "select details from audit_entries where action = 'redaction_task.completed' order by place",
      ),
      [{ details: { result: 'erased' } }, {}, {}, { details: { result: 'unsupported' } }],
    )
    t.same(await scene.attention(), {})
  })
})
