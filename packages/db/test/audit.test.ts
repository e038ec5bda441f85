import { type Database, migrate, writeAudit } from '@conduit/db'
import {
  type AuditFault,
  type LogToVerify,
  sealAudit,
  startOfLog,
  trustedKeys,
  verifyAudit,
  vouchForKeys,
} from '@conduit/db/audit'
import { createKeyring } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import { t as root, test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { rowsOf } from '../src/database/statement.ts'
import { forEachDatabase, type TestDatabase } from './helpers/databases.ts'
import { keyring } from './helpers/fixtures.ts'

root.setTimeout(600_000)

const start = new Date('2026-11-01T10:00:00.123Z')
const minutes = (count: number) => new Date(start.getTime() + count * 60_000)
const one = '018bcfe5-0000-7000-8000-000000000001'
const other = '018bcfe5-0000-7000-8000-000000000002'

/** Writes some entries of a log, each a transaction of its own. */
async function act(
  database: Database,
  controllerId: string,
  count: number,
  at: Date = start,
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await database.transaction(executor =>
      writeAudit(executor, {
        ...{ at, controllerId, actor: { type: 'api_key', id: uuidv7() } },
        ...{ action: 'integration.created', objectType: 'integration', objectId: uuidv7() },
        details: { adapter: 'stripe', count: index, changed: ['label', 'Ünïcode'] },
      }),
    )
  }
}

/** Many at once, as a database that was filled before has them. */
async function fill(database: Database, controllerId: string, count: number): Promise<void> {
  await database.maintenance(executor =>
    executor.execute(sql`insert into audit_entries
      (controller_id, id, at, actor_type, action, object_type, outcome, details)
      select ${controllerId}, gen_random_uuid(), ${start.toISOString()}::timestamptz + n * interval '1 microsecond',
        'operator', 'test.ran', 'test', 'success', jsonb_build_object('count', n)
      from generate_series(1, ${count}) n`),
  )
}

async function sealAll(database: Database, now: Date = start): Promise<number> {
  let all = 0
  for (let count = 1; count > 0; all += count) count = await sealAudit(database, keyring, () => now)
  return all
}

async function checkpointsOf(database: Database, controllerId: string): Promise<readonly string[]> {
  const rows = await query<{ note: string }>(
    database,
    `select note from audit_checkpoints where controller_id = '${controllerId}' order by size`,
  )
  return rows.map(({ note }) => note)
}

async function query<Row>(database: Database, text: string): Promise<readonly Row[]> {
  return rowsOf<Row>(await database.run(executor => executor.execute(sql.raw(text))))
}

/** What somebody does who owns the tables. */
async function tamper(database: Database, ...texts: readonly string[]): Promise<void> {
  await database.transaction(async executor => {
    await executor.execute(sql`select set_config('session_replication_role', 'replica', true)`)
    for (const text of texts) await executor.execute(sql.raw(text))
  })
}

async function verify(
  database: Database,
  controllerId: string,
  options: Partial<LogToVerify> = {},
): Promise<readonly AuditFault[]> {
  const keys = await trustedKeys(database, keyring)
  const log = { controllerId, keys, anchors: [], now: minutes(60), ...options }
  const faults: AuditFault[] = []
  let from: Parameters<typeof verifyAudit>[2] | null = startOfLog
  while (from !== null) {
    const part = await verifyAudit(database, log, from)
    faults.push(...part.faults)
    from = part.next
  }
  return faults
}

const brief = (faults: readonly AuditFault[]) => faults.map(({ kind, seq }) => `${kind} ${seq}`)

test('entries get their numbers and hashes, and a checkpoint when it is due', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await act(database, one, 3)
    await act(database, other, 2)
    t.equal(await sealAll(database), 5)
    const rows = await query(
      database,
      'select seq::int, leaf_hash is not null as is from audit_entries order by place',
    )
    t.same(
      rows,
      [1, 2, 3, 1, 2].map(seq => ({ seq, is: true })),
    )
    t.equal((await checkpointsOf(database, one)).length, 1, 'the first comes at once')
    await act(database, one, 1)
    await sealAll(database, minutes(9))
    t.equal((await checkpointsOf(database, one)).length, 1, 'not yet')
    await sealAll(database, minutes(11))
    t.equal((await checkpointsOf(database, one)).length, 2, 'ten minutes are over')
    await sealAll(database, minutes(30))
    t.equal((await checkpointsOf(database, one)).length, 2, 'nothing is new')
    t.same(await verify(database, one), [])
    t.same(await verify(database, other), [])
    const [note = ''] = await checkpointsOf(database, one)
    t.match(note, /^conduit-audit\/018bcfe5-0000-7000-8000-000000000001\n3\n[^\n]{44}\ntime /)
  })
})

