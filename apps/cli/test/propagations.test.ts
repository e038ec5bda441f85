import { fileURLToPath } from 'node:url'
import { decodeId } from '@conduit/core/host'
import { tellPlatform } from '@conduit/server'
import { t as root, test } from 'tap'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(300_000)

const adapter = fileURLToPath(new URL('./support/tellable-adapter.js', import.meta.url))

test('platforms are told from the command line', async t => {
  const server = await testServer(t, { [adapter]: true })
  const { dataController } = await server.json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const of = ['--controller', dataController.id]
  const { integration, webhookUrl } = await server.json<{
    integration: { id: string }
    webhookUrl: string
  }>(['integrations', 'add', 'tellable', ...of])
  const call = new URL(webhookUrl)
  await fetch(new URL(`${call.pathname}${call.search}`, server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'a7', email: 'ada@example.com' }),
  })
  const { dataSubjects } = await server.json<{ dataSubjects: { id: string }[] }>([
    ...['subjects', 'find', '--email', 'ada@example.com', ...of],
  ])
  const subject = dataSubjects[0]?.id ?? ''
  const about = ['--subject', subject, '--channel', 'email', '--purpose', 'Newsletter']
  const propagate = ['consents', 'propagate', ...of, ...about]
  const unknown = await server.call(propagate)
  t.match(unknown, { exitCode: 1, stderr: /nothing_known: nothing is known of it/ })

  await server.json(['purposes', 'create', ...of, '--name', 'Newsletter', '--basis', 'consent'])
  const cwd = t.testdir({
    'letters.csv':
      'email,purpose,channel,state,at\nada@example.com,Newsletter,email,withdrawn,2026-10-03\n',
  })
  await server.json(['consents', 'import', 'letters.csv', ...of], { cwd })

  const line = { object: 'profile', platformPurpose: 'Newsletter', outcome: 'would_tell' }
  t.match(await server.json([...propagate, '--dry-run']), {
    state: 'withdrawn',
    lines: [{ ...line, integration: { id: integration.id }, propagation: null }],
  })
  const list = ['consents', 'propagations', ...of]
  t.equal((await server.call(list)).stdout, 'No platform is told anything.\n')
  await server.json([...propagate, '--integration', integration.id])
  t.match(await server.json([...list, '--open']), { propagations: [{ outcome: 'waiting' }] })

  const interrupted = await server.call([...propagate, '--wait'], {
    interrupted: AbortSignal.abort(),
  })
  t.equal(interrupted.exitCode, 1, 'it was not told yet')
  const ref = decodeId('integration', integration.id)
  if (ref === null) throw new Error('not an id')
  await tellPlatform(server.services, ref, 'a job')
  t.same(await server.json([...list, '--open']), { propagations: [] })
  const told = { outcome: 'told', found: 'withdrawn', state: 'withdrawn', nextAt: null }
  t.match(await server.json([...list, '--subject', subject]), { propagations: [told] })
  t.match((await server.call(list)).stdout, /person +platform +calls it +channel +told +outcome/)
  t.match(await server.call([...propagate, '--wait']), { exitCode: 0 }, 'another one would wait')
})
