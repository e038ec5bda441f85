import { and, asc, eq, inArray, isNotNull, lte } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { Database, Executor } from '../database/database.ts'
import { keepHolds } from '../database/hold-locks.ts'
import { activeHolds, isFree, isOfAll } from '../people/active-holds.ts'
import { dataExports, dataSubjectRequests, requestKeys, requestTokens } from '../schema/index.ts'
import { endExports } from './end-exports.ts'
import { noteRequestEvents } from './request-events.ts'

const job = { type: 'job', id: null } as const
const mostAtOnce = 200

/**
 * Destroys the keys of requests that were closed long enough ago, with what they sealed, with the hashes
 * that found duplicates, and with the words about the check of identity. Where everything of a controller is
 * held, they stay.
 *
 * @returns how many
 */
export async function sweepRequestKeys(database: Database, now: Date): Promise<number> {
  for (let swept = 0; ; ) {
    const some = await database.maintenance(async executor => {
      const { controllerId, requestId, endsAt } = requestKeys
      const found = await executor
        .select({ controllerId, id: requestId })
        .from(requestKeys)
        .where(and(isNotNull(endsAt), lte(endsAt, now), isFree(executor, { controllerId }, now)))
        .orderBy(asc(controllerId), asc(requestId))
        .limit(mostAtOnce)
        .for('update')
      const held = await heldAmong(executor, new Set(found.map(each => each.controllerId)), now)
      const ended = found.filter(each => !held.has(each.controllerId))
      for (const of of new Set(ended.map(each => each.controllerId))) {
        const ids = ended.flatMap(each => (each.controllerId === of ? [each.id] : []))
        const isEnded = (table: typeof requestKeys | typeof requestTokens) =>
          and(eq(table.controllerId, of), inArray(table.requestId, ids))
        await executor.delete(requestKeys).where(isEnded(requestKeys))
        await executor.delete(requestTokens).where(isEnded(requestTokens))
        await writeAudit(executor, {
          ...{ at: now, controllerId: of, actor: job, details: { count: ids.length } },
          ...{ action: 'data_subject_request.identities_destroyed', objectId: null },
          objectType: 'data_subject_request',
        })
        // Nothing opens them any more.
        const end = { status: 'expired', reason: null } as const
        await endExports(executor, of, inArray(dataExports.requestId, ids), end)
        await executor
          .update(dataSubjectRequests)
          .set({ identities: null, verificationNote: null })
          .where(
            and(eq(dataSubjectRequests.controllerId, of), inArray(dataSubjectRequests.id, ids)),
          )
      }
      const events = ended.map(request => ({
        request,
        at: now,
        kind: 'identities_destroyed',
        actor: job,
      }))
      await noteRequestEvents(executor, events)
      return { ended: ended.length, isLast: found.length < mostAtOnce }
    })
    swept += some.ended
    if (some.isLast) return swept
  }
}

/** Of these, whose hold of everything began just now; none begins until the transaction ends. */
async function heldAmong(
  executor: Executor,
  controllerIds: ReadonlySet<string>,
  now: Date,
): Promise<ReadonlySet<string>> {
  const held = new Set<string>()
  for (const controllerId of controllerIds) {
    await keepHolds(executor, controllerId)
    const holds = await activeHolds(executor, controllerId, now)
    if (holds.some(hold => isOfAll(hold, undefined))) held.add(controllerId)
  }
  return held
}