test('a log that was long before is sealed in pieces of a thousand, and verified in parts', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await fill(database, one, 25_300)
    t.equal(await sealAll(database), 25_300)
    const sizes = await query<{ size: number }>(
      database,
      'select size::int from audit_checkpoints order by size',
    )
    t.same(
      sizes.map(({ size }) => size),
      Array.from({ length: 25 }, (_, index) => (index + 1) * 1_000),
      'each thousand; the rest waits',
    )
    t.same(await verify(database, one), [], 'microseconds of a row are those of its hash')
    await tamper(
      database,
      `update audit_entries set action = 'nothing' where controller_id = '${one}' and seq = 24001`,
    )
    t.same(brief(await verify(database, one)), ['altered 24001'])
  })
})

/** Each way to falsify a log: what is done, and what has to be said of it. */
const falsified: readonly {
  readonly name: string
  readonly do: (database: Database) => Promise<unknown>
  readonly found: readonly string[]
}[] = [
  {
    name: 'an altered entry',
    do: database =>
      tamper(database, `update audit_entries set actor_id = null where seq = 5 and ${isOne}`),
    found: ['altered 5'],
  },
  {
    name: 'an altered entry, and its hash with it',
    do: async database => {
      await tamper(
        database,
        `update audit_entries set details = '{"count":0}', leaf_hash = null where seq = 5 and ${isOne}`,
      )
      await rehash(database, 5)
    },
    found: ['altered 5'],
  },
  {
    name: 'a deleted entry',
    do: database => tamper(database, `delete from audit_entries where seq = 5 and ${isOne}`),
    found: ['missing 5'],
  },
  {
    name: 'a deleted entry, and those behind it moved up',
    do: database =>
      tamper(
        database,
        `delete from audit_entries where seq = 5 and ${isOne}`,
        `update audit_entries set seq = -(seq - 1) where seq > 5 and ${isOne}`,
        `update audit_entries set seq = -seq where seq < 0 and ${isOne}`,
      ),
    found: ['altered 5'],
  },
  {
    name: 'two entries that changed places',
    do: database =>
      tamper(
        database,
        `update audit_entries set seq = -(9 - seq) where seq in (4, 5) and ${isOne}`,
        `update audit_entries set seq = -seq where seq < 0 and ${isOne}`,
      ),
    found: ['reordered 4'],
  },
  {
    name: 'an end that was cut off',
    do: database =>
      tamper(
        database,
        `delete from audit_entries where seq > 7 and ${isOne}`,
        `update audit_heads set size = 7, checkpoint_size = 6 where ${isOne}`,
        `delete from audit_checkpoints where size > 7 and ${isOne}`,
      ),
    found: ['truncated 8'],
  },
  {
    name: 'an end that was cut off where nothing else was touched',
    do: database => tamper(database, `delete from audit_entries where seq > 7 and ${isOne}`),
    found: ['truncated 8'],
  },
  {
    name: 'another history, whole in itself',
    do: async database => {
      await tamper(
        database,
        `update audit_entries set action = 'nothing' where seq = 5 and ${isOne}`,
      )
      await resealed(database, false)
    },
    found: ['forked 1'],
  },
  {
    name: 'another history that this log has signed as well',
    do: async database => {
      await tamper(
        database,
        `update audit_entries set action = 'nothing' where seq = 5 and ${isOne}`,
      )
      await resealed(database, true)
    },
    found: ['forked 6', 'forked 12'],
  },
  {
    name: 'an entry that is written for a day in the past',
    do: async database => {
      await act(database, one, 1, minutes(-10_000))
      await sealAll(database, minutes(20))
    },
    found: ['backdated 13'],
  },
  {
    name: 'a checkpoint that somebody else signed',
    do: async database => {
      const [first = ''] = await checkpointsOf(database, one)
      const forged = first.replace(/\n6\n.{8}/, '\n6\nAAAAAAAA')
      await tamper(
        database,
        `update audit_checkpoints set note = '${forged}' where size = 6 and ${isOne}`,
      )
    },
    found: ['replaced_checkpoint 6'],
  },
  {
    name: 'a checkpoint that is gone',
    do: database => tamper(database, `delete from audit_checkpoints where size = 6 and ${isOne}`),
    found: ['replaced_checkpoint 6'],
  },
  {
    name: 'a checkpoint of another log',
    do: async database => {
      const [foreign = ''] = await checkpointsOf(database, other)
      await tamper(
        database,
        `update audit_checkpoints set note = '${foreign}' where size = 6 and ${isOne}`,
      )
    },
    found: ['swapped_controller 6'],
  },
  {
    name: 'an entry that changed places with one of another log',
    do: database =>
      tamper(
        database,
        `update audit_entries set controller_id = '${one}', seq = -5 where seq = 5 and controller_id = '${other}'`,
        `update audit_entries set controller_id = '${other}' where seq = 5 and ${isOne}`,
        `update audit_entries set seq = 5 where seq = -5 and ${isOne}`,
      ),
    found: ['swapped_controller 5'],
  },
  {
    name: 'an entry that was moved to another log',
    do: database =>
      tamper(
        database,
        `update audit_entries set controller_id = '${other}', seq = 999 where seq = 5 and ${isOne}`,
      ),
    found: ['swapped_controller 5'],
  },
]

