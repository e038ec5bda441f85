import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { loadSamples } from '@conduit/cli'
import type { JsonObject } from '@conduit/core'
import { readRecordings, recordedIntegrations } from '@conduit/recordings'
import { bundledAdapters } from '@conduit/server'
import { t as root, test } from 'tap'
import { mend } from './support/brittle-adapter.ts'
import { type TestServer, testServer } from './support/test-server.ts'
import { run } from './support/test-terminal.ts'

const secret = 'whsec_example-only-0042-not-a-real-secret'
const brittle = fileURLToPath(new URL('support/brittle-adapter.js', import.meta.url))
const shared = await testServer(root, { stripe: true, sabre: true, [brittle]: true })

/** A controller of its own for each test. */
async function newController({ json }: TestServer): Promise<string> {
  const { dataController } = await json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example'],
  ])
  return dataController.id
}

test('from an empty server to a person who is found', async t => {
  const server = await testServer(t, { stripe: true })
  const { call, json } = server

  t.match((await call(['controllers', 'list'])).stdout, 'no data controller yet')
  const created = await json<{ dataController: { id: string }; dxKey: string }>([
    'controllers',
    'create',
    '--name',
    'Example Bakery',
  ])
  const controller = created.dataController.id
  t.match(created.dxKey, /^dxk_/)
  const listed = await call(['controllers', 'list'])
  t.match(listed.stdout, controller)
  t.match(listed.stdout, 'Example Bakery')
  t.notMatch(listed.stdout, created.dxKey, 'shown once')

  const adapters = await json<{ adapters: { name: string; isRunning: boolean }[] }>([
    'adapters',
    'list',
  ])
  t.match(adapters, { adapters: [{ name: 'stripe', isRunning: true }] })

  const added = await json<{ integration: { id: string; status: string }; webhookUrl: string }>([
    ...['integrations', 'add', 'stripe', '--controller', controller],
    ...['--label', 'till', '--set', `signingSecret=${secret}`],
  ])
  t.equal(added.integration.status, 'enabled')
  t.match(added.webhookUrl, `${server.url}/api/v1/integrations/stripe/event?token=`)
  const known = await call(['integrations', 'list', '--controller', controller])
  t.match(known.stdout, added.integration.id)
  t.match(known.stdout, 'till')
  t.notMatch(known.stdout, secret)

  const sent = await json<{ status: number; body: string; integrationId: string }>([
    'send',
    'stripe',
    '01-customer',
  ])
  t.equal(sent.status, 200)
  t.match(JSON.parse(sent.body), { status: 'success', data: { events: 1, duplicate: false } })
  t.not(sent.integrationId, added.integration.id, 'samples have an integration of their own')
  const again = await json<{ body: string; integrationId: string }>([
    'send',
    'stripe',
    '01-customer',
  ])
  t.equal(again.integrationId, sent.integrationId)
  t.match(JSON.parse(again.body), { data: { duplicate: true } })

  const find = ['subjects', 'find', '--controller', controller]
  const byEmail = await json<{ dataSubjects: { id: string }[] }>([
    ...find,
    ...['--email', 'bjork.example@example.com'],
  ])
  t.equal(byEmail.dataSubjects.length, 1)
  const byAccount = await json<{ dataSubjects: { id: string }[] }>([
    ...find,
    ...['--account', 'cus_TExample000001', '--integration', sent.integrationId],
  ])
  t.equal(byAccount.dataSubjects[0]?.id, byEmail.dataSubjects[0]?.id)
  const piped = await json<{ dataSubjects: unknown[] }>([...find, '--email', '-'], {
    input: 'bjork.example@example.com\n',
  })
  t.equal(piped.dataSubjects.length, 1)
  const nobody = await call([...find, '--email', 'nobody@example.com'])
  t.equal(nobody.exitCode, 0)
  t.equal(nobody.stdout, 'Nobody is known by this.\n')

  const jenny = byEmail.dataSubjects[0]?.id ?? ''
  const shown = await json<{ dataSubject: object }>(['subjects', 'show', jenny])
  t.match(shown.dataSubject, {
    id: jenny,
    shortName: /^P-[0-9A-HJKMNP-TV-Z]{6}$/,
    state: 'active',
    identifiers: [{ isVerified: true }, { isVerified: true }],
    linkSuggestions: [],
    merged: [],
  })
  const text = await call(['subjects', 'show', jenny])
  t.match(text.stdout, /^P-\w{6} {2}active\ndid:dep:/)
  t.match(text.stdout, /email +stripe +\d+ /)
  const itself = await call(['subjects', 'merge', jenny, jenny])
  t.equal(itself.exitCode, 1)
  t.match(itself.stderr, /one data subject already/)
  const alone = await call(['subjects', 'separate', jenny])
  t.equal(alone.exitCode, 1)

  const tried = await call(['integrations', 'test', sent.integrationId, '01'])
  t.equal(tried.exitCode, 0, tried.stderr)
  t.match(tried.stdout, /proven +signed/)
  t.match(tried.stdout, /customer.created → subject.created, 1 findable person/)
  t.match(tried.stdout, /email +\/data\/object\/email/)

  const removed = await call(['integrations', 'remove', sent.integrationId])
  t.equal(removed.exitCode, 0)
  t.match(removed.stdout, 'its calls are refused from now on')
  const left = await json<{ integrations: { id: string }[] }>([
    ...['integrations', 'list', '--controller', controller],
  ])
  t.same(
    left.integrations.map(({ id }) => id),
    [added.integration.id],
  )
})

