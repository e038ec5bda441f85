import { verifyReceipt } from '@conduit/privacy/merkle'
import { t as root, type Test, test } from 'tap'
import { callRedact } from './support/call-redact.ts'
import { ada, type ErasingScene, erasingScene, known } from './support/erasing-scene.ts'
import { onBoth } from './support/on-both.ts'
import { keysOf, receiptsOf, sign } from './support/receipted.ts'
import { rowsOf } from './support/rows-of.ts'

root.setTimeout(900_000)

async function download({ app }: ErasingScene, file: string, key: string) {
  const headers = { authorization: `Bearer ${key}` }
  return await app.http.inject({ url: `/api/v1/receipts/${file}`, headers })
}

/** Nothing in it leads to her. */
function assertNobody(t: Test, text: string, scene: ErasingScene, person: string): void {
  const canaries = [ada.email, ada.id, 'ada@', 'letter0001', person, person.slice(4)]
  for (const canary of canaries) {
    for (const form of [
      canary,
      Buffer.from(canary).toString('base64'),
      Buffer.from(canary).toString('hex'),
    ])
      t.notOk(text.includes(form), `no ${canary}`)
  }
  t.ok(text.includes(scene.dataControllerId), 'it says whose it is')
}

test('what was erased has a receipt that is checked without the database', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    await known(scene)
    const person = await scene.personBy(ada.email)
    const requestId = await scene.request(ada.email)
    const planned = await scene.plan(requestId)
    await scene.settle()
    t.equal((await receiptsOf(scene, planned)).receipt, null, 'nothing has ended')
    await scene.approve(planned)
    app.clock.advance(600)
    await scene.settle()

    const fresh = await receiptsOf(scene, planned)
    t.match(fresh.receipt, { issuedAt: /^2026/, file: { entry: null } })
    const keys = await keysOf(scene)
    t.equal(verifyReceipt(fresh.receipt?.file, keys), 'not_proven_yet')
    await sign(scene)
    const { receipt, tasks } = await receiptsOf(scene, planned)
    t.equal(verifyReceipt(receipt?.file, keys), null)
    const { planHash } = await scene.look(planned)
    t.match(receipt?.file.receipt, {
      ...{
        version: 1,
        kind: 'job',
        job: planned,
        request: requestId,
        planHash,
        state: 'completed',
      },
      ...{ dataController: scene.dataControllerId, integration: null, reason: null },
      lookups: [
        { platform: 'club', outcome: 'found' },
        { platform: 'club', outcome: 'found' },
      ],
      objects: [
        { platform: 'club', object: 'block', outcome: 'suppressed', found: 'clean' },
        { object: 'letter', outcome: 'erased', legalBasis: 'Its sender keeps it.' },
        { object: 'letter' },
        { object: 'member' },
        { object: 'block' },
        { object: 'member' },
        { platform: null, object: 'own_records', outcome: 'erased', until: null },
      ],
    })
    t.equal(tasks.length, 7)
    for (const task of tasks) {
      t.equal(verifyReceipt(task.receipt?.file, keys), null, task.id)
      t.match(task.receipt?.file.receipt, { kind: 'task', job: planned, object: { task: task.id } })
    }
    const changed = structuredClone(receipt?.file)
    const objects = changed?.receipt.objects as { outcome: string }[]
    if (objects[0] !== undefined) objects[0].outcome = 'erased'
    t.equal(verifyReceipt(changed, keys), 'not_signed')
    t.equal(
      verifyReceipt({ ...receipt?.file, entry: tasks[0]?.receipt?.file.entry }, keys),
      'not_recorded',
    )
    for (const each of [receipt, ...tasks.map(task => task.receipt)]) {
      const page = each?.page ?? ''
      assertNobody(t, JSON.stringify(each?.file), scene, person)
      assertNobody(t, page, scene, person)
      t.notMatch(page, /<script|https?:|<link|<img|url\(/i, 'it stands for itself')
      t.match(page, /Content-Security-Policy/)
    }
    const entries = await rowsOf<{ action: string; type: string }>(
      app,
      "select action, object_type as type from audit_entries where action like 'receipt%' order by id",
    )
    t.equal(entries.length, 8)
    t.equal(entries.filter(({ type }) => type === 'redaction').length, 1)
  })
})

test('a receipt is a file for whoever may read redactions', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { app } = scene
    const { one } = await known(scene)
    const asked = await callRedact(app, one.redactUrl, {
      ...{ subject: { email: ada.email }, requestId: 'x' },
    })
    const id = asked.body.data?.jobId ?? ''
    const auditor = await app.apiKey('auditor')
    t.equal((await download(scene, `${id}.json`, auditor)).statusCode, 404, 'nothing has ended')
    await scene.settle()
    await sign(scene)
    const file = await download(scene, `${id}.json`, auditor)
    t.match(file.headers, {
      'content-type': /^application\/json/,
      'content-disposition': /attachment/,
    })
    t.equal(verifyReceipt(file.json(), await keysOf(scene)), null)
    t.match(file.json(), { receipt: { integration: one.id, platform: 'club', state: 'completed' } })
    const page = await download(scene, `${id}.html`, auditor)
    t.match(page.headers['content-type'], /^text\/html/)
    t.match(page.body, /Receipt of an erasure/)
    const task = (await scene.look(id)).tasks[0]?.id ?? ''
    const ofTask = await download(scene, `${task}.json`, auditor)
    t.match(ofTask.json(), { receipt: { kind: 'task', object: { task } } })

    for (const role of ['owner', 'dpo'] as const)
      t.equal((await download(scene, `${id}.json`, await app.apiKey(role))).statusCode, 200, role)
    const developer = await app.apiKey('developer')
    t.equal((await download(scene, `${id}.json`, developer)).statusCode, 403)
    t.equal((await download(scene, `${id}.json`, 'cak_nobody')).statusCode, 401)
    const stranger = await app.apiKey('dpo', '018bcfe5-0000-7000-8000-000000000001')
    t.equal((await download(scene, `${id}.json`, stranger)).statusCode, 404)
    for (const other of [`${id}.pdf`, `${id}`, 'x.json', '.json', `${one.id}.json`, '%2e%2e.json'])
      t.equal((await download(scene, other, auditor)).statusCode, 404, other)
  })
})

test('what was tried again has a receipt of its last end', async t => {
  await onBoth(t, async (t, database) => {
    const scene = await erasingScene(t, database)
    const { one } = await known(scene)
    await scene.query(
      'mutation($id: ID!) { disableIntegration(id: $id) { integration { id } } }',
      {
        id: one.id,
      },
      await scene.app.apiKey('developer'),
    )
    const id = await scene.run(await scene.request('nobody@example.com'))
    const { receipt } = await receiptsOf(scene, id)
    t.equal(receipt, null, 'it waits for a person')
    const waiting = (await scene.look(id)).tasks.find(({ waitsFor }) => waitsFor === 'a_person')
    await scene.query(
      `mutation($input: CompleteRedactionTaskInput!) { completeRedactionTask(input: $input) { task { id } } }`,
      { input: { id: waiting?.id, outcome: 'not_found', proof: 'ticket 7' } },
    )
    await scene.settle()
    const ended = await receiptsOf(scene, id)
    t.match(ended.receipt?.file.receipt, {
      state: 'completed',
      objects: [{ outcome: 'not_found', doneByHandAt: /^2026/ }],
    })
    t.notMatch(JSON.stringify(ended.receipt?.file), /ticket 7/, 'whose words they are is not known')
  })
})
