import { and, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm'
import type { Actor } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { noteRequestEvents } from '../requests/request-events.ts'
import {
  dataExportParts,
  dataExportSources,
  dataExports,
  dataSubjectRequests,
  identifierTokens,
  requestKeys,
  requestTokens,
} from '../schema/index.ts'
import type { OwnCounts } from './own-records.ts'

/** A person, and who erases it. */
interface Erased {
  readonly controllerId: string
  readonly memberIds: readonly string[]
  readonly actor: Actor
  readonly at: Date
}

/**
 * Destroys the copies that were made for the person, and of its closed requests what named it. An open
 * request keeps it until it is closed: it is still to be answered. The log of requests stays.
 */
export async function dropRequestKeys(executor: Executor, erased: Erased): Promise<OwnCounts> {
  const copies = await dropCopies(executor, erased)
  const requests = await closeUp(executor, erased)
  return { copies, requests }
}

/** Destroys the copies that were made for the person. @returns how many */
export async function dropCopies(
  executor: Executor,
  { controllerId, memberIds }: Pick<Erased, 'controllerId' | 'memberIds'>,
): Promise<number> {
  const gone = await executor
    .delete(dataExports)
    .where(
      and(
        eq(dataExports.controllerId, controllerId),
        inArray(dataExports.subjectId, [...memberIds]),
      ),
    )
    .returning({ id: dataExports.id })
  const ids = gone.map(({ id }) => id)
  for (const table of [dataExportParts, dataExportSources]) {
    await executor
      .delete(table)
      .where(and(eq(table.controllerId, controllerId), inArray(table.exportId, ids)))
  }
  return ids.length
}

async function closeUp(
  executor: Executor,
  { controllerId, memberIds, actor, at }: Erased,
): Promise<number> {
  const table = dataSubjectRequests
  const ids = [...memberIds]
  const theirTokens = executor
    .select({ token: identifierTokens.token })
    .from(identifierTokens)
    .where(
      and(
        eq(identifierTokens.controllerId, controllerId),
        inArray(identifierTokens.subjectId, ids),
      ),
    )
  const namingThem = executor
    .select({ id: requestTokens.requestId })
    .from(requestTokens)
    .where(
      and(eq(requestTokens.controllerId, controllerId), inArray(requestTokens.token, theirTokens)),
    )
  // Who names several people, or somebody else by now, is looked at by the rule of its own key.
  const closed = await executor
    .update(table)
    .set({ identities: null, verificationNote: null })
    .where(
      and(
        eq(table.controllerId, controllerId),
        isNotNull(table.closedAt),
        isNotNull(table.identities),
        or(
          inArray(table.subjectId, ids),
          and(isNull(table.subjectId), inArray(table.id, namingThem)),
        ),
      ),
    )
    .returning({ id: table.id })
  const closedIds = closed.map(({ id }) => id)
  for (const each of [requestKeys, requestTokens]) {
    await executor
      .delete(each)
      .where(and(eq(each.controllerId, controllerId), inArray(each.requestId, closedIds)))
  }
  const events = closedIds.map(id => ({
    request: { controllerId, id },
    ...{ at, kind: 'identities_destroyed', actor },
  }))
  if (events.length > 0) await noteRequestEvents(executor, events)
  return closedIds.length
}
