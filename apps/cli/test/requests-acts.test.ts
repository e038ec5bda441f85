import { t as root, type Test, test } from 'tap'
import { graph } from './support/graph.ts'
import { type TestServer, testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(900_000)

const bjork = 'bjork.example@example.com'

interface Shown {
  readonly id: string
  readonly stage: string
  readonly status: string
  readonly next: readonly string[]
}

/** A server at which one person is known, and what opens a request there. */
async function prepared(t: Test) {
  const server = await testServer(t, { stripe: true })
  const { dataController } = await server.json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const controller = dataController.id
  await server.json(['send', 'stripe', '01-customer', '--controller', controller])
  const { dataSubjects } = await server.json<{ dataSubjects: { id: string }[] }>([
    ...['subjects', 'find', '--controller', controller, '--email', bjork],
  ])
  const subject = dataSubjects[0]?.id ?? ''
  const open = async (type: string, email = bjork) => {
    const { dataSubjectRequest } = await server.json<{ dataSubjectRequest: { id: string } }>([
      ...['requests', 'create', '--controller', controller, '--type', type, '--email', email],
    ])
    return dataSubjectRequest.id
  }
  return { server, controller, subject, open }
}

const shownIn = async ({ json }: TestServer, id: string) =>
  await json<Shown>(['requests', 'show', id])

test('a request is led from its receipt to its answer, and each step names the next', async t => {
  const { server, subject, open } = await prepared(t)
  const id = await open('access')
  const act = async (...words: readonly string[]) => {
    const { dataSubjectRequest } = await server.json<{ dataSubjectRequest: Shown }>([
      ...['requests', ...words],
    ])
    return dataSubjectRequest
  }
  const received = await shownIn(server, id)
  t.same(received.next, [
    `conduit requests stage ${id} acknowledged`,
    `conduit requests identities ${id}`,
    `conduit requests confirm ${id} ${subject}`,
    `conduit requests check ${id} --method <method> --level <level>`,
    `conduit requests stage ${id} identity_requested`,
    `conduit requests stage ${id} scoping`,
    `conduit requests stage ${id} responding`,
    `conduit requests extend ${id} --reason <reason> --notified <time>`,
    `conduit requests close ${id} --outcome completed`,
    `conduit requests close ${id} --outcome partially_completed`,
    `conduit requests close ${id} --outcome duplicate --duplicate-of <id>`,
    `conduit requests refuse ${id} --reason <reason>`,
    `conduit requests withdraw ${id}`,
  ])
  const early = await server.call(['requests', 'resume', id])
  t.match(early, { exitCode: 1, stdout: '', stderr: /^conduit: not_paused: / })

  t.match(await act('stage', id, 'acknowledged'), { stage: 'acknowledged', status: 'pending' })
  t.match(await act('stage', id, 'identity_requested'), { stage: 'identity_requested' })
  const held = await act('pause', id)
  t.match(held, { stage: 'on_hold' })
  t.ok(held.next.includes(`conduit requests resume ${id}`))
  t.notOk(held.next.some(command => command.includes('acknowledged')))
  t.match(await act('resume', id), { stage: 'identity_requested' })
  t.match(await act('confirm', id, subject), {
    personConfirmedAt: /^20/,
    dataSubject: { id: subject },
  })
  const checked = await act('check', id, '--method', 'document', '--level', 'high')
  t.match(checked, { stage: 'verified', verification: { method: 'document', level: 'high' } })
  t.ok(checked.next.includes(`conduit requests export ${id}`))
  t.notOk(checked.next.some(command => /identities|confirm|check/.test(command)))
  const env = { CONDUIT_ADMIN_KEY: await server.createKey('auditor') }
  const audited = await server.json<Shown>(['requests', 'show', id], { env })
  t.match(audited, { stage: 'verified', next: [] }, 'who may only look is told of nothing to do')

  const notified = new Date().toISOString()
  const extending = ['extend', id, '--reason', 'complexity', '--notified']
  t.match(await act(...extending, notified), { clock: { extendedAt: /^20/ } })
  t.match(await server.call(['requests', ...extending, notified]), {
    exitCode: 1,
    stderr: /^conduit: already_extended: /,
  })
  t.match(await server.call(['requests', ...extending, 'yesterday']), {
    exitCode: 2,
    stderr: /--notified must be a date/,
  })
  const closed = await act('close', id, '--outcome', 'completed', '--answer', 'file 114')
  t.match(closed, { status: 'completed', responseRef: 'file 114', next: [] })
  const { stdout } = await server.call(['requests', 'show', id])
  t.match(stdout, /^identity +document, high$/m)
  t.match(stdout, /^answer +file 114$/m)
  t.notMatch(stdout, /Next/)
  t.notMatch(stdout, /bjork/)
})

test('what ends a request otherwise', async t => {
  const { server, open } = await prepared(t)
  const one = await open('access')
  const two = await open('portability')
  const three = await open('rectification', 'the.same@example.com')
  const four = await open('rectification')
  const refused = await server.call(['requests', 'refuse', one, '--reason', 'manifestly_excessive'])
  t.match(refused.stdout, /^refused because +https:\/\/w3id\.org\/dpv\/.*A12ManifestlyExcessive$/m)
  t.match(await server.call(['requests', 'refuse', two, '--reason', 'archiving']), {
    exitCode: 1,
    stderr: /is no reason to refuse a request of this type/,
  })
  t.match(await server.json(['requests', 'withdraw', two]), {
    dataSubjectRequest: { status: 'cancelled' },
  })
  const original = ['--outcome', 'duplicate', '--duplicate-of', four]
  t.match(await server.json(['requests', 'close', three, ...original]), {
    dataSubjectRequest: { status: 'duplicate', duplicateOf: { id: four } },
  })
  for (const wrong of [
    ['--outcome', 'duplicate'],
    ['--outcome', 'completed', ...original.slice(2)],
  ])
    t.match(await server.call(['requests', 'close', four, ...wrong]), {
      exitCode: 2,
      stderr: /go together/,
    })
  const noted = ['requests', 'check', four, '--method', 'not_needed', '--level', 'low']
  t.match(await server.call(noted), { exitCode: 1, stderr: /why it was not needed/ })
  t.match(await server.json([...noted, '--note', 'known at the counter']), {
    dataSubjectRequest: { stage: 'verified' },
  })
})

test('whatever is named as next can be done', async t => {
  const { server, subject, open } = await prepared(t)
  const ways: Readonly<Record<string, readonly (readonly string[])[]>> = {
    received: [],
    identity_requested: [['stage', 'identity_requested']],
    on_hold: [['stage', 'identity_requested'], ['pause']],
    verified: [['check', '--method', 'document', '--level', 'low']],
    approved: [
      ['stage', 'scoping'],
      ['stage', 'approved'],
    ],
    verifying: [
      ['stage', 'scoping'],
      ['stage', 'approved'],
      ['stage', 'executing'],
      ['stage', 'verifying'],
    ],
    responding: [['stage', 'responding']],
  }
  let count = 0
  const brought = async (steps: readonly (readonly string[])[]) => {
    count += 1
    const id = await open('rectification', `asks${count}@example.com`)
    for (const [name = '', ...rest] of steps) await server.json(['requests', name, id, ...rest])
    return id
  }
  const original = await open('rectification')
  const values: Readonly<Record<string, string>> = {
    '<subject>': subject,
    '<method>': 'document',
    '<level>': 'high',
    '<id>': original,
  }
  for (const [stage, steps] of Object.entries(ways)) {
    const example = await shownIn(server, await brought(steps))
    t.equal(example.stage, stage)
    t.ok(example.next.length > 1, stage)
    for (const named of example.next) {
      const id = await brought(steps)
      const reason = named.includes('refuse') ? 'lack_of_intent' : 'complexity'
      const [, ...words] = named.split(' ').map(word => {
        if (word === example.id) return id
        if (word === '<time>') return new Date().toISOString()
        return word === '<reason>' ? reason : (values[word] ?? word)
      })
      const { exitCode, stderr } = await server.call(words, { showing: true })
      t.equal(exitCode, 0, `${stage}: ${named} ${stderr}`)
    }
  }
})

test('what names a person is shown at a terminal alone, and that somebody looked is noted', async t => {
  const { server, open } = await prepared(t)
  const id = await open('access')
  const looked = async () => {
    const { auditLog } = await graph<{ auditLog: { nodes: readonly { objectId: string }[] } }>(
      server,
      '{ auditLog(filter: { action: "data_subject_request.identities_shown" }) { nodes { objectId } } }',
    )
    return auditLog.nodes.length
  }
  for (const json of [[], ['--json']]) {
    const piped = await server.call(['requests', 'identities', id, ...json])
    t.match(piped, { exitCode: 1, stdout: '', stderr: /at a terminal/ })
  }
  t.equal(await looked(), 0)
  const shown = await server.call(['requests', 'identities', id], { showing: true })
  t.match(shown.stdout, new RegExp(`^email +${bjork}$`, 'm'))
  t.equal(await looked(), 1)
  await server.json(['requests', 'withdraw', id])
  t.equal((await server.call(['requests', 'identities', id], { showing: true })).exitCode, 1)
})
