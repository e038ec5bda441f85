import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readRecordings, runRecordings } from '@conduit/recordings'
import { type Test, test } from 'tap'
import { parcel, samples } from './support/parcel.ts'

const good = readFileSync(join(fileURLToPath(samples.recordings), '01-two-parcels.json'), 'utf8')
const adapter = parcel('token')

async function linesOf(t: Test, files: Record<string, string>) {
  const lines: string[] = []
  const code = await runRecordings(adapter, samples, t.testdir(files), line => lines.push(line))
  return { code, lines }
}

test('the adapter’s own recordings are all ok', async t => {
  const lines: string[] = []
  t.equal(await runRecordings(adapter, samples, undefined, line => lines.push(line)), 0)
  const results = lines.filter(line => !line.startsWith('  # '))
  t.equal(results[0], '1..2')
  t.equal(results[1], 'ok 1 - 01-two-parcels.json')
  t.equal(results.length, 3)
})

test('a difference is not ok, and stands below its line', async t => {
  const wrong = good.replace('"meaning": "processing"', '"meaning": "transaction"')
  const { code, lines } = await linesOf(t, { 'a.json': good, 'b.json': wrong, 'notes.txt': '' })
  t.equal(code, 1)
  t.equal(lines[0], '1..2')
  t.equal(lines[1], 'ok 1 - a.json')
  t.match(lines[2], /^ {2}# phone "555-0100"/)
  t.equal(lines[3], 'not ok 2 - b.json')
  t.equal(lines[4], '  # event 0 (parcel.sent): meaning "processing" instead of "transaction"')
})

test('a file that cannot be read hides no other', async t => {
  const { code, lines } = await linesOf(t, {
    'a.json': '{',
    'b.json': '{"receivedAt":"yesterday","credentials":{},"expect":{"status":200}}',
    'c.json': good.replace('"expect"', '"precededBy": "nobody",\n  "expect"'),
    'd.json': good,
  })
  t.equal(code, 1)
  t.match(lines, ['1..4', 'not ok 1 - a.json', '  # not JSON', 'not ok 2 - b.json'])
  t.ok(lines.some(line => line.startsWith('  # /receivedAt: ')))
  t.ok(lines.includes('  # /: either request or poll is expected'))
  t.ok(lines.includes('  # precededBy: there is no recording nobody'))
  t.ok(lines.includes('ok 4 - d.json'))
})

test('an empty folder and none at all are not ok', async t => {
  for (const folder of [t.testdir({}), '/there/is/no/such/folder']) {
    const lines: string[] = []
    t.equal(await runRecordings(adapter, samples, folder, line => lines.push(line)), 1)
    t.equal(lines[1], 'not ok 1 - recordings')
  }
})

test('a time that is none is a fault', async t => {
  const folder = t.testdir({ 'a.json': good.replace('"occurredAt": null', '"occurredAt": "noon"') })
  t.match(readRecordings(folder), [{ faults: ['/expect/events/0/occurredAt: not a time'] }])
})
