import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openDatabase } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { processingActivities } from '../src/schema/index.ts'
import { forEachDatabase, postgresOnly } from './helpers/databases.ts'
import { countOf, rows } from './helpers/rows.ts'

test('an embedded database survives the death of its process with every acknowledged row', async t => {
  const parent = await mkdtemp(join(tmpdir(), 'conduit-data-'))
  t.teardown(() => rm(parent, { recursive: true, force: true }))
  const dataDir = join(parent, 'database')
  const program = fileURLToPath(new URL('helpers/record-until-killed.js', import.meta.url))
  const child = spawn(process.execPath, [program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  let acknowledged = 0
  await new Promise<void>(resolve => {
    child.stdout.on('data', chunk => {
      acknowledged += String(chunk).split('\n').length - 1
      if (acknowledged >= 300) resolve()
    })
  })
  await t.rejects(
    openDatabase({ dataDir }),
    { code: 'conflict' },
    'a second process would destroy it',
  )
  child.kill('SIGKILL')
  await once(child, 'exit')

  t.equal((await stat(dataDir)).mode & 0o077, 0, 'the directory is its own')
  const database = await openDatabase({ dataDir })
  t.teardown(() => database.close())
  const kept = await countOf(database, processingActivities)
  t.ok(kept >= acknowledged, `${acknowledged} were acknowledged, ${kept} are there`)

  await t.rejects(
    openDatabase({ dataDir }),
    { code: 'conflict' },
    'and so would a second one in this process',
  )
  await database.close()
  const again = await openDatabase({ dataDir })
  t.equal(await countOf(again, processingActivities), kept)
  await again.close()
})

test('a pool keeps no answer that it gave', async t => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  await forEachDatabase(t, async (t, { database }) => {
    const answers: WeakRef<{ call: number }>[] = []
    for (let call = 0; call < 100; call += 1) {
      const answer = await database.run(async executor => {
        await executor.execute(sql`select 1`)
        return { call }
      })
      answers.push(new WeakRef(answer))
    }
    // What a weak reference was made of is held until the turn is over.
    await nextTurn()
    collect()
    const kept = answers.slice(0, -1).filter(answer => answer.deref() !== undefined)
    t.equal(kept.length, 0, 'all but the last can be collected')
  })
})

test('a database in memory begins with the files that it is given, or not at all', async t => {
  await t.rejects(openDatabase({ files: new Blob(['no archive']) }))
})

test('errors tell nothing of what was sent', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const canary = 'jane.canary@example.com'
    const attempts = [
      () => database.run(executor => executor.execute(sql`select ${canary}::text::int`)),
      () => database.transaction(executor => executor.execute(sql`select ${canary}::text::json`)),
      () => database.run(executor => executor.execute(sql`select ${canary} from nowhere`)),
    ]
    for (const attempt of attempts) {
      const error = await attempt().then(
        () => t.fail('must be refused'),
        (reason: unknown) => reason,
      )
      t.ok(error instanceof Error)
      const { message, stack, cause } = error as Error
      t.notMatch(`${message} ${stack} ${String(cause)} ${JSON.stringify(error)}`, 'canary')
    }
  })
})

test('transactions', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await database.run(executor => executor.execute(sql`create table counted (n int primary key)`))
    const numbers = async () => {
      const found = await rows<{ n: number }>(database, sql`select n from counted order by n`)
      return found.map(({ n }) => n)
    }
    const add = (n: number) => sql`insert into counted values (${n})`

    await database.transaction(executor => executor.execute(add(1)))
    await t.rejects(
      database.transaction(async executor => {
        await executor.execute(add(2))
        throw new TypeError('ours')
      }),
      { name: 'TypeError', message: 'ours' },
    )
    t.same(await numbers(), [1], 'what fails is rolled back, and the error is the same')

    await t.rejects(
      database.transaction(async executor => {
        await executor.execute(add(1))
      }),
      { name: 'DatabaseError', sqlState: '23505', constraint: 'counted_pkey', table: 'counted' },
    )

    let late: Promise<unknown> = Promise.resolve()
    await database.transaction(async executor => {
      late = new Promise(resolve => setImmediate(resolve))
        .then(() => database.run(other => other.execute(sql`select 1`)))
        .then(() => executor.execute(add(3)))
    })
    await t.rejects(late, 'an executor does not outlive its transaction')
    t.same(await numbers(), [1])
  })
})

test('a transaction that had failed is not called committed', async t => {
  const url = await postgresOnly(t)
  if (url === null) return
  const database = await openDatabase({ url })
  t.teardown(() => database.close())
  const careless = database.transaction(async executor => {
    await executor.execute(sql`create table lost (n int)`)
    await executor.execute(sql`select 1 / 0`).catch(() => undefined)
    return 'done'
  })
  await t.rejects(careless, { code: 'unavailable' })
  t.same(await rows(database, sql`select to_regclass('lost') as found`), [{ found: null }])
})

test('a transaction that was given up for the sake of another is run again', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    for (const state of ['40P01', '40001']) {
      let runs = 0
      await database.transaction(async executor => {
        runs += 1
        if (runs < 3) await executor.execute(sql.raw(raising(state)))
      })
      t.equal(runs, 3)
    }
    const always = database.transaction(executor => executor.execute(sql.raw(raising('40P01'))))
    await t.rejects(always, { code: 'unavailable' }, 'but not for ever')
  })
})

test('a server that is not there is unavailable, and so is a closed one', async t => {
  const nowhere = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/nothing' })
  const select = sql`select 1`
  await t.rejects(
    nowhere.run(executor => executor.execute(select)),
    { code: 'unavailable', retryAfterSeconds: 5 },
  )
  await nowhere.close()
  await t.rejects(
    nowhere.run(executor => executor.execute(select)),
    { code: 'unavailable' },
  )
})

test('more work than connections waits its turn; close waits for it', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const work = Array.from({ length: 40 }, (_, index) =>
      database.transaction(async executor => {
        await executor.execute(sql`select 1`)
        return index
      }),
    )
    const started = Promise.all(work)
    await new Promise(resolve => setImmediate(resolve))
    t.same(
      await started,
      work.map((_, index) => index),
    )
    await database.close()
    await t.resolves(database.close(), 'closing twice does no harm')
  })
})

function raising(sqlState: string): string {
  return `do $$ begin raise exception using errcode = '${sqlState}'; end $$`
}