const isOne = `controller_id = '${one}'`

/** Has the row say that its content is what was sealed. */
async function rehash(database: Database, seq: number): Promise<void> {
  const { entryColumns, entryHash } = await import('../src/audit/entry-bytes.ts')
  const [row] = rowsOf<Parameters<typeof entryHash>[2]>(
    await database.run(executor =>
      executor.execute(
        sql`select ${entryColumns} from audit_entries where controller_id = ${one} and seq = ${seq}`,
      ),
    ),
  )
  if (row === undefined) throw new Error('no row')
  const hash = entryHash(one, seq, row).toString('hex')
  await tamper(
    database,
    `update audit_entries set leaf_hash = '\\x${hash}' where seq = ${seq} and ${isOne}`,
  )
}

/** Makes the tree anew from what the rows say now, with new checkpoints or those of before. */
async function resealed(database: Database, withCheckpoints: boolean): Promise<void> {
  const before = await query<{ size: number; note: string; at: string }>(
    database,
    `select size::int, note, created_at::text as at from audit_checkpoints where ${isOne} order by size`,
  )
  await tamper(
    database,
    `update audit_entries set place = seq, seq = null, leaf_hash = null where ${isOne}`,
    `delete from audit_tiles where ${isOne}`,
    `delete from audit_heads where ${isOne}`,
    `delete from audit_checkpoints where ${isOne}`,
    // What is behind the first checkpoint waits, so that there are two again.
    `update audit_entries set controller_id = '${serverLike}' where ${isOne} and place > 6`,
  )
  await sealAll(database)
  await tamper(
    database,
    `update audit_entries set controller_id = '${one}', seq = null, leaf_hash = null where controller_id = '${serverLike}'`,
    `delete from audit_tiles where controller_id = '${serverLike}'`,
    `delete from audit_heads where controller_id = '${serverLike}'`,
    `delete from audit_checkpoints where controller_id = '${serverLike}'`,
  )
  await sealAll(database, minutes(11))
  if (withCheckpoints) return
  await tamper(
    database,
    `delete from audit_checkpoints where ${isOne}`,
    ...before.map(
      ({ size, note, at }) =>
        `insert into audit_checkpoints values ('${one}', ${size}, '${note}', '${at}')`,
    ),
  )
}

const serverLike = '018bcfe5-0000-7000-8000-00000000000f'

