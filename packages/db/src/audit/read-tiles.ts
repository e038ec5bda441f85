import type { ReadTile } from '@conduit/privacy/merkle'
import { and, eq } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { auditTiles } from '../schema/index.ts'

/** Reads tiles of a log, each of them once. */
export function readTiles(executor: Executor, controllerId: string): ReadTile {
  const known = new Map<string, Promise<Uint8Array>>()
  const read: ReadTile = async (level, place) => {
    const [found] = await executor
      .select({ hashes: auditTiles.hashes })
      .from(auditTiles)
      .where(
        and(
          eq(auditTiles.controllerId, controllerId),
          eq(auditTiles.level, level),
          eq(auditTiles.place, place),
        ),
      )
    if (found === undefined) throw new RangeError('a tile of the audit log is missing')
    return found.hashes
  }
  return (level, place) => {
    const key = `${level}/${place}`
    const reading = known.get(key) ?? read(level, place)
    known.set(key, reading)
    return reading
  }
}
