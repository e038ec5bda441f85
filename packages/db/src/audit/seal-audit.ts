import type { Keyring } from '@conduit/privacy'
import { checkpointText, extendTiles, rangeHash, signNote } from '@conduit/privacy/merkle'
import { eq, sql } from 'drizzle-orm'
import { arrayRows } from '../database/array-rows.ts'
import type { Database, Executor } from '../database/database.ts'
import { rowsOf, statement } from '../database/statement.ts'
import { auditCheckpoints, auditHeads } from '../schema/index.ts'
import { logSigner } from './audit-keys.ts'
import { type EntryRow, entryColumns, entryHash } from './entry-bytes.ts'
import { logName } from './log-name.ts'
import { readTiles } from './read-tiles.ts'

/** A checkpoint comes after so many entries, */
const checkpointEntries = 1_000
/** or so much time. */
const checkpointMilliseconds = 600_000
/** In one call, so that it ends. */
const mostControllers = 20

/**
 * Seals what was committed: gives entries their numbers, hashes them into the tree of their log, and signs
 * a checkpoint where one is due. One server at a time seals a log, by holding the row of its head; what
 * another one holds is left to it. A call is bounded: what is left comes with the next one.
 *
 * @returns how many entries were sealed
 */
export async function sealAudit(
  database: Database,
  keyring: Keyring,
  now: () => Date,
): Promise<number> {
  let count = 0
  for (const controllerId of await unsealedLogs(database, now())) {
    count += await database.transaction(executor => sealLog(executor, keyring, controllerId, now()))
  }
  return count
}

/**
 * Logs with entries to seal, by steps over their index, so that each costs one look; whose first waits
 * longest comes first. Then those that are due for a checkpoint.
 */
async function unsealedLogs(database: Database, now: Date): Promise<readonly string[]> {
  const since = new Date(now.getTime() - checkpointMilliseconds).toISOString()
  const found = rowsOf<{ id: string }>(
    await database.run(executor =>
      executor.execute(sql`with recursive waiting as (
          (select controller_id, place from audit_entries where seq is null order by controller_id, place limit 1)
          union all
          select next.* from waiting cross join lateral (
            select controller_id, place from audit_entries each
            where seq is null and each.controller_id > waiting.controller_id
            order by controller_id, place limit 1) next
        ), due as (
          select controller_id, null::bigint as place from audit_heads
          where checkpoint_size < size
            and (checkpoint_at not between ${since}::timestamptz and ${now.toISOString()}::timestamptz)
        )
        select controller_id as id from (select * from waiting union all select * from due) each
        group by controller_id order by min(place) nulls last limit ${mostControllers}`),
    ),
  )
  return found.map(({ id }) => id)
}

/** Seals up to the next checkpoint. */
async function sealLog(
  executor: Executor,
  keyring: Keyring,
  controllerId: string,
  now: Date,
): Promise<number> {
  const head = await holdHead(executor, controllerId)
  if (head === null) return 0
  // Of a table that was never looked at the planner thinks that few rows wait, and sorts all of them.
  await executor.execute(sql`select set_config('enable_bitmapscan', 'off', true),
    set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)`)
  const most = checkpointEntries - (head.size - head.checkpointSize)
  // A statement of its own: it has to see what was committed before the head was held.
  const rows = rowsOf<EntryRow>(
    await executor.execute(sql`select ${entryColumns} from audit_entries
      where controller_id = ${controllerId} and seq is null order by place limit ${most}`),
  )
  const size = head.size + rows.length
  if (rows.length > 0) await addEntries(executor, controllerId, head.size, rows)
  const isDue = size - head.checkpointSize >= checkpointEntries || isOld(head.checkpointAt, now)
  const hasCheckpoint = size > head.checkpointSize && isDue
  if (hasCheckpoint) await addCheckpoint(executor, keyring, controllerId, size, now)
  await executor
    .update(auditHeads)
    .set({ size, ...(hasCheckpoint && { checkpointSize: size, checkpointAt: now }) })
    .where(eq(auditHeads.controllerId, controllerId))
  return rows.length
}

/** Whoever comes second goes on elsewhere. */
async function holdHead(executor: Executor, controllerId: string) {
  const fresh = { controllerId, size: 0, checkpointSize: 0, checkpointAt: null }
  await executor.insert(auditHeads).values(fresh).onConflictDoNothing()
  const [head] = await executor
    .select()
    .from(auditHeads)
    .where(eq(auditHeads.controllerId, controllerId))
    .for('update', { skipLocked: true })
  return head ?? null
}

/** One from the future is of a clock that was wrong. */
function isOld(at: Date | null, now: Date): boolean {
  if (at === null) return true
  const age = now.getTime() - at.getTime()
  return age < 0 || age > checkpointMilliseconds
}

const sealedRows = arrayRows({ id: 'uuid', seq: 'bigint', hash: 'bytea' })
const sealText = `update audit_entries e set seq = given.seq, leaf_hash = given.hash
  from ${sealedRows.from(2)} where e.controller_id = $1::uuid and e.id = given.id
  returning 1`

const tileRows = arrayRows({ level: 'smallint', place: 'bigint', hashes: 'bytea' })
const tileText = `insert into audit_tiles (controller_id, level, place, hashes)
  select $1::uuid, given.* from ${tileRows.from(2)}
  on conflict (controller_id, level, place) do update set hashes = excluded.hashes`

async function addEntries(
  executor: Executor,
  controllerId: string,
  size: number,
  rows: readonly EntryRow[],
): Promise<void> {
  const sealed = rows.map((row, index) => {
    const seq = size + index + 1
    return { id: row.id, seq, hash: entryHash(controllerId, seq, row) }
  })
  const hashes = sealed.map(({ hash }) => hash)
  const tiles = await extendTiles(size, hashes, readTiles(executor, controllerId))
  const given = sealed.map(each => ({ ...each, hash: each.hash.toString('hex') }))
  const done = await statement(executor, sealText, [controllerId, ...sealedRows.encode(given)])
  if (done.length !== rows.length) throw new RangeError('an entry went while it was being sealed')
  const kept = tiles.map(tile => ({ ...tile, hashes: Buffer.from(tile.hashes).toString('hex') }))
  await statement(executor, tileText, [controllerId, ...tileRows.encode(kept)])
}

async function addCheckpoint(
  executor: Executor,
  keyring: Keyring,
  controllerId: string,
  size: number,
  at: Date,
): Promise<void> {
  const root = await rangeHash(0, size, readTiles(executor, controllerId))
  const text = checkpointText({ origin: logName(controllerId), size, root, at })
  const note = signNote(text, logSigner(keyring, controllerId))
  await executor.insert(auditCheckpoints).values({ controllerId, size, note, createdAt: at })
}
