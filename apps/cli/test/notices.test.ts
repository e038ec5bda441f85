import { t as root, test } from 'tap'
import { confirm } from './support/confirm.ts'
import { graph } from './support/graph.ts'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(900_000)

interface Listed {
  readonly notices: readonly { readonly id: string; readonly recipient: string }[]
}

const bjork = 'bjork.example@example.com'

test('who had the data is listed until somebody says what became of it', async t => {
  const server = await testServer(t, { stripe: true })
  const { dataController } = await server.json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const controller = dataController.id
  await server.json(['send', 'stripe', '01-customer', '--controller', controller])
  const { integrations } = await server.json<{ integrations: readonly { id: string }[] }>([
    ...['integrations', 'list', '--controller', controller],
  ])
  await graph(
    server,
    'mutation($input: UpdateProcessingEntryInput!) { updateProcessingEntry(input: $input) { __typename } }',
    {
      input: {
        dataControllerId: controller,
        name: 'Payments',
        integrationIds: integrations.map(({ id }) => id),
        recipients: ['A bank', 'A printer'],
      },
    },
  )
  const list = ['notices', 'list', '--controller', controller]
  t.match(await server.call(list), { exitCode: 0, stdout: 'Nobody is to be told.\n' })
  const answered = async (type: string) => {
    const { dataSubjectRequest } = await server.json<{ dataSubjectRequest: { id: string } }>([
      ...['requests', 'create', '--controller', controller, '--type', type, '--email', bjork],
    ])
    const { id } = dataSubjectRequest
    await confirm(server, id)
    await server.json(['requests', 'close', id, '--outcome', 'completed'])
    return id
  }
  const corrected = await answered('rectification')
  const restricted = await answered('restriction')

  const { notices } = await server.json<Listed>([...list, '--request', corrected])
  t.match(notices, [
    { recipient: 'A bank', kind: 'rectification', entries: ['Payments'], request: corrected },
    { recipient: 'A printer', outcome: null },
  ])
  t.equal(notices.length, 2)
  const shown = await server.call([...list, '--kind', 'restriction'])
  t.match(shown.stdout, /^rnt_\S+ +A bank +restriction +Payments +20\S+ +\S+ +\S+ +req_/m)
  t.ok(shown.stdout.includes(restricted))
  t.notOk(shown.stdout.includes(corrected))
  const attention = await server.call(['attention', '--controller', controller])
  t.match(attention.stdout, /4 +recipients_to_notify +conduit notices list --controller ctl_/)

  const [bank = '', printer = ''] = notices.map(({ id }) => id)
  const done = ['notices', 'done', bank, '--outcome', 'notified', '--note']
  for (const wrong of ['', ' ', bjork, 'x'.repeat(101)])
    t.match(await server.call([...done, wrong]), { exitCode: 1, stdout: '' }, wrong)
  t.match(await server.json([...done, 'Ticket 4711']), {
    notice: { id: bank, outcome: 'notified', proof: 'Ticket 4711', reason: null },
  })
  t.match((await server.call([...done, 'Ticket 4711'])).stderr, /already_done/)
  const cannot = ['notices', 'done', printer, '--outcome', 'impossible', '--note', 'It is wound up']
  t.match((await server.call(cannot)).stdout, / impossible +It is wound up$/m)
  t.same((await server.json<Listed>([...list, '--request', corrected])).notices, [])
  const all = await server.json<Listed>([...list, '--all', '--request', corrected])
  t.match(all.notices, [{ outcome: 'notified' }, { reason: 'It is wound up' }])

  t.match(await server.call(['notices', 'done', 'rnt_x', ...done.slice(3), 'Ticket']), {
    exitCode: 1,
    stderr: /id of a notice/,
  })
  t.match(await server.call(['notices', 'list']), { exitCode: 2 })
  t.match(await server.call([...list, '--kind', 'guess']), { exitCode: 2 })
  t.match(await server.call([...done.slice(0, 3), '--outcome', 'guess', '--note', 'x']), {
    exitCode: 2,
  })
})
