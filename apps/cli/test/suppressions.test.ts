import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { t as root, test } from 'tap'
import { testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(300_000)

interface Listed {
  readonly suppressions: readonly {
    readonly id: string
    readonly category: string
    readonly hits: number
    readonly expiresAt: string | null
  }[]
}

test('a file of whom to suppress: good rows are on the list, and bad ones told by line', async t => {
  const server = await testServer(t, { stripe: true })
  const { dataController } = await server.json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const of = ['--controller', dataController.id]
  const lines = [
    'email,phone,effective_from,expires_at',
    'BJORK.Example@example.com,,2026-01-01,2099-01-01',
    ',+1 415 555 0100,,',
    'nobody,,,',
    'a@example.com,+14155550101,,',
    'b@example.com,,,2020-01-01',
    'c@example.com,,someday,',
  ]
  const cwd = t.testdir({ 'list.csv': lines.join('\n') })
  const importing = async (...more: readonly string[]) => {
    const words = ['suppressions', 'import', 'list.csv', ...of, ...more, '--json']
    return await server.call(words, { cwd })
  }
  const list = () => server.json<Listed>(['suppressions', 'list', ...of])
  for (const isDryRun of [true, false]) {
    const done = await importing(...(isDryRun ? ['--dry-run'] : []))
    t.equal(done.exitCode, 1, 'some are left out')
    t.match(JSON.parse(done.stdout), {
      ...{ isDryRun, rows: 6, suppressed: 2 },
      leftOut: [
        { line: 4, reason: /^its email / },
        { line: 5, reason: 'it does not name one person' },
        { line: 6, reason: 'its end must be in the future' },
        { line: 7, reason: 'its time is no date, nor a moment with an offset' },
      ],
    })
    t.equal((await list()).suppressions.length, isDryRun ? 0 : 2)
  }
  await importing()
  t.equal((await list()).suppressions.length, 2, 'twice is once')

  await server.json(['send', 'stripe', '01-customer', ...of])
  const { suppressions } = await list()
  t.match(
    suppressions.map(({ category, hits }) => [category, hits]),
    [
      ['phone', 0],
      ['email', 1],
    ],
  )
  const exported = ['suppressions', 'export', ...of, '--out', 'out.csv']
  await server.call(exported, { cwd })
  const csv = readFileSync(join(cwd, 'out.csv'), 'utf8')
  t.match(csv, /^category,token,group,reason,/)
  t.equal(csv.trim().split('\n').length, 3)
  t.notMatch(csv, /bjork/i)

  const [phone, email] = suppressions
  await server.json(['suppressions', 'keep', phone?.id ?? ''])
  await server.json(['suppressions', 'lift', email?.id ?? ''])
  t.match((await list()).suppressions, [{ category: 'phone' }])
})

test('a person is suppressed by what names it, read from elsewhere', async t => {
  const server = await testServer(t, { stripe: true })
  const { dataController } = await server.json<{ dataController: { id: string } }>([
    ...['controllers', 'create', '--name', 'Example Ltd'],
  ])
  const of = ['--controller', dataController.id]
  const add = ['suppressions', 'add', ...of, '--reason', 'objection']
  const cwd = t.testdir({ 'address.txt': 'bjork.example@example.com\n' })
  const given = ['--email', '@address.txt', '--phone', '-', '--until', '2099-01-01']
  const added = await server.json<{ suppressions: { group: string }[] }>([...add, ...given], {
    ...{ cwd, input: '+1 415 555 0100\n' },
  })
  t.match(added.suppressions.length, 2)
  t.match(added.suppressions, [
    { reason: 'objection', expiresAt: '2099-01-01T00:00:00.000Z' },
    { reason: 'objection', group: added.suppressions[0]?.group },
  ])
  await server.json(['send', 'stripe', '01-customer', ...of])
  const { suppressions } = await server.json<Listed>(['suppressions', 'list', ...of])
  t.same(
    suppressions.map(({ category, hits }) => [category, hits]).toSorted(),
    [
      ['email', 1],
      ['phone', 0],
    ],
    'what the platform sends of it is left out',
  )
  t.match(
    (await server.call([...add, '--account', 'cus_1'])).stdout,
    /^spr_\S+ +account_id +objection/m,
  )
  for (const [wrong, reason] of [
    [[], /give --email, --phone or --account/],
    [['--email', 'a@example.com', '--integration', 'int_x'], /--integration goes with --account/],
    [['--email', 'a@example.com', '--until', 'tomorrow'], /--until must be a date/],
  ] as const)
    t.match(await server.call([...add, ...wrong]), { exitCode: 2, stderr: reason })
  const past = await server.call([...add, '--email', 'a@example.com', '--until', '2020-01-01'])
  t.match(past, { exitCode: 1, stderr: /must be in the future/ })
})
