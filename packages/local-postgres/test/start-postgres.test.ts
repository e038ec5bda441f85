import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { test } from 'tap'

// What a test file does: it starts a server, says that it failed, and has nothing left to do.
const program = `
  import { startPostgres } from '${new URL('../src/start-postgres.js', import.meta.url)}'
  import postgres from '${import.meta.resolve('postgres')}'
  const server = await startPostgres()
  const sql = postgres(server.url)
  const [row] = await sql\`select current_setting('data_directory') as folder\`
  console.log(row.folder)
  await sql.end()
  process.exitCode = 3
`

async function outcomeOf(rest: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program + rest], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { folder: stdout.trim(), stderr, code }
}

test('a process that starts a server ends with its own exit code', async t => {
  const { folder, code } = await outcomeOf('await server.stop()')
  t.equal(code, 3)
  t.not(folder, '', 'it had a folder')
  t.notOk(existsSync(folder), 'nothing is left behind')
})

test('a server ends with the process that started it', async t => {
  const { folder, code } = await outcomeOf('')
  t.equal(code, 3)
  t.not(folder, '', 'it had a folder')
  // It outlives that process by the moment it needs to stop.
  while (existsSync(folder)) await setImmediate()
})

test('a server that does not start is an error', async t => {
  const { code, stderr } = await outcomeOf('', { TMPDIR: '/nowhere' })
  t.equal(code, 1)
  t.match(stderr, /ENOENT[\s\S]*PostgreSQL from npm does not start/)
})
