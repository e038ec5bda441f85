import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { loadSamples, type PlatformReport, runDemo } from '@conduit/cli'
import { readRecordings } from '@conduit/recordings'
import { bundledAdapters } from '@conduit/server'
import { t as root, test } from 'tap'

const main = fileURLToPath(new URL('../src/main.js', import.meta.url))

const limits = { timeout: 120_000 }
// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(limits.timeout)

test('the demo plays every adapter and all of them do as recorded', limits, async t => {
  const program = spawn(process.execPath, [main, 'demo', '--exit', '--json'], { cwd: t.testdir() })
  const ended = once(program, 'exit')
  const [stdout, stderr] = await Promise.all([text(program.stdout), text(program.stderr)])
  const [exitCode] = await ended
  const report: { isMet: boolean; platforms: PlatformReport[] } = JSON.parse(stdout)
  t.same(
    report.platforms.flatMap(({ differences }) => differences),
    [],
  )
  t.equal(exitCode, 0, stderr)
  t.equal(report.isMet, true)
  t.same(report.platforms.map(({ adapter }) => adapter).sort(), [...bundledAdapters()].sort())
  const sent = report.platforms.reduce((sum, platform) => sum + platform.sent, 0)
  t.equal(sent, await recordings(), 'every recording was sent')
  for (const { adapter, sent, accepted, refused, events, people } of report.platforms) {
    t.ok(sent > 0 && accepted > 0, adapter)
    t.equal(accepted + refused, sent, adapter)
    t.ok(events > 0 && people > 0, adapter)
  }
})

async function recordings(): Promise<number> {
  const found = await Promise.all(bundledAdapters().map(name => loadSamples(name, process.cwd())))
  const folders = found.map(each => readRecordings(each?.samples.recordings ?? ''))
  return folders.reduce((sum, { length }) => sum + length, 0)
}

test("what a third party's adapter fails on is reported, and nothing is left behind", async t => {
  const brittle = new URL('support/brittle-adapter.js', import.meta.url).href
  const exported = { '.': './index.js', './samples': './samples.js' }
  const name = '@example/conduit-adapter-odd'
  const cwd = t.testdir({
    node_modules: {
      '@example': {
        'conduit-adapter-odd': {
          'package.json': JSON.stringify({ name, type: 'module', exports: exported }),
          'index.js': `export { default } from '${brittle}'`,
          'samples.js': `export default {
            sign: () => null, recordings: new URL('recordings/', import.meta.url)
          }`,
          recordings: {
            'one.json': JSON.stringify({
              receivedAt: '2026-11-10T09:00:00Z',
              credentials: {},
              request: {
                method: 'POST',
                path_suffix: '/event',
                headers: { 'content-type': 'application/json' },
                body: '{}',
              },
              expect: { status: 200, events: [] },
            }),
          },
        },
      },
    },
  })
  const told: string[] = []
  const tell = (line: string) => told.push(line)
  const { server, reports } = await runDemo([name], cwd, new AbortController().signal, tell)
  await server.stop()
  t.match(told, [/Starting/, 'Playing Brittle …'])
  t.equal(reports.length, 1)
  t.match(reports[0], {
    sent: 1,
    accepted: 1,
    events: 0,
    differences: [{ recording: 'one.json', difference: /quarantined/ }],
  })
})
