import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commands, runCommandLine } from '@conduit/cli'
import { openDatabase } from '@conduit/db'
import { placeEmbeddedFiles } from '@conduit/local-postgres'
import { generateMasterKey } from '@conduit/privacy'
import { type Test, test } from 'tap'
import { run, testTerminal } from './support/test-terminal.ts'

test('check-config tells all faults at once, by place and without values', async t => {
  const cwd = t.testdir({ 'conduit.config.yaml': 'adapters: { stripe: puce }\ncolour: puce\n' })
  const wrong = await run(['check-config'], { cwd, env: { CONDUIT_PORT: 'puce' } })
  t.equal(wrong.exitCode, 1)
  t.equal(wrong.stdout, '')
  t.match(wrong.stderr, 'CONDUIT_PORT')
  t.match(wrong.stderr, 'conduit.config.yaml#/adapters/stripe')
  t.match(wrong.stderr, 'conduit.config.yaml#/colour')
  t.notMatch(wrong.stderr, 'puce')
  const json = await run(['check-config', '--json'], { cwd, env: { CONDUIT_PORT: 'puce' } })
  t.equal(json.exitCode, 1)
  t.equal(JSON.parse(json.stdout).isUsable, false)
})

test('check-config names an adapter that cannot be loaded', async t => {
  const cwd = t.testdir({
    'conduit.config.yaml': "adapters: { stripe: true, '@example/conduit-adapter-none': true }\n",
  })
  const { exitCode, stderr } = await run(['check-config'], { cwd })
  t.equal(exitCode, 1)
  t.match(stderr, '@example/conduit-adapter-none is not installed')
})

test('check-config is content with a configuration that can be used', async t => {
  const cwd = t.testdir({ 'conduit.config.yaml': 'adapters: { stripe: true }\n' })
  const fine = await run(['check-config'], { cwd })
  t.equal(fine.exitCode, 0)
  t.match(fine.stdout, 'stripe')
  t.notMatch(fine.stdout, 'CONDUIT_')
  const env = { CONDUIT_PUBLIC_URL: 'https://hooks.example.com' }
  const advised = await run(['check-config'], { cwd, env })
  t.equal(advised.exitCode, 0)
  t.match(advised.stdout, 'CONDUIT_RATE_LIMIT_ADMITTED: Set a number')
})

test('migrate makes the tables once', async t => {
  const cwd = t.testdir({ 'conduit.config.yaml': 'adapters: { stripe: true }\n' })
  const env = { CONDUIT_PORT: '0', LOG_LEVEL: 'silent' }
  const first = await run(['migrate', '--json'], { cwd, env })
  t.equal(first.exitCode, 0, first.stderr)
  t.ok(JSON.parse(first.stdout).applied > 0)
  t.match((await run(['migrate'], { cwd, env })).stdout, 'up to date')
})

test('restore-check tells that nobody is there again, and of erasures that no ledger has', async t => {
  const { cwd, env } = await prepared(t)
  const checked = await run(['restore-check', '--json'], { cwd, env })
  t.equal(checked.exitCode, 0, checked.stderr)
  t.match(JSON.parse(checked.stdout), { erasures: 0, people: 0, unlisted: 0 })
  const database = await openDatabase({ dataDir: join(cwd, '.conduit') })
  await database.run(executor =>
    executor.execute(`insert into own_erasures (controller_id, subject_id, started_at, ended_at, searched, counts, result)
      values (gen_random_uuid(), gen_random_uuid(), now(), now(), '{}', '{}', 'erased')`),
  )
  await database.close()
  t.match(await run(['restore-check'], { cwd, env }), {
    exitCode: 1,
    stdout: /erasures that are in no ledger +1/,
  })
})

/** A folder whose server need not make the files of its database, and the key of those. */
async function prepared(t: Test) {
  const cwd = t.testdir({ 'conduit.config.yaml': 'adapters: { stripe: true }\n' })
  await placeEmbeddedFiles(join(cwd, '.conduit'))
  return { cwd, env: { CONDUIT_PORT: '0', CONDUIT_MASTER_KEY: generateMasterKey() } }
}

test('start runs until it is interrupted, and shows its first key once', async t => {
  const { cwd, env: usual } = await prepared(t)
  const env = { ...usual, LOG_LEVEL: 'silent' }
  const stop = new AbortController()
  const { terminal, written, printed } = testTerminal({ cwd, env, interrupted: stop.signal })
  const running = runCommandLine(['start'], terminal, commands)
  const [, url = ''] = await printed(/listens at (\S+)/)
  const key = /cak_[\w-]+/.exec(written().stdout)?.[0] ?? ''
  t.equal((await run(['adapters', 'list', '--url', url, '--key', key])).exitCode, 0)
  stop.abort()
  t.equal(await running, 0)
  t.equal((await run(['adapters', 'list', '--url', url, '--key', key])).exitCode, 1)
})

