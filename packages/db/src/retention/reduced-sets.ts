import { and, eq, inArray } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { setHash } from '../deliveries/stored-fields.ts'
import { fieldSets, type StoredField } from '../schema/index.ts'
import type { Kind } from './kept-days.ts'

/** What becomes of activities with a set of fields. */
export interface ReducedSet {
  readonly from: string
  /** The set that is left. */
  readonly to: string
  /** Nothing is left, and the activity goes. */
  readonly isGone: boolean
}

/** Finds what is left of sets of fields once some kinds are over. */
export interface ReducedSets {
  /** Those of these sets that change; the sets that are left are written. */
  of(executor: Executor, hashes: readonly string[]): Promise<readonly ReducedSet[]>
}

/** @param over the kinds that go */
export function createReducedSets(controllerId: string, over: ReadonlySet<Kind>): ReducedSets {
  const known = new Map<string, readonly StoredField[]>()
  return {
    of: async (executor, hashes) => {
      const missing = hashes.filter(hash => !known.has(hash))
      for (const { hash, fields } of await readSets(executor, controllerId, missing)) {
        known.set(hash, fields)
      }
      const left = new Map<string, readonly StoredField[]>()
      const reduced = hashes.flatMap((from): readonly ReducedSet[] => {
        const fields = known.get(from) ?? []
        const rest = fields.filter(([, category]) => !over.has(category))
        const isGone = rest.length === 0 && (fields.length > 0 || over.has('none'))
        if (!isGone && rest.length === fields.length) return []
        const to = setHash(rest)
        if (!isGone) left.set(to, rest)
        return [{ from, to, isGone }]
      })
      await writeSets(executor, controllerId, left)
      return reduced
    },
  }
}

async function readSets(executor: Executor, controllerId: string, hashes: readonly string[]) {
  if (hashes.length === 0) return []
  return await executor
    .select({ hash: fieldSets.hash, fields: fieldSets.fields })
    .from(fieldSets)
    .where(and(eq(fieldSets.controllerId, controllerId), inArray(fieldSets.hash, [...hashes])))
}

async function writeSets(
  executor: Executor,
  controllerId: string,
  sets: ReadonlyMap<string, readonly StoredField[]>,
): Promise<void> {
  if (sets.size === 0) return
  const rows = [...sets].map(([hash, fields]) => ({ controllerId, hash, fields }))
  // In the order of the key, as the recorder writes them.
  rows.sort((one, other) => (one.hash < other.hash ? -1 : 1))
  await executor.insert(fieldSets).values(rows).onConflictDoNothing()
}