test('keys rotate ends the old key, at once or after an overlap', async t => {
  const { call, json } = shared
  const controller = await newController(shared)
  const rotated = await json<{ dxKey: string; webhookUrl: string | null }>([
    ...['keys', 'rotate', '--controller', controller],
  ])
  t.match(rotated.dxKey, /^dxk_/)
  t.equal(rotated.webhookUrl, null)

  const first = await json<{ integration: { id: string }; webhookUrl: string }>([
    ...['integrations', 'add', 'stripe', '--controller', controller],
    ...['--set', `signingSecret=${secret}`],
  ])
  const rotate = ['keys', 'rotate', '--controller', controller]
  rotate.push('--integration', first.integration.id)
  const second = await json<{ webhookUrl: string }>([...rotate, '--overlap', '60'])
  t.equal(await statusOf(first.webhookUrl), 200, 'the old one still opens')
  t.equal(await statusOf(second.webhookUrl), 200)
  const third = await json<{ webhookUrl: string }>(rotate)
  t.equal(await statusOf(first.webhookUrl), 401)
  t.equal(await statusOf(second.webhookUrl), 401)
  t.equal(await statusOf(third.webhookUrl), 200)
  t.match((await call(rotate)).stdout, 'Shown only now.')
})

test('settings come from files and JSON; faults are told by place and without values', async t => {
  const { call } = shared
  const cwd = t.testdir({
    'secret.txt': `${secret}\n`,
    'old.json': JSON.stringify([`${secret}-old`]),
  })
  const add = ['integrations', 'add', 'stripe', '--controller', await newController(shared)]
  const added = await call(
    [
      ...[...add, '--set', 'signingSecret=@secret.txt'],
      ...['--set-json', 'previousSigningSecrets=@old.json'],
    ],
    { cwd },
  )
  t.equal(added.exitCode, 0, added.stderr)
  t.notMatch(added.stdout, secret)

  const wrong = await call([...add, '--set', 'signingSecret=sesame-open', '--set', 'colour=puce'])
  t.equal(wrong.exitCode, 1)
  t.match(wrong.stderr, '/settings/signingSecret')
  t.match(wrong.stderr, '/settings/colour')
  t.notMatch(wrong.stderr, /sesame|puce/)

  const unread = await call([...add, '--set', 'signingSecret=@none.txt'], { cwd })
  t.equal(unread.exitCode, 2)
  t.match(unread.stderr, 'none.txt: there is no such file')
  const broken = await call([...add, '--set-json', 'previousSigningSecrets=[hush'])
  t.equal(broken.exitCode, 2)
  t.match(broken.stderr, 'previousSigningSecrets is not JSON')
  t.notMatch(broken.stderr, 'hush')
  t.equal((await call([...add, '--set', 'signingSecret'])).exitCode, 2)
  const twice = await call([...add, '--set', `signingSecret=${secret}`, '--set', 'signingSecret=x'])
  t.match(twice.stderr, 'signingSecret is given twice')
})

