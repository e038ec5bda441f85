import type { Database } from '@conduit/db'
import { hasGrown, judgeNote, type LogKey, logOf, newCheckpoints } from '@conduit/db/audit'
import type { Checkpoint } from '@conduit/privacy/merkle'
import type { AnchorFile } from './anchor-file.ts'

/** Adds to a file what it lacks. */
export interface Anchorer {
  /** @returns logs that are not what was written down of them */
  readonly add: () => Promise<readonly string[]>
}

/**
 * Makes one for a file. It is a witness of its own: it knows by the file what it wrote down last, and
 * takes of a log only what has grown out of that.
 */
export function createAnchorer(
  database: Database,
  file: AnchorFile,
  keys: readonly LogKey[],
): Anchorer {
  let known: Map<string, Checkpoint> | null = null
  const broken = new Set<string>()
  const take = async (note: string, last: Map<string, Checkpoint>): Promise<boolean> => {
    const controllerId = logOf(note) ?? ''
    const judged = judgeNote(note, { controllerId, keys })
    if (!('checkpoint' in judged)) return false
    const before = last.get(controllerId)
    const { checkpoint } = judged
    const isGood =
      before === undefined || (await hasGrown(database, controllerId, before, checkpoint))
    if (isGood) last.set(controllerId, checkpoint)
    return isGood
  }
  return {
    add: async () => {
      known ??= lastOf(await file.read(), keys)
      const found: string[] = []
      const last = new Map(known)
      const notes: string[] = []
      for (const { controllerId, size, note } of await newCheckpoints(database, withBroken())) {
        if (broken.has(controllerId)) continue
        if (size > (last.get(controllerId)?.size ?? 0) && (await take(note, last))) {
          notes.push(note)
          continue
        }
        broken.add(controllerId)
        found.push(controllerId)
      }
      if (notes.length > 0) await file.append(notes)
      known = last
      return found
    },
  }

  /** What is broken is not asked for again: it would keep the others from their turn. */
  function withBroken(): ReadonlyMap<string, { readonly size: number }> {
    const ended = [...broken].map(id => [id, { size: Number.MAX_SAFE_INTEGER }] as const)
    return new Map<string, { readonly size: number }>([...(known ?? []), ...ended])
  }
}

/** The newest checkpoint of each log. */
function lastOf(notes: readonly string[], keys: readonly LogKey[]): Map<string, Checkpoint> {
  const last = new Map<string, Checkpoint>()
  // The last ones of a file are the newest, so that few signatures are looked at.
  for (const note of notes.toReversed()) {
    const controllerId = logOf(note) ?? ''
    if (last.has(controllerId)) continue
    const judged = judgeNote(note, { controllerId, keys })
    if ('checkpoint' in judged) last.set(controllerId, judged.checkpoint)
  }
  return last
}
