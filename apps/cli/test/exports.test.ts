import { t as root, test } from 'tap'
import { confirm } from './support/confirm.ts'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(900_000)

const bjork = 'bjork.example@example.com'

test('a copy is begun, waited for and linked', async t => {
  const server = await testServer(t, { stripe: true }, { withJobs: true })
  const { dataController } = await server.json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const controller = dataController.id
  const { integrationId } = await server.json<{ integrationId: string }>([
    ...['send', 'stripe', '01-customer', '--controller', controller],
  ])
  const { dataSubjectRequest } = await server.json<{ dataSubjectRequest: { id: string } }>([
    ...['requests', 'create', '--controller', controller, '--type', 'access', '--email', bjork],
  ])
  const { id } = dataSubjectRequest
  const early = await server.call(['requests', 'export', id])
  t.equal(early.exitCode, 1)
  t.match(early.stderr, /person_not_confirmed/)
  t.match((await server.call(['requests', 'export-link', id])).stderr, /there is no copy/)
  await confirm(server, id)

  const begun = await server.call(['requests', 'export', id, '--wait'])
  t.match(begun.stdout, /status +ready/)
  t.match(begun.stdout, /left out +seen at +--include takes it in\n/)
  t.match(begun.stdout, /^account_id +stripe +\S+\./m)
  t.notMatch(begun.stdout, /bjork/)
  t.match(begun.stdout, /platform +label +outcome/)
  t.match(
    (await server.call(['requests', 'show', id])).stdout,
    /copy +exp_\S+, ready until 20\d\d-/,
  )
  const again = await server.call(['requests', 'export', id])
  t.match(again.stderr, /copy_exists/)
  const linked = await server.json<{ url: string }>(['requests', 'export-link', id])
  t.match(linked, { url: /\/api\/v1\/exports\/cex_/, dataExport: { id: /^exp_/ } })
  t.equal((await fetch(linked.url)).status, 200)
  t.match((await server.call(['requests', 'export-link', id])).stdout, /It is shown this once/)
  t.equal((await fetch(linked.url)).status, 404)

  const { dataSubjectRequest: second } = await server.json<{ dataSubjectRequest: { id: string } }>([
    ...['requests', 'create', '--controller', controller, '--type', 'portability'],
    ...['--account', 'cus_TExample000001', '--integration', integrationId],
  ])
  await confirm(server, second.id)
  const token = /stripe +(\S+\.\S+)/.exec(begun.stdout)?.[1] ?? ''
  const whole = await server.json<{ dataExport: object; leftOut: readonly object[] }>([
    ...['requests', 'export', second.id, '--wait', '--include', token],
  ])
  t.match(whole.dataExport, { status: 'ready', sources: [{ outcome: 'cannot_be_read' }] })
  const wrong = await server.call(['requests', 'export', 'req_x'])
  t.equal(wrong.exitCode, 1)
})
