// The runner, `.ci/run` and a test file by itself must end with a code that says whether it failed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { t as root, test } from 'tap'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const runner = [process.execPath, 'tools/test.mjs']
const testFile = 'packages/example/dist/test/example.test.js'
root.setTimeout(1_200_000)

const passing = `
  import { test } from 'tap'
  test('passes', async t => t.pass())
`
const failing = `${passing}
  test('fails', async t => t.fail())
`
const throwing = `${passing}
  throw new Error('of no test')
`
const killed = `${passing}
  test('is killed', async t => process.kill(process.pid, 'SIGKILL'))
`
const leaving = `${passing}
  test('ends the process', async t => process.exit(0))
`
const waiting = `${passing}
  test('waits', t => new Promise(() => setInterval(() => {}, 1000)))
`
const busy = `${passing}
  test('never rests', async t => { for (;;); })
`
const orphaning = `${passing}
  import { spawn } from 'node:child_process'
  import { once } from 'node:events'
  test('leaves a process behind that keeps the output open', async t => {
    const orphan = "require('net').connect(process.env.PORT).once('connect', () => console.log('# up'))"
    const child = spawn(process.execPath, ['-e', orphan], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    process.kill(process.pid, 'SIGKILL')
  })
`
const announcing = `
  import { test } from 'tap'
  test('waits', t => new Promise(() => setInterval(() => console.error('waiting'), 50)))
`
const silent = `import 'tap'`
const withDatabase = `${passing}
  import { findPostgres } from '@conduit/local-postgres'
  test('fails', async t => t.equal(await findPostgres(), null))
`
const withoutServer = `${passing}
  test('needs a server', async t => t.plan(0, 'no server: Redis'))
`
const wordless = `
  import { test } from 'tap'
  test('throws nothing', t => t.test('nor does its part', async () => {}))
`
const telling = `
  import { test } from 'tap'
  const text = Array.from({ length: 40 }, (_, index) => 'line ' + index).join('\\n')
  test('a parent', t => t.test('a child', async t => t.equal(1, 2, '#1 is two')))
  test('a long text', async t => t.equal(text.toUpperCase(), text, 'is the text'))
  test('the sun', { skip: 'no weather' }, async t => t.fail())
  test('the rain', { skip: 'no weather' }, async t => t.fail())
  test('a mill', { skip: 'no wind' }, async t => t.fail())
`
const skipping = `${passing}
  test('is skipped', { skip: 'the platform signs nothing' }, async t => t.fail())
`

// Most of the time they wait.
root.jobs = 2

test('the runner: a file that passes', async t => {
  const ended = await run(await checkout(t, passing), runner)
  t.match(ended, { last: '1 passed, 0 failed', code: 0 })
})

/** A file by its name, and how it is told at the end that it failed. */
const faults = {
  fails: [failing, ['failed: FILE > fails > (unnamed test)']],
  throws: [throwing, ['failed: FILE > of no test']],
  'is-killed': [killed, ['failed: FILE', '  ended by SIGKILL']],
  'ends-in-the-middle': [leaving, ['failed: FILE > ends the process > test unfinished']],
  'has-no-test': [silent, ['failed: FILE', '  ended before its tests']],
  'finds-a-database': [withDatabase, ['failed: FILE > fails > should be equal']],
  'waits-for-ever': [waiting, ['failed: FILE > waits > timeout!', '  expired: TAP']],
  'never-rests': [busy, ['failed: FILE', '  ended by SIGKILL']],
}

test('the runner: files that fail, each in its own way, and one that passes', async t => {
  const folder = await checkout(t, passing)
  const fileOf = name => `${dirname(testFile)}/${name}.test.js`
  for (const [name, [source]] of Object.entries(faults))
    await writeFile(join(folder, fileOf(name)), source)
  const ended = await run(folder, [...runner, '--timeout=6'])
  for (const [name, [, told]] of Object.entries(faults)) {
    const lines = told.map(line => line.replace('FILE', fileOf(name))).join('\n')
    t.equal(ended.said.split(`${lines}\n`).length, 3, `${name}: said at once, and at the end`)
  }
  t.equal(ended.code, 1)
  // All but the one without a test have one that passes; what waits also has to be ended.
  t.equal(ended.last, '8 passed, 9 failed', ended.said)
})

test('the runner: a process that a file leaves behind', async t => {
  const orphans = []
  const server = createServer(socket => {
    orphans.push(once(socket.resume(), 'close'))
  })
  server.listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const folder = await checkout(t, orphaning)
  const ended = await run(folder, runner, { PORT: String(server.address().port) })
  t.match(ended, { last: '1 passed, 1 failed', code: 1 }, ended.said)
  t.equal(orphans.length, 1)
  await Promise.all(orphans)
})

