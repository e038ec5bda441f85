import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { t as root, test } from 'tap'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

async function startAndFail(args: readonly string[], env: Record<string, string> = {}) {
  const program = fileURLToPath(new URL('support/start-and-fail.js', import.meta.url))
  const child = spawn(process.execPath, [program, ...args], {
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
  const { folder, code, stderr } = await startAndFail(['--stop'])
  t.equal(code, 3, stderr)
  t.not(folder, '', 'it had a folder')
  t.notOk(existsSync(folder), 'nothing is left behind')
})

test('a server ends with the process that started it', async t => {
  const { folder, code, stderr } = await startAndFail([])
  t.equal(code, 3, stderr)
  t.not(folder, '', 'it had a folder')
  // It outlives that process by the moment it needs to stop.
  while (existsSync(folder)) await setImmediate()
})

test('a server that does not start is an error', async t => {
  const { code, stderr } = await startAndFail([], { TMPDIR: '/nowhere' })
  t.equal(code, 1)
  t.match(stderr, /ENOENT[\s\S]*PostgreSQL from npm does not start/)
})
