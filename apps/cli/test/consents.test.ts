import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { t as root, type Test, test } from 'tap'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(300_000)

const bjork = 'bjork.example@example.com'

/** A server at which one person is known, and a purpose. */
async function prepared(t: Test) {
  const server = await testServer(t, { stripe: true })
  const { dataController } = await server.json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const controller = dataController.id
  const { integrationId } = await server.json<{ integrationId: string }>([
    ...['send', 'stripe', '01-customer', '--controller', controller],
  ])
  await server.json([
    ...['purposes', 'create', '--controller', controller],
    ...['--name', 'Newsletter', '--basis', 'consent'],
  ])
  const importing = async (content: string, ...more: readonly string[]) => {
    const cwd = t.testdir({ 'consents.csv': content })
    const words = ['consents', 'import', 'consents.csv', '--controller', controller, ...more]
    return await server.call([...words, '--json'], { cwd })
  }
  return { server, controller, integrationId, importing }
}

test('a file of consents: good rows are kept, and bad ones told by line', async t => {
  const { server, controller, integrationId, importing } = await prepared(t)
  const lines = [
    'email;account_id;integration;purpose;channel;state;at;given_through',
    `${bjork.toUpperCase()};;;Newsletter;email;granted;2026-10-03;"a form, signed; on paper"`,
    '',
    `${bjork};;;Newsletter;email;Withdrawn;2026-10-04T08:00:00+02:00;`,
    `;cus_TExample000001;${integrationId};Newsletter;sms;granted;2026-10-03;`,
    'nobody@example.com;;;Newsletter;email;granted;2026-10-03;',
    `${bjork};;;Unheard of;email;granted;2026-10-03;`,
    `${bjork};;;Newsletter;email;maybe;2026-10-03;`,
    `${bjork};;;Newsletter;email;granted;2026-02-30;`,
    `${bjork};;;Newsletter;email;granted;2126-10-03;`,
    `${bjork};cus_TExample000001;;Newsletter;email;granted;2026-10-03;`,
    ';;;Newsletter;email;granted;2026-10-03;',
    `${bjork};Newsletter;email`,
    `${bjork};;;Newsletter;email;granted;2026-10-03;${'x'.repeat(501)}`,
    `${bjork};;;Newsletter;;granted;2026-10-03;`,
    'not an address;;;Newsletter;email;granted;2026-10-03;',
    `${bjork};;;Newsletter;email;granted;0001-01-01;`,
    `${bjork};;;Newsletter;email;granted;9999-12-31T23:59:59-12:00;`,
    ';cus_1;int_x;Newsletter;email;granted;2026-10-03;',
  ]
  const content = `\ufeff${lines.join('\r\n')}`
  const told = {
    rows: 17,
    recorded: 3,
    leftOut: [
      { line: 6, reason: 'nobody is known by this' },
      { line: 7, reason: 'the controller has no purpose of this name' },
      { line: 8, reason: 'its state is neither granted nor withdrawn' },
      { line: 9, reason: 'its time is no date from 1970 on, nor a moment with an offset' },
      { line: 10, reason: 'its time must not be in the future' },
      { line: 11, reason: 'it does not name one person' },
      { line: 12, reason: 'it does not name one person' },
      { line: 13, reason: 'it has another number of columns' },
      { line: 14, reason: 'a value is too long' },
      { line: 15, reason: 'its channel must not be empty' },
      { line: 16, reason: 'its email has no @' },
      { line: 17, reason: 'its time is no date from 1970 on, nor a moment with an offset' },
      { line: 18, reason: 'its time is no date from 1970 on, nor a moment with an offset' },
      { line: 19, reason: 'its integration is none of the controller' },
    ],
  }
  const list = ['consents', 'list', '--controller', controller]
  const dry = await importing(content, '--dry-run')
  t.equal(dry.exitCode, 1)
  t.same(JSON.parse(dry.stdout), { isDryRun: true, ...told })
  t.equal((await server.call(list)).stdout, 'Nobody has said anything of consent.\n')

  const done = await importing(content)
  t.same(JSON.parse(done.stdout), { isDryRun: false, ...told })
  t.notMatch(done.stdout + done.stderr, /bjork|nobody@/i, 'no value is shown')
  const { consents } = await server.json<{ consents: object[] }>(list)
  const newsletter = { purpose: 'Newsletter', conflict: false, verification: 'attested' }
  t.match(consents, [
    { ...newsletter, channel: 'email', state: 'withdrawn', occurredAt: '2026-10-04T06:00:00.000Z' },
    { ...newsletter, channel: 'sms', state: 'granted', occurredAt: '2026-10-03T00:00:00.000Z' },
  ])
  const table = await server.call([...list, '--integration', integrationId])
  t.equal(table.stdout, 'Nobody has said anything of consent.\n')
  t.match((await server.call(list)).stdout, /person +purpose +channel +state +since +platforms/)
})

