import { createHmac } from 'node:crypto'
import { sweep } from '@conduit/db'
import { verifyReceipt } from '@conduit/privacy/merkle'
import { t as root, test } from 'tap'
import { ada, closing, type ErasingScene, erasingScene } from './support/erasing-scene.ts'
import { onBoth } from './support/on-both.ts'
import { keysOf, receiptsOf, sign } from './support/receipted.ts'
import { rowsOf } from './support/rows-of.ts'

root.setTimeout(900_000)

/** A call, as a receipt has it. */
interface ShownCall {
  readonly position: number
  readonly purpose: string
  readonly method: string
  readonly host: string
  readonly endedAt: string | null
  readonly status: number | null
  readonly request: string
  readonly answer: string | null
}

const url = `https://one.example.com/members/${ada.id}`

/** Digests as the documentation has them, made without the code that makes them. */
function digestOf(key: string, line: string, body = ''): string {
  const text = `conduit/redaction-call/v1\n${line}\n${body}`
  return createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex')
}

/** What the task of the member has in its receipt. */
async function callsOfMember(scene: ErasingScene, id: string) {
  const { tasks } = await scene.look(id)
  const index = tasks.findIndex(({ object }) => object === 'member')
  const { receipt, tasks: receipted } = await receiptsOf(scene, id)
  const own = receipted[index]?.receipt
  const calls = (own?.file.receipt.calls ?? []) as readonly ShownCall[]
  return { task: tasks[index]?.id ?? '', calls, receipt, own }
}

async function keyOf({ query }: ErasingScene, id: string): Promise<string> {
  const { showRedactionTarget: shown } = await query<{
    showRedactionTarget: { digestKey: string }
  }>('mutation($id: ID!) { showRedactionTarget(id: $id) { digestKey } }', { id })
  return shown.digestKey
}

test('a receipt has digests of what was sent and came back, that only their key opens', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const one = await scene.club('one.example.com')
    await scene.join(one, ada)
    const requestId = await scene.request(ada.email)
    const id = await scene.run(requestId)
    await sign(scene)
    const { task, calls, receipt, own } = await callsOfMember(scene, id)
    const trust = await keysOf(scene)
    for (const each of [receipt, own]) t.equal(verifyReceipt(each?.file, trust), null)
    const key = await keyOf(scene, task)
    const common = { host: 'one.example.com', at: /^2026/, endedAt: /^2026/ }
    t.match(calls, [
      { ...common, position: 1, purpose: 'erase', method: 'DELETE', status: 200 },
      { ...common, position: 2, purpose: 'check', method: 'GET', status: 404 },
    ])
    t.same(
      calls.map(({ request, answer }) => [request, answer]),
      [
        [digestOf(key, `request 1\nDELETE ${url}`), digestOf(key, 'answer 1\n200')],
        [digestOf(key, `request 2\nGET ${url}`), digestOf(key, 'answer 2\n404')],
      ],
    )
    t.notMatch(JSON.stringify(own?.file), ada.id, 'no path')
    t.match(receipt?.file.receipt, { objects: [{ calls: 2 }, { object: 'member', calls: 2 }] })
    t.notMatch(receipt?.file.receipt, { calls: [] }, 'all of it counts them')
    t.match(receipt?.page, /<td>2<\/td>/)
    const stored = await rowsOf<{ row: string }>(
      scene.app,
      'select c::text as row from redaction_task_calls c order by task_id, position',
    )
    t.equal(stored.length, 4)
    const sealed = await rowsOf<{ text: string }>(
      scene.app,
      "select encode(digest_key, 'hex') as text from redaction_tasks where digest_key is not null order by id",
    )
    t.notOk(
      sealed.some(({ text }) => text.includes(key)),
      'the key is sealed',
    )

    await scene.query(closing, { input: { id: requestId, outcome: 'completed' } })
    await rowsOf(scene.app, 'delete from request_keys')
    const show = 'mutation($id: ID!) { showRedactionTarget(id: $id) { digestKey } }'
    const { errors } = await scene.app.graph(show, { id: task }, scene.dpo)
    t.match(errors, [{ extensions: { code: 'not_found' } }], 'and goes with the key of the request')
    t.equal(verifyReceipt(own?.file, trust), null, 'what was handed out stays good')
    t.equal(await sweep(database, new Date()), true)
    t.same(await rowsOf(scene.app, 'select from redaction_task_calls'), [], 'nobody can check them')
    const { calls: told, own: later } = await callsOfMember(scene, id)
    t.same(told, calls, 'and what is handed out then says the same')
    t.equal(verifyReceipt(later?.file, trust), null)
  })
})