/** A file, how the runner is called beside that, and how its output ends. */
const runs = {
  'a file that is not there': [
    passing,
    { args: [testFile, 'other.test.js'] },
    '0 passed, 1 failed',
  ],
  'an option that there is not': [passing, { args: ['--other=1'] }, '0 passed, 1 failed'],
  'no file': [null, {}, '0 passed, 1 failed'],
  'no test of that name': [passing, { args: ['--grep=other'] }, '0 passed, 1 failed, 1 skipped'],
  'a server that is missing': [withoutServer, {}, '1 passed, 0 failed, 1 skipped'],
  'a server that is missing in CI': [withoutServer, { env: { CI: 'true' } }, '1 passed, 1 failed'],
  'a test without an assertion': [wordless, {}, '1 passed, 0 failed'],
  'a skip in CI': [skipping, { env: { CI: 'true' } }, '1 passed, 0 failed, 1 skipped'],
}

for (const [name, [source, { args = [], env = {} }, expected]] of Object.entries(runs)) {
  test(`the runner: ${name}`, async t => {
    const ended = await run(await checkout(t, source), [...runner, ...args], env)
    t.equal(ended.last, expected, ended.said)
    t.equal(ended.code, / 0 failed/.test(ended.last) ? 0 : 1)
  })
}

test('the runner: when it is stopped, so are the files that it runs', async t => {
  const folder = await checkout(t, announcing)
  const { child, ended } = start(folder, runner)
  child.stderr.once('data', () => child.kill('SIGTERM'))
  t.match(await ended, { last: /^0 passed, [12] failed$/, code: 1 })
})

test('the runner: what failed and what did not run stands at the end', async t => {
  const { said } = await run(await checkout(t, telling), runner)
  const end = said.slice(said.indexOf('\n\n') + 2).split('\n')
  t.strictSame(end.slice(0, 2), ['skipped: no weather – 2 tests', 'skipped: no wind – a mill'])
  t.strictSame(
    end.filter(line => line.startsWith('failed: ')),
    [
      `failed: ${testFile} > a parent > a child > #1 is two`,
      `failed: ${testFile} > a long text > is the text`,
    ],
  )
  for (const line of ['  -2', '  +1', '  -line 5', '  +LINE 5'])
    t.ok(end.includes(line), `shows ${line}`)
  t.notOk(end.includes('  -line 6'), 'shows no more of a long text')
  t.equal(end.at(-2), '0 passed, 2 failed, 3 skipped')
})

const oneFile = {
  'that passes': [passing, 0],
  'that fails': [failing, 1],
  'that throws': [throwing, 1],
  'that is killed': [killed, null],
  'that ends in the middle': [leaving, 1],
  'that waits for ever': [waiting, null, { TAP_TIMEOUT: '3' }],
  'that fails after a database was found': [withDatabase, 1],
}

for (const [name, [source, code, env]] of Object.entries(oneFile)) {
  test(`a file by itself ${name}`, async t => {
    const ended = await run(await checkout(t, source), [process.execPath, testFile], env)
    t.equal(ended.code, code, ended.said)
  })
}

/** In the place of npx and pnpm: runs the script `test` as pnpm does and lets everything else pass. */
const standIn = `#!/bin/sh
for word; do :; done
test "$word" = test || exit 0
exec sh -c "$(node -p 'require("./package.json").scripts.test')"
`

for (const [source, code, expected] of [
  [passing, 0, '1 passed, 0 failed'],
  [failing, 1, '1 passed, 1 failed'],
]) {
  test(`.ci/run ends with ${expected}`, async t => {
    const folder = await checkout(t, source)
    for (const name of ['npx', 'pnpm', 'redis-server'])
      await writeFile(join(folder, 'bin', name), standIn, { mode: 0o755 })
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}` }
    const ended = await run(folder, ['.ci/run'], env)
    t.equal(ended.last, expected, ended.said)
    t.equal(ended.code, code)
  })
}

/** A checkout with the tools of this one and with one test file or none. */
async function checkout(t, source) {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-runner-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const tools = ['test.mjs', 'test-report.mjs', 'services.mjs'].map(file => `tools/${file}`)
  for (const file of ['.ci/run', ...tools]) await cp(join(repository, file), join(folder, file))
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
  const { type, scripts } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type, scripts }))
  await mkdir(join(folder, 'bin'))
  await mkdir(join(folder, dirname(testFile)), { recursive: true })
  if (source !== null) await writeFile(join(folder, testFile), source)
  return folder
}

/** Runs a command as a shell does: nothing of the tap that runs this test is handed on. */
function run(cwd, command, env) {
  return start(cwd, command, env).ended
}

function start(cwd, [command, ...args], env = {}) {
  const own = Object.entries(process.env).filter(([name]) => !/^(_?TAP|CI$)/.test(name))
  const child = spawn(command, args, {
    cwd,
    env: { ...Object.fromEntries(own), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, ended: endOf(child) }
}

async function endOf(child) {
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await once(child, 'close')
  const [stdout, stderr] = await output
  return { code, last: stdout.trimEnd().split('\n').at(-1), said: stdout + stderr }
}