test('columns may be separated by commas or tabs as well', async t => {
  const { importing } = await prepared(t)
  for (const separator of [',', '\t']) {
    const rows = [
      ['Email', 'Purpose', 'Channel', 'State', 'At', 'Given_Through'],
      [bjork, 'Newsletter', 'post', 'granted', '2026-10-03', '"a; form"'],
    ]
    const content = rows.map(row => row.join(separator)).join('\n')
    const { stdout, exitCode, stderr } = await importing(content)
    t.equal(exitCode, 0, stderr)
    t.match(JSON.parse(stdout), { rows: 1, recorded: 1, leftOut: [] })
  }
})

test('a file that cannot be read says why', async t => {
  const { importing, server, controller } = await prepared(t)
  const refused = async (content: string, reason: RegExp) => {
    const { exitCode, stderr } = await importing(content)
    t.equal(exitCode, 2)
    t.match(stderr, reason)
    t.notMatch(stderr, /canary/)
  }
  await refused('', /the file is empty/)
  await refused('email,purpose,channel,state\n', /no column at/)
  await refused('purpose,channel,state,at\n', /no column email/)
  await refused('email,purpose,channel,state,at,canary\n', /columns that mean nothing: 1/)
  await refused('email,email,purpose,channel,state,at\n', /a column twice/)
  await refused('e\0m\0a\0i\0l\0', /must be UTF-8/)
  const missing = ['consents', 'import', 'none.csv', '--controller', controller]
  const { exitCode, stderr } = await server.call(missing)
  t.equal(exitCode, 2)
  t.match(stderr, /there is no such file/)

  const head = 'email,purpose,channel,state,at\n'
  const good = `${bjork},Newsletter,email,granted,2026-10-03\n`
  const quotes = await importing(`${head}${good}x"y,b\n${good}"a"b,c\n"d"e,f\n${good}`)
  t.match(JSON.parse(quotes.stdout), {
    ...{ rows: 6, recorded: 3 },
    leftOut: [3, 5, 6].map(line => ({ line, reason: 'it has another number of columns' })),
  })
  for (const size of [1, 300, 5000]) {
    const open = await importing(`${head}${good}"never closed,${good.repeat(size)}`)
    const { recorded, leftOut } = JSON.parse(open.stdout)
    t.equal(recorded, 1)
    t.match(leftOut, [{ line: 3, reason: /a quote is not closed/ }])
  }
})

test('a hundred thousand rows are read in little memory', async t => {
  const { server, controller } = await prepared(t)
  const path = join(t.testdir({}), 'large.csv')
  const file = createWriteStream(path)
  file.write('email,purpose,channel,state,at\n')
  for (let index = 0; index < 100_000; index += 1) {
    const email = index % 1000 === 0 ? bjork : `ada${index}@example.com`
    file.write(`${email},Newsletter,email,granted,2026-10-03\n`)
  }
  await finished(file.end())
  const program = fileURLToPath(new URL('../src/main.js', import.meta.url))
  const words = ['consents', 'import', path, '--controller', controller, '--dry-run', '--json']
  const args = ['--max-old-space-size=64', program, ...words, '--url', server.url]
  const env = { ...process.env, CONDUIT_ADMIN_KEY: server.apiKey }
  const failed = await promisify(execFile)(process.execPath, args, { env }).catch(error => error)
  t.equal(failed.code, 1, failed.stderr)
  const { rows, recorded, leftOut } = JSON.parse(failed.stdout)
  t.same([rows, recorded, leftOut.length], [100_000, 100, 1000])
})