test('a call whose answer nobody saw is on record, and so is each repetition', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const one = await scene.club('one.example.com')
    await scene.join(one, ada)
    let deaths = 1
    scene.clubs.behave = ({ kind, method }) => {
      if (kind === 'members' && method === 'DELETE' && deaths-- > 0) scene.breaking.isBroken = true
      return null
    }
    const requestId = await scene.request(ada.email)
    const id = await scene.plan(requestId)
    await scene.settle()
    await scene.approve(id)
    scene.app.clock.advance(600)
    await t.rejects(scene.settle(), 'it dies while the platform works')
    scene.breaking.isBroken = false
    await scene.expire()
    await scene.settle()
    const { calls, own, task } = await callsOfMember(scene, id)
    t.match(own?.file.receipt, { object: { outcome: 'not_found', calls: 2 } })
    t.match(calls, [
      { purpose: 'erase', method: 'DELETE', status: null, endedAt: null, answer: null },
      { purpose: 'erase', method: 'DELETE', status: 404, answer: /^[\da-f]{64}$/ },
    ])
    t.equal(calls[0]?.request, digestOf(await keyOf(scene, task), `request 1\nDELETE ${url}`))
  })
})

test('of many calls the first and the last are kept, and all are counted', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const one = await scene.club('one.example.com')
    await scene.join(one, ada)
    scene.clubs.jobs.set(`one.example.com ${ada.id}`, 48)
    scene.clubs.behave = ({ kind, method }) =>
      kind === 'members' && method === 'DELETE' ? { status: 202 } : null
    const id = await scene.run(await scene.request(ada.email))
    for (let minutes = 0; minutes < 60; minutes += 1) {
      scene.app.clock.advance(60)
      await scene.settle()
    }
    const { calls, own } = await callsOfMember(scene, id)
    t.match(own?.file.receipt, { object: { outcome: 'erased', found: 'clean', calls: 51 } })
    const all = Array.from({ length: 51 }, (_, index) => index + 1)
    t.same(
      calls.map(({ position }) => position),
      [...all.slice(0, 10), ...all.slice(-30)],
    )
    t.match(calls.at(-1), { purpose: 'check', status: 404 })
  })
})

test('what outlives its request keeps the key of its digests', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const one = await scene.club('one.example.com')
    await scene.join(one, ada)
    scene.clubs.behave = ({ kind, method }) =>
      kind === 'members' && method === 'DELETE' ? { status: 423 } : null
    const id = await scene.run(await scene.request(ada.email))
    const { task } = await callsOfMember(scene, id)
    const held = 'select count(*)::int as count from hold_keys'
    t.same(await rowsOf(scene.app, held), [{ count: 1 }], 'it has been sealed anew')
    const key = await keyOf(scene, task)
    await rowsOf(scene.app, 'delete from request_keys')
    t.equal(await keyOf(scene, task), key)
    t.equal(await sweep(database, new Date()), true, 'its calls are in the next receipt as well')
    scene.clubs.behave = () => null
    scene.app.clock.advance(31 * 86_400)
    await scene.settle()
    const { calls } = await callsOfMember(scene, id)
    t.match(calls, [{ status: 423 }, { status: 200 }, { purpose: 'check' }])
    t.same(
      calls.map(({ request }) => request),
      ['DELETE', 'DELETE', 'GET'].map((method, index) =>
        digestOf(key, `request ${index + 1}\n${method} ${url}`),
      ),
    )
    t.same(await rowsOf(scene.app, held), [{ count: 0 }])
    const sealed = 'select digest_key from redaction_tasks where integration_id is not null'
    t.match(
      await rowsOf(scene.app, `${sealed} and object = 'member' order by id`),
      [{ digest_key: null }],
      'and the object’s end is its end',
    )
  })
})
