import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { t as root, type Test, test } from 'tap'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(300_000)

/** A server at which one person is known. */
async function prepared(t: Test) {
  const server = await testServer(t, { stripe: true })
  const { dataController } = await server.json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const controller = dataController.id
  const { integrationId } = await server.json<{ integrationId: string }>([
    ...['send', 'stripe', '01-customer', '--controller', controller],
  ])
  const of = ['--controller', controller]
  return { server, of, integrationId }
}

test('periods, holds and the record of processing from the command line', async t => {
  const { server, of, integrationId } = await prepared(t)
  t.same(await server.json(['retention', 'show', ...of]), { retention: [] })
  const kept = { integration: null, category: 'email', days: 30 }
  t.same(await server.json(['retention', 'set', '30', '--category', 'email', ...of]), {
    retention: [kept],
  })
  const there = await server.json([
    'retention',
    'set',
    '365',
    '--integration',
    integrationId,
    ...of,
  ])
  t.match(there, { retention: [kept, { integration: { adapter: 'stripe' }, category: null }] })
  await server.json(['retention', 'set', 'none', '--integration', integrationId, ...of])
  t.same(await server.json(['retention', 'show', ...of]), { retention: [kept] })
  t.match(await server.call(['retention', 'set', 'long', ...of]), { exitCode: 2 })
  t.match(await server.call(['retention', 'set', '0', ...of]), { exitCode: 1 })

  const place = ['holds', 'place', '--basis', 'legal_claims', ...of]
  const { hold } = await server.json<{ hold: { id: string } }>([
    ...[...place, '--integration', integrationId, '--until', '2126-01-01'],
  ])
  t.match(hold, { isActive: true, endsAt: '2126-01-01T00:00:00.000Z', dataSubjectId: null })
  t.match(await server.json(['holds', 'list', ...of]), { holds: [{ id: hold.id }] })
  t.match((await server.call(['holds', 'list', ...of])).stdout, /since +review +until/)
  t.match(await server.json(['holds', 'release', hold.id]), { hold: { isActive: false } })
  t.same(await server.json(['holds', 'list', ...of]), { holds: [] })
  t.match(await server.json(['holds', 'list', '--all', ...of]), { holds: [{ id: hold.id }] })
  for (const wrong of ['tomorrow', '2127-02-30', '2127-02-30T00:00:00Z'])
    t.match(await server.call([...place, '--until', wrong]), { exitCode: 2 })

  const cwd = t.testdir()
  await server.call(['record', 'export', '--out', 'record.csv', ...of], { cwd })
  const written = await readFile(join(cwd, 'record.csv'), 'utf8')
  t.match(written, /^\ufeffReference,Name of the processing,/)
  const { document: table } = await server.json<{ document: string }>(['record', 'export', ...of])
  t.equal(written, table)
  const { document } = await server.json<{ document: object }>([
    ...['record', 'export', '--as', 'processor', '--format', 'jsonld', ...of],
  ])
  t.match(document, {
    '@type': 'dpv:ROPA',
    'dpv:hasDataProcessor': { 'dpv:hasName': 'Example Ltd' },
  })
  t.match(await server.call(['record', 'export', '--format', 'pdf', ...of]), { exitCode: 2 })
})
