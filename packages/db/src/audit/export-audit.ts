import type { Keyring } from '@conduit/privacy'
import { hashLength, signNote, tileWidth, verifierKey } from '@conduit/privacy/merkle'
import canonicalize from 'canonicalize'
import { and, asc, eq, gt, gte, lt, lte, max, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import { auditCheckpoints, auditTiles } from '../schema/index.ts'
import { logSigner, trustedKeys } from './audit-keys.ts'
import { type EntryRow, entryColumns, entryText } from './entry-bytes.ts'
import { logName } from './log-name.ts'

/** Read at once, so that an export of a long log takes no more room than one of a short one. */
const entriesAtOnce = 500
const checkpointsAtOnce = 500
const tilesAtOnce = 32

/** How many entries an export covers: as many as the newest checkpoint does; 0: there is none yet. */
export async function exportedSize(database: Database, controllerId: string): Promise<number> {
  return await database.run(async executor => {
    const [found] = await executor
      .select({ size: max(auditCheckpoints.size) })
      .from(auditCheckpoints)
      .where(eq(auditCheckpoints.controllerId, controllerId))
    return found?.size ?? 0
  })
}

/**
 * The entries from a number on, each the bytes that its hash is made of and a line end. An entry that is
 * missing is missing: whoever verifies is to find that.
 *
 * @param from from 1
 * @param until the last of them
 */
export async function* exportEntries(
  database: Database,
  controllerId: string,
  from: number,
  until: number,
): AsyncGenerator<string, void, void> {
  for (let first = from; first <= until; first += entriesAtOnce) {
    const last = Math.min(first + entriesAtOnce - 1, until)
    const rows = rowsOf<EntryRow & { readonly seq: string }>(
      await database.run(executor =>
        executor.execute(sql`select ${entryColumns}, seq::text as seq from audit_entries
          where controller_id = ${controllerId} and seq between ${first} and ${last}
          order by audit_entries.seq`),
      ),
    )
    yield rows.map(row => `${entryText(controllerId, Number(row.seq), row)}\n`).join('')
  }
}

/** The hashes of the entries as they were sealed, one behind the other; zeros where they are lost. */
export async function* exportHashes(
  database: Database,
  controllerId: string,
  size: number,
): AsyncGenerator<Uint8Array, void, void> {
  const count = Math.ceil(size / tileWidth)
  for (let first = 0; first < count; first += tilesAtOnce) {
    const end = Math.min(first + tilesAtOnce, count)
    const tiles = await database.run(executor =>
      executor
        .select({ place: auditTiles.place, hashes: auditTiles.hashes })
        .from(auditTiles)
        .where(
          and(
            eq(auditTiles.controllerId, controllerId),
            eq(auditTiles.level, 0),
            gte(auditTiles.place, first),
            lt(auditTiles.place, end),
          ),
        ),
    )
    const bytes = Buffer.alloc((Math.min(end * tileWidth, size) - first * tileWidth) * hashLength)
    for (const { place, hashes } of tiles) {
      const start = (place - first) * tileWidth * hashLength
      // The last tile may have grown since.
      bytes.set(hashes.subarray(0, bytes.length - start), start)
    }
    yield bytes
  }
}

/** The checkpoints, each a signed note with empty lines in front. */
export async function* exportCheckpoints(
  database: Database,
  controllerId: string,
  size: number,
): AsyncGenerator<string, void, void> {
  for (let last = 0; last < size; ) {
    const rows = await database.run(executor =>
      executor
        .select({ size: auditCheckpoints.size, note: auditCheckpoints.note })
        .from(auditCheckpoints)
        .where(
          and(
            eq(auditCheckpoints.controllerId, controllerId),
            gt(auditCheckpoints.size, last),
            lte(auditCheckpoints.size, size),
          ),
        )
        .orderBy(asc(auditCheckpoints.size))
        .limit(checkpointsAtOnce),
    )
    if (rows.length === 0) return
    last = rows.at(-1)?.size ?? size
    yield rows.map(({ note }) => `\n\n${note}`).join('')
  }
}

/** The keys whose signatures on a log count, as C2SP writes them, each in a line; the active one first. */
export async function exportKeys(
  database: Database,
  keyring: Keyring,
  controllerId: string,
): Promise<string> {
  const name = logName(controllerId)
  const keys = await trustedKeys(database, keyring)
  return keys.map(({ publicKey }) => `${verifierKey({ name, publicKey })}\n`).join('')
}

/** What a log says of an export of it, so that nothing can be taken out of that unseen. */
export interface ExportManifest {
  readonly at: Date
  readonly entries: number
  readonly checkpoints: number
  /** By name, those that are not proven by the tree. */
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly place?: string }>>
}

/** Signs it: a note whose text is a name of what it is, and the manifest as RFC 8785 has it. */
export function signManifest(
  keyring: Keyring,
  controllerId: string,
  { at, ...rest }: ExportManifest,
): string {
  const own = { ...rest, at: at.toISOString(), controller: controllerId }
  const text = `conduit-audit-export/v1\n${canonicalize(own)}\n`
  return signNote(text, logSigner(keyring, controllerId))
}