test('start ends where what it starts behind its back cannot start', async t => {
  const cwd = t.testdir({ 'conduit.config.yaml': 'adapters: { stripe: true }\n' })
  const database = await openDatabase({ dataDir: join(cwd, '.conduit') })
  await database.run(async executor => {
    await executor.execute('create schema pgboss')
    await executor.execute('create table pgboss.version (canary4711 int)')
  })
  await database.close()
  const env = {
    CONDUIT_PORT: '0',
    CONDUIT_MASTER_KEY: generateMasterKey(),
    CONDUIT_ADMIN_KEY: 'cak_invented_by_the_operator',
  }
  const { exitCode, stdout, stderr } = await run(['start'], { cwd, env })
  t.equal(exitCode, 1)
  t.match(stdout, /listens at/)
  t.match(stdout, /"msg":"not wholly started"/)
  t.match(stderr, /^conduit: something went wrong/)
  t.notMatch(stdout + stderr, 'canary')
})

test('start says in a sentence why it cannot', async t => {
  const { cwd, env } = await prepared(t)
  const refused = async (reason: RegExp, more: Record<string, string> = {}) => {
    const { exitCode, stderr } = await run(['start'], { cwd, env: { ...env, ...more } })
    t.equal(exitCode, 1)
    t.match(stderr, reason)
  }
  const taken = createServer()
  t.teardown(() => taken.close())
  await once(taken.listen(0, '127.0.0.1'), 'listening')
  const { port } = taken.address() as AddressInfo
  await refused(/^conduit: the port is in use: [^\n]*\n$/, { CONDUIT_PORT: String(port) })
  await refused(/^conduit: the database cannot be reached \(ECONNREFUSED\)\n$/, {
    DATABASE_URL: 'postgres://127.0.0.1:1/nothing',
  })
  const dataDir = join(cwd, '.conduit')
  const database = await openDatabase({ dataDir })
  await refused(/^conduit: another process uses the data directory\n$/)
  await database.close()
  await truncate(join(dataDir, 'pglite', 'global', 'pg_control'), 100)
  await refused(/^conduit: the embedded database cannot be opened: [^\n]* damaged [^\n]*\n$/)
})

test('a server that loses its data directory says so and ends', async t => {
  const { cwd, env } = await prepared(t)
  const program = startProgram(t, cwd, env)
  await printedBy(program, /listens at \S+/)
  const told = Promise.all([
    printedBy(program, /^conduit: another process has taken over the data directory\n/m),
    printedBy(program, /"msg":"data directory lost"/),
  ])
  const dataDir = join(cwd, '.conduit')
  for (const name of await readdir(dataDir)) {
    if (name.startsWith('conduit.')) await rm(join(dataDir, name))
  }
  const exit = once(program, 'exit')
  // It looks at its database each second, whoever calls.
  await told
  t.same(await exit, [1, null])
})

/** Resolves once a program has printed something. */
function printedBy(
  program: ChildProcessWithoutNullStreams,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  let text = ''
  return new Promise((resolve, reject) => {
    program.once('close', () => reject(new Error(`never printed ${pattern}: ${text}`)))
    for (const stream of [program.stdout, program.stderr]) {
      stream.on('data', chunk => {
        text += chunk
        const found = pattern.exec(text)
        if (found !== null) resolve(found)
      })
    }
  })
}

/** `conduit start` as a process; it is gone at the end of the test. */
function startProgram(t: Test, cwd: string, env: Readonly<Record<string, string>>) {
  const main = fileURLToPath(new URL('../src/main.js', import.meta.url))
  const program = spawn(process.execPath, [main, 'start'], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
  })
  const ended = once(program, 'exit')
  t.teardown(async () => {
    program.kill('SIGKILL')
    await ended
  })
  return program
}

test('a hangup makes a started server read its file again, and a faulty one is told', async t => {
  const { cwd, env } = await prepared(t)
  const program = startProgram(t, cwd, env)
  const ended = once(program, 'exit')
  await printedBy(program, /listens at/)
  const reloaded = printedBy(program, /"msg":"reloaded"/)
  program.kill('SIGHUP')
  await reloaded
  const told = Promise.all([
    printedBy(program, /conduit\.config\.yaml#\/adapters/),
    printedBy(program, /"msg":"not reloaded"/),
  ])
  await writeFile(join(cwd, 'conduit.config.yaml'), 'adapters: [stripe]\n')
  program.kill('SIGHUP')
  await told
  program.kill('SIGTERM')
  t.same(await ended, [0, null])
})
