import { fileURLToPath } from 'node:url'
import { t as root, test } from 'tap'
import { tellLetters } from './support/tell-letters.ts'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(300_000)

const adapter = fileURLToPath(new URL('./support/letters-adapter.js', import.meta.url))

test('people that may be one are told apart, and one is restricted', async t => {
  const server = await testServer(t, { [adapter]: true })
  const { controller } = await tellLetters(server, [
    { id: '1', member: { id: 'a7', email: 'ada@example.com' } },
    { id: '2', member: { id: 'b8', email: 'a.lovelace@example.com' } },
    { id: '3', member: { id: 'a7', email: 'a.lovelace@example.com' } },
  ])
  const of = ['--controller', controller]
  const links = ['subjects', 'links', ...of]
  const { linkSuggestions } = await server.json<{
    linkSuggestions: { evidence: string; dataSubjects: { id: string; shortName: string }[] }[]
  }>(links)
  t.match(linkSuggestions, [{ evidence: 'event', dataSubjects: [{}, {}] }])
  const [one, other] = linkSuggestions[0]?.dataSubjects ?? []
  t.match((await server.call(links)).stdout, /^event +20\S+ +P-\S+ +sub_\S+ +P-\S+ +sub_/m)
  t.match(await server.json(['attention', ...of]), {
    attention: [{ kind: 'link_suggestions', next: `conduit ${links.join(' ')}` }],
  })
  const apart = ['subjects', 'apart', one?.id ?? '', other?.id ?? '']
  const told = await server.call(apart)
  t.equal(told.stdout, `${one?.shortName} and ${other?.shortName} are two people.\n`)
  t.equal((await server.call(links)).stdout, 'Nobody seems to be known twice.\n')
  t.match(await server.call(apart), { exitCode: 1, stdout: '' }, 'there is nothing left to decide')

  const restrict = ['subjects', 'restrict', one?.id ?? '', '--reason', 'objection']
  t.match(await server.json(restrict), { dataSubject: { id: one?.id, state: 'restricted' } })
  t.match(await server.json(['subjects', 'show', one?.id ?? '']), {
    dataSubject: { state: 'restricted', restrictions: [{ reason: 'objection', liftedAt: null }] },
  })
  const lifted = await server.call(['subjects', 'unrestrict', one?.id ?? ''])
  t.equal(lifted.stdout, `${one?.shortName} is active now.\n`)
  t.equal((await server.call(['subjects', 'unrestrict', 'sub_x'])).exitCode, 1)
})
