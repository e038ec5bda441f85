import { appendFile, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { t as root, type Test, test } from 'tap'
import { anchorFile } from '../src/audit/anchor-file.ts'
import { createSealer } from '../src/audit/sealer.ts'
import { type TestApp, testApp } from './support/test-app.ts'

root.setTimeout(300_000)

/** A server whose checkpoints are written into a file, and one more entry in its own log. */
async function prepared(t: Test) {
  const file = join(t.testdir(), 'data', 'anchors.txt')
  const app = await testApp(t, { auditAnchors: [file] })
  await app.services.sealer.seal()
  return { app, file }
}

/** A sealer of a server that has just started. */
function startedLater(t: Test, app: TestApp, file: string, minutes: number) {
  const { database, keyring, logger } = app.services
  const clock = () => new Date(app.clock.now().getTime() + minutes * 60_000)
  const sealer = createSealer({ database, keyring, clock, logger, anchors: [file] })
  t.teardown(() => sealer.close())
  return sealer
}

async function change(app: TestApp, text: string): Promise<void> {
  await app.database.transaction(async executor => {
    await executor.execute(sql`select set_config('session_replication_role', 'replica', true)`)
    await executor.execute(sql.raw(text))
  })
}

test('checkpoints are added to a file that only its owner may read', async t => {
  const { app, file } = await prepared(t)
  t.equal((await stat(file)).mode & 0o777, 0o600)
  t.equal((await anchorFile(file).read()).length, 1)
  await app.apiKey('dpo')
  const later = startedLater(t, app, file, 11)
  await later.seal()
  t.equal((await anchorFile(file).read()).length, 2, 'a server that starts goes on with it')
  await later.seal()
  t.equal((await anchorFile(file).read()).length, 2)
  const { data } = await app.graph(
    '{ auditStatus { size waiting checkpoint { size } anchors { place size } } }',
  )
  t.match(data, {
    auditStatus: {
      size: 2,
      waiting: 0,
      checkpoint: { size: 2 },
      anchors: [{ place: 'anchors.txt', size: 2 }],
    },
  })
})

test('a note whose writing broke off spoils neither those before it nor those behind it', async t => {
  const { app, file } = await prepared(t)
  const [note = ''] = await anchorFile(file).read()
  await appendFile(file, `\n\n${note.slice(0, 60)}`)
  await app.apiKey('dpo')
  await startedLater(t, app, file, 11).seal()
  const notes = await anchorFile(file).read()
  t.equal(notes.length, 2)
  t.equal(notes[0], note)
})

test('a log that has not grown out of what was written down is told of, and not written down', async t => {
  const { app, file } = await prepared(t)
  const before = await readFile(file, 'utf8')
  await change(app, `update audit_tiles set hashes = sha256('other')`)
  await app.apiKey('dpo')
  const later = startedLater(t, app, file, 11)
  await later.seal()
  await later.seal()
  t.equal(await readFile(file, 'utf8'), before)
  const told = app.log.lines().filter(line => line.msg === 'audit log is not what was anchored')
  t.equal(told.length, 1, 'once')
})

test('a file that cannot be written keeps nothing from being sealed', async t => {
  const { app, file } = await prepared(t)
  const blocked = join(file, 'inside-a-file.txt')
  await app.apiKey('dpo')
  const later = startedLater(t, app, blocked, 11)
  await t.rejects(later.seal())
  const { data } = await app.graph('{ auditStatus { size waiting } }')
  t.same(data, { auditStatus: { size: 2, waiting: 0 } })
})

test('a sealer that was closed before it was started stays closed', async t => {
  const { app, file } = await prepared(t)
  const intervals = () => process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length
  const later = startedLater(t, app, file, 11)
  await later.close()
  const before = intervals()
  await later.start()
  t.equal(intervals(), before, 'or its process would never end')
})
