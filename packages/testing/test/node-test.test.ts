import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'

const program = fileURLToPath(new URL('./support/under-node-test.js', import.meta.url))

/** Runs the suite under `node:test` in a process of its own. */
function run(adapter: string): Promise<{ readonly code: number; readonly output: string }> {
  const { NODE_TEST_CONTEXT: _context, TAP: _tap, ...env } = process.env
  return new Promise(resolve => {
    execFile(process.execPath, [program, adapter], { env }, (error, output) => {
      resolve({ code: error === null ? 0 : 1, output })
    })
  })
}

test('the suite runs under node:test as well', async t => {
  const { code, output } = await run('honest')
  t.equal(code, 0)
  t.match(output, /ok \d+ - recordings: 01-two-members\.json/)
  t.notMatch(output, /^\s*not ok/m)
})

test('and fails there, too', async t => {
  const { code, output } = await run('broken')
  t.equal(code, 1)
  t.match(output, /not ok \d+ - tenancy: events of an account that is another’s are not recorded/)
})