for (const { name, do: falsify, found } of falsified) {
  test(`verification finds ${name}`, async t => {
    await forEachDatabase(t, async (t, { database }) => {
      const anchors = await sealedTwice(database)
      t.same(await verify(database, one, { anchors }), [])
      await falsify(database)
      t.same(brief(await verify(database, one, { anchors })), found)
    })
  })
}

/** Two logs of twelve entries and two checkpoints each; what was written down of the first. */
async function sealedTwice(database: Database) {
  for (const log of [one, other]) await act(database, log, 6)
  await sealAll(database)
  for (const log of [one, other]) await act(database, log, 6)
  await sealAll(database, minutes(11))
  return [{ place: 'the file', notes: await checkpointsOf(database, one) }]
}

test('verification finds an anchor that was removed, forged or never there', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const [{ notes } = { notes: [] }] = await sealedTwice(database)
    const [first = '', second = ''] = notes
    const of = async (...kept: string[]) =>
      brief(await verify(database, one, { anchors: [{ place: 'the file', notes: kept }] }))
    t.same(await of(first, second), [])
    t.same(await of(first, second, second), [], 'twice is as good as once')
    t.same(await of(second), ['removed_anchor 6'])
    t.same(await of(first), ['removed_anchor 12'])
    t.same(await of(), ['removed_anchor 6'])
    t.same(await of(first, second.replace('time 2026', 'time 2027')), [
      'removed_anchor 12',
      'removed_anchor 12',
    ])
    const anchors = [{ place: 'the file', notes: [first] }]
    t.same(await verify(database, one, { anchors, now: minutes(12) }), [], 'it may be on its way')
  })
})

test('verification names the place that disagrees with what a server wrote anew', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const [{ notes } = { notes: [] }] = await sealedTwice(database)
    const places = (file: readonly string[]) => [
      { place: 'the file', notes: file },
      { place: 'the copy', notes },
    ]
    t.same(await verify(database, one, { anchors: places(notes) }), [])
    await tamper(database, `update audit_entries set action = 'nothing' where seq = 5 and ${isOne}`)
    await resealed(database, true)
    const faults = await verify(database, one, {
      anchors: places(await checkpointsOf(database, one)),
    })
    t.same(brief(faults), ['forked 6', 'forked 12'])
    for (const { detail } of faults) t.match(detail, /another one in the copy$/)
  })
})

test('verification finds a checkpoint that was signed again with another time', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const anchors = await sealedTwice(database)
    await resealed(database, true)
    const faults = await verify(database, one, { anchors })
    // The entries are the same ones, and only the first is signed at the time of before.
    t.same(brief(faults), [])
    await tamper(database, `delete from audit_checkpoints where size = 12 and ${isOne}`)
    await tamper(database, `update audit_heads set checkpoint_size = 6 where ${isOne}`)
    await sealAll(database, minutes(40))
    const again = await verify(database, one, { anchors })
    t.same(brief(again), ['replaced_checkpoint 12'])
    t.match(again[0]?.detail, /with another time/)
  })
})

test('what could be about a person does not come into a log', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const details = {
      ...{ status: 'jane@example.com', result: 'Jane Doe', adapter: 'stripe', count: 3 },
      ...{ basis: '+15550100', category: '5550100', scope: null, isFound: true },
      ...{ integrationId: one, expiresAt: start.toISOString(), changed: ['label', 'of Jane'] },
      into: '0'.repeat(64),
    }
    await database.transaction(executor =>
      writeAudit(executor, {
        ...{ at: start, controllerId: one, actor: { type: 'operator', id: null } },
        ...{ action: 'test.ran', objectType: 'test', objectId: null, details },
      }),
    )
    const [row] = await query<{ details: object }>(database, 'select details from audit_entries')
    t.same(row?.details, {
      ...details,
      ...{ status: null, result: null, basis: null, category: null, changed: ['label', null] },
    })
  })
})

test('a clock that was wrong makes nobody a forger', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await act(database, one, 2, minutes(100_000))
    await sealAll(database)
    await act(database, one, 2)
    await sealAll(database, minutes(11))
    t.same(await verify(database, one), [])
  })
})