test('what comes later is brought to an integration, and shown by nobody', async t => {
  const { call, json } = shared
  const added = await json<{ integration: { id: string; status: string } }>([
    ...['integrations', 'add', 'stripe', '--controller', await newController(shared)],
  ])
  t.equal(added.integration.status, 'pending')
  const update = ['integrations', 'update', added.integration.id]
  const brought = await call([...update, '--set', 'signingSecret=-'], { input: `${secret}\n` })
  t.equal(brought.exitCode, 0, brought.stderr)
  t.match(brought.stdout, /status +enabled/)
  t.notMatch(brought.stdout + brought.stderr, secret)
  const taken = await call([...update, '--unset', 'signingSecret'])
  t.match(taken.stdout, /status +pending\nstill missing +signingSecret/)
  const nothing = await call(update)
  t.equal(nothing.exitCode, 2)
  t.match(nothing.stderr, '--set or --unset')
})

test('a missing secret is asked for at a terminal, and not shown', async t => {
  const { call } = shared
  const controller = await newController(shared)
  const texts = ['--set', 'username=example', '--set', 'baseUrl=https://synxis.example.com']
  const numbers = ['--set-json', 'chainId=1', '--set-json', 'hotelIds=[2]']
  const add = ['integrations', 'add', 'sabre', '--controller', controller, ...texts, ...numbers]
  const asked = await call(add, { typing: true, input: `${secret}\n` })
  t.equal(asked.exitCode, 0, asked.stderr)
  t.match(asked.stderr, 'password (')
  t.notMatch(asked.stderr + asked.stdout, secret)
  const given = await call(add, { typing: true })
  t.equal(given.exitCode, 1)
  t.match(given.stderr, 'nothing was entered')
  const piped = await call(add)
  t.equal(piped.exitCode, 1, 'nobody is asked where nobody can answer')
  t.match(piped.stderr, '/settings/password')
})

test('a key that may not, or is none, is told so', async t => {
  const { call, createKey } = shared
  const auditor = await createKey('auditor')
  const create = ['controllers', 'create', '--name', 'Example']
  const forbidden = await call(create, { env: { CONDUIT_ADMIN_KEY: auditor } })
  t.equal(forbidden.exitCode, 1)
  t.match(forbidden.stderr, 'This key may not do that.')
  const unknown = await call([...create, '--key', 'cak_nobodys'])
  t.equal(unknown.exitCode, 1)
  t.match(unknown.stderr, 'does not accept this API key')
  t.notMatch(unknown.stderr, 'cak_nobodys')
})

test('send knows its recordings, its adapters and which controller is meant', async t => {
  const { call } = await testServer(t, { stripe: true })
  t.match((await call(['send', 'stripe'])).stderr, 'no data controller yet')
  await call(['controllers', 'create', '--name', 'One'])
  t.equal((await call(['send', 'stripe'])).exitCode, 0)
  const many = await call(['send', 'stripe', '0'])
  t.equal(many.exitCode, 2)
  t.match(many.stderr, '01-customer-created-unicode.json')
  const none = await call(['send', 'stripe', 'nothing'])
  t.equal(none.exitCode, 2)
  t.match(none.stderr, 'there is no such recording')
  const stranger = await call(['send', 'no-such-platform'])
  t.equal(stranger.exitCode, 2)
  t.match(stranger.stderr, 'there is no adapter “no-such-platform”')
  await call(['controllers', 'create', '--name', 'Two'])
  const which = await call(['send', 'stripe'])
  t.equal(which.exitCode, 2)
  t.match(which.stderr, '--controller')
})

