import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSamples, playRecordings } from '@conduit/cli'
import { test } from 'tap'
import { testTerminal } from './support/test-terminal.ts'

async function play(...words: readonly string[]) {
  const { terminal, written } = testTerminal()
  return { exitCode: await playRecordings(words, terminal), ...written() }
}

const found = await loadSamples('stripe', process.cwd())
const folder = fileURLToPath(found?.samples.recordings ?? '')
const files = readdirSync(folder).filter(name => name.endsWith('.json'))

test("an adapter's own recordings are played, a TAP line each", async t => {
  const { exitCode, stdout, stderr } = await play('stripe')
  t.equal(exitCode, 0)
  t.equal(stderr, '')
  const lines = files.sort().map((file, index) => `ok ${index + 1} - ${file}`)
  t.same(stdout.trimEnd().split('\n'), [`1..${files.length}`, ...lines])
})

test('a folder of others is played as well; what differs is told below its line', async t => {
  const copy = t.testdir()
  cpSync(folder, copy, { recursive: true })
  const [first = '', second = ''] = files.sort()
  const path = join(copy, first)
  const recording = JSON.parse(readFileSync(path, 'utf8'))
  recording.expect.events[0].meaning = 'transaction'
  writeFileSync(path, JSON.stringify(recording))
  const { exitCode, stdout } = await play('stripe', copy)
  t.equal(exitCode, 1)
  const lines = stdout.split('\n')
  const index = lines.indexOf(`not ok 1 - ${first}`)
  t.ok(index > 0)
  t.match(lines[index + 1], /^ {2}# .*transaction/)
  t.ok(lines.includes(`ok 2 - ${second}`))
})

test('an empty folder is not ok', async t => {
  const { exitCode, stdout } = await play('stripe', t.testdir())
  t.equal(exitCode, 1)
  t.match(stdout, /^not ok 1/m)
})

test('an unknown adapter, or none, is told on standard error', async t => {
  for (const words of [['no-such-platform'], ['../core'], [], ['a', 'b', 'c'], ['--help']]) {
    const { exitCode, stdout, stderr } = await play(...words)
    t.equal(exitCode, 2)
    t.equal(stdout, '')
    t.match(stderr, /there is no adapter|usage/)
  }
})
