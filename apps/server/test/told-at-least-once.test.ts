import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeId } from '@conduit/core/host'
import { openDatabase } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { t as root, type Test, test } from 'tap'
import { freshPostgres } from './support/services.ts'

root.setTimeout(1_200_000)

const program = fileURLToPath(new URL('support/told-process.js', import.meta.url))
const changes = Number(process.env.CONDUIT_TOLD_CHANGES ?? 3_000)
const controllers = 10
const mostAtOnce = 100

/** What the subscriber wrote down: by controller the names, in the order in which it was told. */
function createNotebook(file: string) {
  const told = new Map<string, string[]>()
  const names = new Set<string>()
  let rest = ''
  let offset = 0
  const handle = openSync(file, 'r')
  const chunk = Buffer.alloc(65_536)
  const read = () => {
    for (let size = 1; size > 0; ) {
      size = readSync(handle, chunk, 0, chunk.length, offset)
      offset += size
      rest += chunk.toString('latin1', 0, size)
    }
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [controller = '', , name = ''] = line.split(' ')
      const own = told.get(controller) ?? []
      told.set(controller, own)
      own.push(name)
      names.add(name)
    }
    return names.size
  }
  return { told, read }
}

/** A server with the subscriber, which says something whenever it was told something. */
async function startTold(t: Test, url: string, file: string, seed: number) {
  const oneIn = Math.max(50, changes / 100)
  const child = spawn(process.execPath, [program, url, file, String(seed), String(oneIn)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  t.teardown(kill)
  const ended = exited.then(() => Promise.reject(new Error('the server has ended')))
  ended.catch(() => undefined)
  const said = () => Promise.race([once(child.stdout, 'data'), ended])
  await said()
  return { kill, said }
}

test('each change is told at least once and in order, though servers die', async t => {
  const url = await freshPostgres(t)
  if (url === null) return t.plan(0, 'no server: PostgreSQL')
  const file = join(t.testdir({ told: '' }), 'told')
  const notebook = createNotebook(file)
  let server = await startTold(t, url, file, 1)
  const database = await openDatabase({ url })
  t.teardown(() => database.close())
  const ids = Array.from({ length: controllers }, () => randomUUID())
  const expected = new Map(ids.map(id => [encodeId('controller', id, id), [] as string[]]))
  const parts = changes / controllers / mostAtOnce
  const write = async (controllerId: string) => {
    for (let part = 0; part < parts; part += 1) {
      const made = Array.from({ length: mostAtOnce }, () => randomUUID())
      const values = made.map(
        id =>
          sql`(${controllerId}::uuid, ${id}::uuid, ${id}, 'consent', false, '{}'::text[], now(), now())`,
      )
      await database.transaction(async executor => {
        await executor.execute(
          sql`select set_config('conduit.audited', pg_current_xact_id()::text, true)`,
        )
        await executor.execute(sql`insert into purposes (controller_id, id, name, legal_basis, is_essential, recipients,
          created_at, updated_at) values ${sql.join(values, sql`, `)}`)
      })
      const names = expected.get(encodeId('controller', controllerId, controllerId))
      names?.push(...made.map(id => encodeId('purpose', controllerId, id)))
    }
  }
  const until = async (count: number) => {
    while (notebook.read() < count) await server.said()
  }
  const writing = Promise.all(ids.map(write))
  for (const share of [0.2, 0.6]) {
    await until(changes * share)
    await server.kill()
    server = await startTold(t, url, file, 10 * share)
  }
  await writing
  await until(changes)
  await server.kill()
  notebook.read()

  const { told } = notebook
  t.same([...told.keys()].sort(), [...expected.keys()].sort())
  let repeated = 0
  for (const [controller, names] of expected) {
    const found = told.get(controller) ?? []
    repeated += found.length - names.length
    const place = new Map(names.map((name, index) => [name, index]))
    t.same([...new Set(found)], names, 'each, in the order of the changes, and nothing else')
    const leaps = found.filter((name, index) => {
      const before = index === 0 ? -1 : (place.get(found[index - 1] ?? '') ?? Number.NaN)
      return (place.get(name) ?? Number.NaN) > before + 1
    })
    t.same(leaps, [], 'what comes again goes on without a gap')
  }
  t.ok(repeated > 0, 'deaths and failures made something come again')
  t.comment(`${changes} changes, ${repeated} told again`)
})
