import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { t as root, test } from 'tap'
import { confirm } from './support/confirm.ts'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(900_000)

const bjork = 'bjork.example@example.com'

test('an erasure is planned, approved by its hash, and stopped', async t => {
  const server = await testServer(t, { stripe: true }, { withJobs: true })
  const { dataController } = await server.json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const controller = dataController.id
  await server.json(['send', 'stripe', '01-customer', '--controller', controller])
  const { dataSubjectRequest } = await server.json<{ dataSubjectRequest: { id: string } }>([
    ...['requests', 'create', '--controller', controller, '--type', 'erasure', '--email', bjork],
  ])
  const { id } = dataSubjectRequest
  const early = await server.call(['redact', 'plan', id])
  t.equal(early.exitCode, 1)
  t.match(early.stderr, /identity_not_verified/)
  await confirm(server, id)

  const { redaction } = await server.json<{
    redaction: { id: string; planHash: string; state: string; tasks: { id: string }[] }
  }>(['redact', 'plan', id, '--wait'])
  t.match(redaction, { state: 'planned', planHash: /^[0-9a-f]{64}$/, ownRows: [{}, {}, {}, {}] })
  const status = await server.call(['redact', 'status', redaction.id])
  t.match(status.stdout, /state +planned/)
  t.match(status.stdout, /sample +not_asked +no_access/)
  t.match(status.stdout, /here +own_records +erase +erased\?/)
  t.notMatch(status.stdout, /bjork|cus_/)
  const other = await server.call(['redact', 'approve', redaction.id, '--hash', 'another'])
  t.match(other.stderr, /plan_changed/)
  const approving = ['redact', 'approve', redaction.id, '--hash', redaction.planHash]
  t.match((await server.call(approving)).stdout, /state +cooling_off\n(?:.+\n)*not before +20/)
  const list = ['redact', 'list', '--controller', controller]
  t.match(await server.json([...list, '--state', 'cooling_off']), {
    redactions: [{ id: redaction.id, request: { id }, dataSubjectId: /^sub_/ }],
  })
  t.match((await server.call(list)).stdout, /^rdn_\S+ +cooling_off +20\S+ +sub_\S+ +req_/m)
  const none = await server.call([...list, '--state', 'completed'])
  t.match(none, { exitCode: 0, stdout: 'There is no such erasure.\n' })
  const task = redaction.tasks[0]?.id ?? ''
  t.match(await server.json(['redact', 'target', task]), {
    target: { object: 'customer', id: 'cus_TExample000001', within: null },
  })
  const own = redaction.tasks.at(-1)?.id ?? ''
  t.match(await server.call(['redact', 'target', own]), { exitCode: 1, stdout: '' })
  const doing = ['redact', 'done', task, '--outcome', 'erased', '--proof', 'Ticket 4711']
  t.match((await server.call(doing)).stderr, /not_by_hand/)
  t.match((await server.call(['redact', 'retry', task])).stderr, /not_failed/)
  t.match((await server.call(['redact', 'stop', redaction.id])).stdout, /state +stopped/)
  t.match((await server.call(['redact', 'receipt', redaction.id])).stderr, /there is no receipt/)
  t.equal((await server.call(['redact', 'status', 'rdn_x'])).exitCode, 1)
})

test('what was asked for by a call has a receipt', async t => {
  const server = await testServer(t, { stripe: true }, { withJobs: true })
  const { dataController } = await server.json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const added = await server.json<{ redactUrl: string }>([
    ...['integrations', 'add', 'stripe', '--controller', dataController.id],
  ])
  const answer = await fetch(added.redactUrl, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ subject: { email: bjork }, requestId: 'one' }),
  })
  const { data } = (await answer.json()) as { data: { jobId: string } }
  const id = data.jobId
  // Nobody has given access, so a person has to look there.
  const stateOf = async () =>
    await server.json<{ redaction: { state: string; tasks: { id: string }[] } }>([
      ...['redact', 'status', id],
    ])
  const reach = async (state: string) => {
    for (let asked = 0; asked < 2_000; asked += 1) {
      const { redaction } = await stateOf()
      if (redaction.state === state) return redaction
    }
    throw new Error(`it is never ${state}`)
  }
  const { tasks } = await reach('waiting')
  const doing = ['--outcome', 'not_found', '--proof', 'Ticket 4711']
  await server.json(['redact', 'done', tasks[0]?.id ?? '', ...doing])
  await reach('completed')
  const { receipt } = await server.json<{ receipt: { file: object } }>(['redact', 'receipt', id])
  t.match(receipt.file, {
    receipt: { job: id, platform: 'stripe', objects: [{ outcome: 'not_found' }] },
    signature: /^— conduit-audit\//,
  })
  const out = join(t.testdir(), 'receipt.html')
  const written = await server.call(['redact', 'receipt', id, '--html', '--out', out])
  t.match(written.stdout, /receipt\.html is written/)
  const page = await readFile(out, 'utf8')
  t.match(page, /^<!doctype html>(?:.|\n)*Receipt of an erasure/)
  t.notMatch(page, /bjork|<script/)
})
