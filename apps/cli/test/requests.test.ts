import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { t as root, type Test, test } from 'tap'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(900_000)

const bjork = 'bjork.example@example.com'

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
  const importing = async (content: string, ...more: readonly string[]) => {
    const cwd = t.testdir({ 'requests.csv': content })
    const words = ['requests', 'import', 'requests.csv', '--controller', controller, ...more]
    return await server.call([...words, '--json'], { cwd })
  }
  return { server, controller, integrationId, importing }
}

test('a request is opened, listed and shown', async t => {
  const { server, controller } = await prepared(t)
  const update = ['controllers', 'update', controller, '--timezone', 'Europe/Berlin']
  const { dataController } = await server.json<{ dataController: object }>([
    ...[...update, '--laws', 'gdpr', '--holidays', 'DE-BY'],
  ])
  t.match(dataController, { timezone: 'Europe/Berlin', holidayCalendar: 'DE-BY' })
  const words = ['requests', 'create', '--controller', controller, '--type', 'access']
  const given = [...words, '--email', bjork, '--received', '2026-10-03', '--channel', 'letter']
  const due = { dueAt: '2026-11-03T22:59:59.999Z', acknowledgeBy: null }
  t.match(await server.json([...given, '--dry-run']), { ...due, dataSubjectRequest: null })
  const created = await server.json<{ dataSubjectRequest: { id: string } }>(given)
  t.match(created, due)
  const { id } = created.dataSubjectRequest
  const list = ['requests', 'list', '--controller', controller]
  t.match(await server.json(list), {
    dataSubjectRequests: [{ id, type: 'access', status: 'pending', dataSubject: { id: /^sub_/ } }],
  })
  t.match((await server.call(list)).stdout, /due +type +status +stage +person +from +id/)
  t.match((await server.call(list)).stdout, /^2026-11-03 +access/m)
  t.match((await server.call(given)).stdout, /^due +2026-11-03$/m)
  t.match((await server.call([...given, '--dry-run'])).stdout, /^due +2026-11-03$/m)
  t.equal((await server.call([...list, '--closed'])).stdout, 'There is no such request.\n')
  const shown = await server.call(['requests', 'show', id])
  t.match(shown.stdout, /due +2026-11-03, the whole day \(Europe\/Berlin\)\n/)
  t.match(shown.stdout, /because +GDPR Art\. 12\(3\).* from 2026-10-03\n/)
  t.match(shown.stdout, /identity +nobody has checked/)
  t.notMatch(shown.stdout, /bjork/)
  for (const [wrong, reason] of [
    [['--type', 'canary', '--email', bjork], /--type is one of access/],
    [['--type', 'access'], /give --email/],
    [['--type', 'access', '--email', bjork, '--received', '3.10.2026'], /--received is a day/],
    [['--type', 'access', '--account', 'x'], /go together/],
  ] as const) {
    const refused = await server.call([
      ...['requests', 'create', '--controller', controller],
      ...wrong,
    ])
    t.equal(refused.exitCode, 2)
    t.match(refused.stderr, reason)
  }
})

test('a file of requests: good rows are opened, once, and bad ones told by line', async t => {
  const { server, controller, integrationId, importing } = await prepared(t)
  const lines = [
    'email;account_id;integration;type;received;channel;law',
    `${bjork.toUpperCase()};;;Erasure;2026-10-03;letter;gdpr`,
    '',
    `;cus_TExample000001;${integrationId};access;2026-10-03T09:00:00+02:00;;`,
    `nobody@example.com;;;opt-out sale share;2026-10-03;;`,
    `${bjork};;;everything;2026-10-03;;`,
    `${bjork};;;access;2026-02-30;;`,
    `${bjork};;;access;2026-02-30T10:00Z;;`,
    `${bjork};;;${'x'.repeat(20_000)};2026-10-03;;`,
    `${bjork};;;access;2126-10-03;;`,
    `${bjork};;;access;2026-10-03;pigeon;`,
    `${bjork};;;access;2026-10-03;;mine`,
    `${bjork};;;access;2026-10-03;;ccpa`,
    ';;;access;2026-10-03;;',
    `${bjork};;int_x;access;2026-10-03;;`,
    ';cus_1;int_x;access;2026-10-03;;',
    `${bjork};access`,
    '=1+1;;;access;2026-10-03;;',
    `${bjork};;;access;1965-10-03T09:00Z;;`,
  ]
  const content = `\ufeff${lines.join('\r\n')}`
  const told = {
    rows: 17,
    opened: 3,
    leftOut: [
      { line: 6, reason: 'its type is none that is known' },
      { line: 7, reason: 'when it came is no date, nor a moment with an offset from 1970 on' },
      { line: 8, reason: 'when it came is no date, nor a moment with an offset from 1970 on' },
      { line: 9, reason: 'a value is too long' },
      { line: 10, reason: 'when it came must not be in the future' },
      { line: 11, reason: 'its channel is none that is known' },
      { line: 12, reason: 'its law is none that is known' },
      { line: 13, reason: 'its law must be one of the laws of the controller' },
      { line: 14, reason: 'it names nobody' },
      { line: 15, reason: 'an integration goes with an account_id' },
      { line: 16, reason: 'its integration is none of the controller' },
      { line: 17, reason: 'it has another number of columns' },
      { line: 18, reason: 'its email has no @' },
      { line: 19, reason: 'when it came is no date, nor a moment with an offset from 1970 on' },
    ],
  }
  const list = ['requests', 'list', '--controller', controller]
  const dry = await importing(content, '--dry-run')
  t.equal(dry.exitCode, 1)
  t.same(JSON.parse(dry.stdout), { isDryRun: true, ...told })
  t.equal((await server.call(list)).stdout, 'There is no such request.\n')
  for (let times = 0; times < 2; times += 1) {
    const done = await importing(content)
    t.same(JSON.parse(done.stdout), { isDryRun: false, ...told })
    t.notMatch(done.stdout + done.stderr, /bjork|nobody@|=1/i, 'no value is shown')
  }
  const { dataSubjectRequests } = await server.json<{ dataSubjectRequests: { type: string }[] }>(
    list,
  )
  t.equal(dataSubjectRequests.length, 3, 'a file that is imported again adds nothing')
  t.same(dataSubjectRequests.map(({ type }) => type).toSorted(), [
    ...['access', 'erasure', 'opt_out_sale_share'],
  ])
  t.notMatch((await server.call(list)).stdout, /^=|\s=/m)
})

test('a hundred thousand rows are read in little memory', async t => {
  const { server, controller } = await prepared(t)
  const path = join(t.testdir({}), 'large.csv')
  const file = createWriteStream(path)
  file.write('email,type,received\n')
  for (let index = 0; index < 100_000; index += 1) {
    const email = index % 1000 === 0 ? '=formula()' : `ada${index}@example.com`
    file.write(`${email},access,2026-10-03\n`)
  }
  await finished(file.end())
  const program = fileURLToPath(new URL('../src/main.js', import.meta.url))
  const words = ['requests', 'import', path, '--controller', controller, '--dry-run', '--json']
  const args = ['--max-old-space-size=64', program, ...words, '--url', server.url]
  const env = { ...process.env, CONDUIT_ADMIN_KEY: server.apiKey }
  const failed = await promisify(execFile)(process.execPath, args, { env }).catch(error => error)
  t.equal(failed.code, 1, failed.stderr)
  const { rows, opened, leftOut } = JSON.parse(failed.stdout)
  t.same([rows, opened, leftOut.length], [100_000, 99_900, 100])
})
