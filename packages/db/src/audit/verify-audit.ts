import { appendLeaf, type Frontier, isSameHash, rootOf } from '@conduit/privacy/merkle'
import { sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import { type AuditFault, faultAt } from './audit-fault.ts'
import { entryColumns, entryHash } from './entry-bytes.ts'
import { nameFault, nameForkedFault, type SealedRow } from './name-fault.ts'
import { anchoredSize, type LogToVerify, verifyCheckpoints } from './verify-checkpoints.ts'

/** Where a verification stands between two of its parts. */
export interface VerifyPosition extends Frontier {
  /** The latest time of an entry so far, in milliseconds; 0: none. */
  latest: number
  /** When the newest checkpoint so far was signed. */
  signedAt: number
}

/** What a part of a verification found. */
export interface VerifiedPart {
  /** Where the next part begins; null: this was the last one. */
  readonly next: VerifyPosition | null
  /** Entries so far. */
  readonly checked: number
  /** Entries that there should be. */
  readonly size: number
  readonly faults: readonly AuditFault[]
}

/** In one part, which has to end within seconds. */
const mostEntries = 20_000
/** Read at once, so that a large log takes no more room than a small one. */
const entriesAtOnce = 2_000
/** Clocks of servers differ, and an act may take minutes until it is committed. */
const clocksDiffer = 3_600_000
/** Of one part: where all is wrong a person need not be told of all. */
const mostFaults = 100

export const startOfLog: VerifyPosition = { size: 0, hashes: [], latest: 0, signedAt: 0 }

/**
 * Verifies a part of a log: hashes its entries anew, compares the roots with what was signed and what was
 * written down elsewhere. The first entry that is not as it was ends it, since all after that is unproven.
 *
 * @param from `startOfLog`, or where the part before ended
 */
export async function verifyAudit(
  database: Database,
  log: LogToVerify,
  from: VerifyPosition,
): Promise<VerifiedPart> {
  const { controllerId } = log
  const size = await sizeOf(database, log)
  const isLast = from.size + mostEntries >= size
  // Beyond its end a log has no entries, but there may be checkpoints of what was there.
  const until = isLast ? Number.MAX_SAFE_INTEGER : from.size + mostEntries
  const { good, faults } = await verifyCheckpoints(database, log, from.size, until)
  // A part ends where something is signed, so that what is wrong is found in one part.
  const end = isLast ? size : (good.at(-1)?.size ?? until)
  const walk = await walkEntries(database, controllerId, from, end, good)
  const { broken, position } = walk
  const found = [...walk.faults, ...faults]
    .filter(({ kind, seq }) => !isEchoOf(broken, kind, seq))
    .sort((a, b) => a.seq - b.seq)
    .slice(0, mostFaults)
  const hasMore = broken === null && !isLast
  return { next: hasMore ? position : null, checked: position.size, size, faults: found }
}

/** A log that was cut off has lost the checkpoints of what is gone as well. */
function isEchoOf(broken: AuditFault | null, kind: AuditFault['kind'], seq: number): boolean {
  return broken?.kind === 'truncated' && kind === 'replaced_checkpoint' && seq >= broken.seq
}

/** How long the log should be: by its head, its entries, its checkpoints and whatever was written down. */
async function sizeOf(database: Database, log: LogToVerify): Promise<number> {
  const { controllerId } = log
  const [found] = rowsOf<{ size: string | number }>(
    await database.run(executor =>
      executor.execute(sql`select greatest(
        (select max(size) from audit_heads where controller_id = ${controllerId}),
        (select max(size) from audit_checkpoints where controller_id = ${controllerId}),
        (select max(seq) from audit_entries where controller_id = ${controllerId}), 0)::text as size`),
    ),
  )
  return Math.max(Number(found?.size ?? 0), anchoredSize(log))
}

interface Walk {
  readonly position: VerifyPosition
  readonly faults: readonly AuditFault[]
  /** What ended it. */
  readonly broken: AuditFault | null
}

/** Goes along the entries from one checkpoint to the next. */
async function walkEntries(
  database: Database,
  controllerId: string,
  from: VerifyPosition,
  end: number,
  checkpoints: readonly { readonly size: number; readonly root: Uint8Array; readonly at: Date }[],
): Promise<Walk> {
  const position = { ...from, hashes: [...from.hashes] }
  const signed = new Map(checkpoints.map(each => [each.size, each]))
  const faults: AuditFault[] = []
  let before: Frontier = { size: position.size, hashes: [...position.hashes] }
  let rows: SealedRow[] = []
  const broken = (fault: AuditFault): Walk => ({
    position,
    faults: [...faults, fault],
    broken: fault,
  })
  for await (const read of readAhead(database, controllerId, position.size, end)) {
    rows.push(...read)
    for (const row of read) {
      const seq = position.size + 1
      const stretch = { controllerId, before, rows }
      if (row.seq !== seq) return broken(await nameFault(database, stretch, seq, undefined))
      const hash = entryHash(controllerId, seq, row)
      if (hash.toString('hex') !== row.leafHash)
        return broken(await nameFault(database, stretch, seq, row))
      const backdated = noteTime(position, row)
      if (backdated !== null) faults.push(backdated)
      appendLeaf(position, hash)
      const checkpoint = signed.get(seq)
      if (checkpoint === undefined) continue
      if (!isSameHash(rootOf(position), checkpoint.root)) {
        const own = { ...stretch, rows: rows.filter(each => each.seq <= seq) }
        return broken(await nameForkedFault(database, own, checkpoint.root))
      }
      position.signedAt = checkpoint.at.getTime()
      before = { size: position.size, hashes: [...position.hashes] }
      rows = rows.filter(each => each.seq > seq)
    }
  }
  if (position.size >= end) return { position, faults, broken: null }
  const seq = position.size + 1
  const behind = await readRows(database, controllerId, position.size, Number.MAX_SAFE_INTEGER)
  return behind.length > 0
    ? broken(await nameFault(database, { controllerId, before, rows }, seq, undefined))
    : broken(faultAt('truncated', seq, 'the log ends before this entry', end))
}

/**
 * Rows of a log in their order, some at a time, until some are missing: the database reads the next ones
 * while these are hashed.
 */
async function* readAhead(
  database: Database,
  controllerId: string,
  size: number,
  end: number,
): AsyncGenerator<readonly SealedRow[], void, void> {
  const read = async (from: number) =>
    from < end
      ? await readRows(database, controllerId, from, Math.min(from + entriesAtOnce, end))
      : []
  for (let reading = read(size); ; ) {
    const rows = await reading
    const last = rows.at(-1)
    if (last === undefined) return
    reading = read(last.seq)
    // Whoever has found a fault does not come for them any more.
    reading.catch(() => {})
    yield rows
  }
}

/** Of a table that was never looked at the planner thinks that few rows are asked for: the bounds are what it reads. */
async function readRows(
  database: Database,
  controllerId: string,
  size: number,
  end: number,
): Promise<readonly SealedRow[]> {
  const rows = rowsOf<Omit<SealedRow, 'seq'> & { readonly seq: string }>(
    await database.run(executor =>
      executor.execute(sql`select ${entryColumns}, seq::text as seq,
          coalesce(encode(leaf_hash, 'hex'), '') as "leafHash"
        from audit_entries where controller_id = ${controllerId} and seq > ${size} and seq <= ${end}
        order by audit_entries.seq limit ${entriesAtOnce}`),
    ),
  )
  return rows.map(row => ({ ...row, seq: Number(row.seq) }))
}

/**
 * An entry that is older than what both an entry and a checkpoint before it say was written later. One of
 * them alone may be of a clock that was wrong, or have waited for a server to seal it.
 */
function noteTime(position: VerifyPosition, row: SealedRow): AuditFault | null {
  const at = Date.parse(row.at)
  const isBefore = (other: number) => at < other - clocksDiffer
  const isBackdated = isBefore(position.latest) && isBefore(position.signedAt)
  position.latest = Math.max(position.latest, at)
  return isBackdated
    ? faultAt(
        'backdated',
        row.seq,
        'the entry is said to be older than entries that were signed before it',
      )
    : null
}