test('two servers seal one log without a gap, and a crash between leaves none', async t => {
  await forEachDatabase(t, async (t, { database, reopen }: TestDatabase) => {
    const second = (await reopen?.()) ?? null
    if (second === null) return
    t.teardown(() => second.close())
    await fill(database, one, 3_000)
    let written = 3_000
    const writing = (async () => {
      for (let index = 0; index < 10; index += 1) {
        await act(database, one, 5)
        written += 5
      }
    })()
    const seal = async (each: Database) => {
      for (let index = 0; index < 20; index += 1) await sealAudit(each, keyring, () => start)
    }
    await Promise.all([writing, seal(database), seal(second)])
    await sealAll(database)
    const [found] = await query(
      database,
      'select count(*)::int as count, max(seq)::int as last, count(distinct seq)::int as seqs from audit_entries',
    )
    t.same(found, { count: written, last: written, seqs: written })
    t.same(await verify(database, one), [])
  })
})

test('what ends in the middle of sealing has sealed nothing', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await act(database, one, 3)
    await database.run(executor =>
      executor.execute(
        sql.raw(`create or replace function fail_here() returns trigger language plpgsql as
        $$ begin raise exception 'gone'; end $$`),
      ),
    )
    await database.run(executor =>
      executor.execute(sql`create trigger fails before insert on audit_checkpoints
        for each row execute function fail_here()`),
    )
    await t.rejects(sealAudit(database, keyring, () => start))
    const count = () => query(database, 'select count(seq)::int as count from audit_entries')
    t.same(await count(), [{ count: 0 }])
    await database.run(executor => executor.execute(sql`drop trigger fails on audit_checkpoints`))
    await sealAll(database)
    t.same(await count(), [{ count: 3 }])
    t.same(await verify(database, one), [])
  })
})

test('a retired key counts where a younger one vouches for it', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const key = (id: string, byte: number) => ({
      id,
      bytes: Buffer.from(`${id}${byte}`.padEnd(32, id)),
    })
    const [old, young, stranger] = [key('a7', 1), key('b8', 2), key('c9', 3)]
    const weak = { allowWeak: true }
    const [before, both, after] = [
      createKeyring([old], weak),
      createKeyring([young, old], weak),
      createKeyring([young], weak),
    ]
    await act(database, one, 2)
    await sealAudit(database, before, () => start)
    await vouchForKeys(database, before, start)
    t.equal((await trustedKeys(database, after)).length, 1, 'nobody has said so')
    await vouchForKeys(database, both, start)
    const keys = await trustedKeys(database, after)
    t.equal(keys.length, 2)
    t.same(await verify(database, one, { keys }), [])
    const foreign = createKeyring([stranger], weak)
    t.same(brief(await verify(database, one, { keys: await trustedKeys(database, foreign) })), [
      'replaced_checkpoint 2',
    ])
  })
})

test('entries of before are sealed in the order in which they came', async t => {
  await forEachDatabase(
    t,
    async (t, { database }) => {
      await sealAll(database)
      const rows = await query(database, 'select action, seq::int from audit_entries order by seq')
      t.same(rows, [
        { action: 'first', seq: 1 },
        { action: 'second', seq: 2 },
      ])
      t.same(await verify(database, one), [])
    },
    async database => {
      await fillBefore(database)
      await migrate(database)
    },
  )
})

/** A database of before logs were sealed, with two entries. */
async function fillBefore(database: Database): Promise<void> {
  const { readMigrationFiles } = await import('drizzle-orm/migrator')
  const { fileURLToPath } = await import('node:url')
  const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
  const files = readMigrationFiles({ migrationsFolder })
  const before = files.findIndex(file => file.sql.some(text => text.includes('"audit_tiles"')))
  await database.transaction(async executor => {
    await executor.execute(sql`create schema if not exists drizzle`)
    await executor.execute(sql`create table drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint)`)
    for (const file of files.slice(0, before)) {
      for (const text of file.sql) await executor.execute(sql.raw(text))
      await executor.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at)
        values (${file.hash}, ${file.folderMillis})`)
    }
    for (const action of ['first', 'second']) {
      await executor.execute(sql`insert into audit_entries
        (controller_id, id, at, actor_type, action, object_type, outcome, details)
        values (${one}, gen_random_uuid(), now(), 'operator', ${action}, 'test', 'success', '{}')`)
    }
  })
}