test('send knows every platform that comes with the server', async t => {
  const names = bundledAdapters()
  const options: Record<string, { options: JsonObject }> = {}
  for (const name of names) {
    const found = await loadSamples(name, process.cwd())
    if (found === null) throw new Error(`${name} has no samples`)
    const { adapter, samples } = found
    const all = readRecordings(samples.recordings).flatMap(({ recording }) =>
      recording === null ? [] : [recordedIntegrations(adapter, samples, recording).options],
    )
    options[name] = { options: Object.assign({}, ...all) }
  }
  const { call } = await testServer(t, options)
  await call(['controllers', 'create', '--name', 'One'])
  // Their default is a delivery that cannot be signed anew, or there is none that can be sent.
  const others: Readonly<Record<string, string>> = { klaviyo: '06' }
  const refused: Readonly<Record<string, string>> = {
    'google-drive': 'through a channel that it opened at the platform itself',
    sabre: 'this platform sends nothing: it is polled',
    // One address for all: until somebody says whose the account is, its events wait.
    quickbooks: '',
  }
  for (const name of names) {
    const sent = await call(['send', name, ...(name in others ? [others[name] ?? ''] : [])])
    t.match(sent.stderr, refused[name] ?? '', name)
    t.equal(sent.exitCode, name in refused ? 1 : 0, `${name}: ${sent.stdout}`)
  }
  const waiting = await call(['send', 'quickbooks'])
  const [, id = '', account = ''] = /integrations approve (\S+) (\d+)/.exec(waiting.stdout) ?? []
  t.match((await call(['integrations', 'claims'])).stdout, account)
  t.equal((await call(['integrations', 'approve', id, account])).exitCode, 0)
  t.equal((await call(['send', 'quickbooks'])).exitCode, 0, 'once it is approved')
  const left = await call(['integrations', 'claims'])
  t.notMatch(left.stdout, account)
})

test('send tells which options the server lacks', async t => {
  const { call } = await testServer(t, { quickbooks: true })
  await call(['controllers', 'create', '--name', 'One'])
  const { exitCode, stdout } = await call(['send', 'quickbooks'])
  t.equal(exitCode, 1)
  t.match(stdout, /needs these options, or --set those that it has: .*signingSecret/)
})

test('what the server failed on is listed, tried again, and gone once it is mended', async t => {
  const { call, json } = shared
  const controller = await newController(shared)
  const { webhookUrl } = await json<{ webhookUrl: string }>([
    ...['integrations', 'add', 'brittle', '--controller', controller],
  ])
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(webhookUrl, { method: 'POST', headers, body: '{}' })
  t.equal(reply.status, 200)

  const list = ['quarantine', 'list', '--controller', controller]
  const { quarantine } = await json<{ quarantine: { id: string }[] }>(list)
  t.equal(quarantine.length, 1)
  const shown = await call(list)
  t.match(shown.stdout, 'parse')
  t.notMatch(shown.stdout, 'jane@example.com')

  const replay = ['quarantine', 'replay', quarantine[0]?.id ?? '']
  const failed = await call(replay)
  t.equal(failed.exitCode, 1)
  t.match(failed.stdout, 'failed')
  t.notMatch(failed.stdout, 'jane@example.com')
  mend()
  const done = await call(['quarantine', 'replay', '--all', '--controller', controller])
  t.equal(done.exitCode, 0)
  t.match(done.stdout, 'recorded')
  t.equal((await call(list)).stdout, 'Nothing is in quarantine.\n')
  t.equal((await call(replay)).exitCode, 1, 'it is not there any more')
})

test('what answers and is no Conduit server is told apart', async t => {
  const other = createServer((_request, response) => response.writeHead(404).end('<p>hello'))
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  t.teardown(() => other.close())
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  const { exitCode, stderr } = await run(['adapters', 'list', '--url', url, '--key', 'cak_x'])
  t.equal(exitCode, 1)
  t.match(stderr, 'is not a Conduit server (status 404)')
})

/** Status of a small delivery, signed with the secret of these tests. */
async function statusOf(url: string): Promise<number> {
  const found = await loadSamples('stripe', process.cwd())
  const body = JSON.stringify({
    id: 'evt_example',
    object: 'event',
    type: 'price.created',
    created: 1_794_301_198,
    data: { object: { id: 'price_example', object: 'price' } },
  })
  const headers = { 'content-type': 'application/json' }
  const request = { method: 'POST', url, headers, body }
  const signed = found?.samples.sign(request, { signingSecret: secret }, new Date())
  const reply = await fetch(url, { method: 'POST', headers: { ...headers, ...signed }, body })
  return reply.status
}
