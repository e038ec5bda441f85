import { fileURLToPath } from 'node:url'
import { t as root, test } from 'tap'
import { tellLetters } from './support/tell-letters.ts'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(300_000)

const adapter = fileURLToPath(new URL('./support/letters-adapter.js', import.meta.url))

test('purposes are made, changed and mapped, and a consent is recorded for one', async t => {
  const server = await testServer(t, { [adapter]: true })
  const { controller, integration } = await tellLetters(server, [
    {
      ...{ id: '1', member: { id: 'a7', email: 'ada@example.com' } },
      says: [{ channel: 'email', purpose: 'list 7', state: 'granted' }],
    },
  ])
  const of = ['--controller', controller]
  const list = ['purposes', 'list', ...of]
  const nameless = await server.call(list)
  t.match(nameless.stdout, /^There is no purpose yet\.\n\nNot mapped\nplatform/)
  t.match(nameless.stdout, /^letters +int_\S+ +email +list 7 +–$/m)
  const create = ['purposes', 'create', ...of, '--basis', 'consent', '--name']
  const { purpose } = await server.json<{ purpose: { id: string } }>([
    ...[...create, 'Newsletter', '--notice', 'https://example.com/privacy', '--language', 'en'],
    ...['--recipient', 'Example Print', '--recipient', 'Example Post', '--essential', 'no'],
  ])
  t.match(purpose, {
    ...{ name: 'Newsletter', legalBasis: 'consent', isEssential: false, language: 'en' },
    ...{ notice: 'https://example.com/privacy', recipients: ['Example Print', 'Example Post'] },
  })
  t.match(
    await server.call([...create, 'Newsletter']),
    { exitCode: 1, stdout: '' },
    'one is enough',
  )
  const update = ['purposes', 'update', purpose.id]
  t.match(await server.json([...update, '--name', 'News', '--notice', '', '--recipient', '']), {
    purpose: { name: 'News', notice: null, recipients: [], language: 'en' },
  })
  t.match(await server.json([...update, '--essential', 'yes']), { purpose: { isEssential: true } })
  t.match(await server.call(update), { exitCode: 2, stderr: /say what changes/ })

  const map = ['purposes', 'map', purpose.id, '--channel', 'email']
  const { mapping } = await server.json<{ mapping: { id: string } }>([
    ...[...map, '--platform-purpose', 'list 7', '--integration', integration],
  ])
  const mapped = await server.call(list)
  t.match(mapped.stdout, /^News +pur_\S+ +consent +list 7 on email at letters int_\S+ +map_\S+$/m)
  t.notMatch(mapped.stdout, /Not mapped/)
  t.match((await server.call(map)).stdout, /^map_\S+ maps whatever else there is on email\.$/m)
  t.equal(
    (await server.call(['purposes', 'unmap', mapping.id])).stdout,
    `${mapping.id} is taken out.\n`,
  )
  t.match(await server.json(list), {
    purposes: [{ mappings: [{ platformPurpose: null }] }],
    unmappedPurposes: [{ platformPurpose: 'list 7', default: { name: 'News' } }],
  })

  const { dataSubjects } = await server.json<{ dataSubjects: { id: string }[] }>([
    ...['subjects', 'find', ...of, '--email', 'ada@example.com'],
  ])
  const record = [
    ...['consents', 'record', ...of, '--subject', dataSubjects[0]?.id ?? '', '--channel', 'email'],
    ...['--state', 'withdrawn', '--method', 'phone', '--purpose'],
  ]
  t.match(await server.json([...record, 'News', '--through', 'call of the morning']), {
    consent: { purpose: 'News', state: 'withdrawn', conflict: true, canBeTold: true },
  })
  const shown = await server.call([...record, 'News', '--at', '2026-10-03'])
  t.match(shown.stdout, /News +email +withdrawn +20\S+ +.*letters: granted/)
  const strange = await server.call([...record, 'Unheard of'])
  t.match(strange, { exitCode: 1, stderr: /has no purpose of this name/ })
  t.match(await server.call([...record, 'News', '--at', 'today']), {
    exitCode: 2,
    stderr: /--at must be a date/,
  })
  t.match(await server.call([...record, 'News', '--at', '2126-10-03']), {
    exitCode: 1,
    stderr: /must not be in the future/,
  })
})
