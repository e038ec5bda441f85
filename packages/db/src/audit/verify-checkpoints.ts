import { type Checkpoint, isSameHash } from '@conduit/privacy/merkle'
import { and, asc, eq, gt, lte } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { auditCheckpoints } from '../schema/index.ts'
import { type AuditFault, faultAt } from './audit-fault.ts'
import type { LogKey } from './audit-keys.ts'
import { judgeNote } from './judge-note.ts'

/** The checkpoints of one log that were written down in one place outside of the database. */
export interface AnchoredNotes {
  /** What the place is called. */
  readonly place: string
  readonly notes: readonly string[]
}

/** A log, and what it is compared with. */
export interface LogToVerify {
  readonly controllerId: string
  readonly keys: readonly LogKey[]
  readonly anchors: readonly AnchoredNotes[]
  readonly now: Date
}

/** A checkpoint that counts, and what is wrong with those that do not. */
export interface VerifiedCheckpoints {
  /** By size. */
  readonly good: readonly Checkpoint[]
  readonly faults: readonly AuditFault[]
}

/** Every server writes down what is new within seconds; longer than that it takes none that runs. */
const anchoredWithin = 300_000

/**
 * Compares the checkpoints of a part of a log with their signatures and with what was written down of
 * them elsewhere.
 *
 * @param from sizes above it
 * @param until and up to it
 */
export async function verifyCheckpoints(
  database: Database,
  log: LogToVerify,
  from: number,
  until: number,
): Promise<VerifiedCheckpoints> {
  const { controllerId } = log
  const rows = await database.run(executor =>
    executor
      .select()
      .from(auditCheckpoints)
      .where(
        and(
          eq(auditCheckpoints.controllerId, controllerId),
          gt(auditCheckpoints.size, from),
          lte(auditCheckpoints.size, until),
        ),
      )
      .orderBy(asc(auditCheckpoints.size)),
  )
  const kept = new Map<number, Checkpoint>()
  const faults: AuditFault[] = []
  for (const { size, note } of rows) {
    const judged = judgeNote(note, log)
    if ('checkpoint' in judged && judged.checkpoint.size === size) kept.set(size, judged.checkpoint)
    else
      faults.push(
        'why' in judged && judged.why === 'swapped_controller'
          ? faultAt('swapped_controller', size, 'the checkpoint is that of another log')
          : faultAt('replaced_checkpoint', size, 'the checkpoint was not signed by this log'),
      )
  }
  const stored = new Set(rows.map(({ size }) => size))
  const good = new Map(kept)
  for (const place of log.anchors) {
    const anchored = anchoredCheckpoints(place, log, from, until)
    faults.push(...anchored.faults)
    faults.push(...comparedFaults(place, anchored.checkpoints, kept, stored))
    faults.push(...removedFaults(place, anchored.checkpoints, kept, log.now))
    for (const each of anchored.checkpoints) if (!good.has(each.size)) good.set(each.size, each)
  }
  return { good: [...good.values()].sort((a, b) => a.size - b.size), faults }
}

/** The size that the newest checkpoint in any of these places gives a log; 0: there is none. */
export function anchoredSize(log: LogToVerify): number {
  const all = log.anchors.flatMap(({ notes }) => notes)
  const newestFirst = all.sort((a, b) => claimedSize(b) - claimedSize(a))
  const newest = newestFirst.find(note => 'checkpoint' in judgeNote(note, log))
  return newest === undefined ? 0 : claimedSize(newest)
}

/** What a note says of its size, signed or not; what says nothing counts as the beginning. */
function claimedSize(note: string): number {
  const size = Number(note.split('\n', 2)[1])
  return Number.isSafeInteger(size) && size > 0 ? size : 1
}

function anchoredCheckpoints(
  { place, notes }: AnchoredNotes,
  log: LogToVerify,
  from: number,
  until: number,
) {
  const isIn = (size: number) => size > from && size <= until
  const judged = notes
    .filter(note => isIn(claimedSize(note)))
    .map(note => ({ size: claimedSize(note), ...judgeNote(note, log) }))
  const checkpoints = judged.flatMap(each => ('checkpoint' in each ? [each.checkpoint] : []))
  const faults = judged
    .filter(each => 'why' in each)
    .map(({ size }) =>
      faultAt('removed_anchor', size, `${place} has a note that this log has not signed`),
    )
  return { checkpoints, faults }
}

function comparedFaults(
  place: AnchoredNotes,
  anchored: readonly Checkpoint[],
  kept: ReadonlyMap<number, Checkpoint>,
  stored: ReadonlySet<number>,
): readonly AuditFault[] {
  return anchored.flatMap(({ size, root, at }) => {
    const own = kept.get(size)
    if (own !== undefined && !isSameHash(own.root, root))
      return [faultAt('forked', size, `two histories are signed: another one in ${place.place}`)]
    // Entries that are younger than they say would come behind a checkpoint that does as well.
    if (own !== undefined && own.at.getTime() !== at.getTime())
      return [faultAt('replaced_checkpoint', size, `${place.place} has it with another time`)]
    // What is there under that size and does not count is told of already.
    return stored.has(size)
      ? []
      : [faultAt('replaced_checkpoint', size, `only ${place.place} has this checkpoint`)]
  })
}

function removedFaults(
  { place }: AnchoredNotes,
  anchored: readonly Checkpoint[],
  kept: ReadonlyMap<number, Checkpoint>,
  now: Date,
): readonly AuditFault[] {
  const sizes = new Set(anchored.map(({ size }) => size))
  const isDue = ({ at }: Checkpoint) => now.getTime() - at.getTime() > anchoredWithin
  const lacking = [...kept.values()].filter(each => !sizes.has(each.size) && isDue(each))
  const [first] = lacking
  if (first === undefined) return []
  return [
    faultAt('removed_anchor', first.size, `${lacking.length} checkpoints are not in ${place}`),
  ]
}
