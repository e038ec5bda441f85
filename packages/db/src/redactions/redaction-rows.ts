import { and, asc, eq } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import {
  dataSubjectRequests,
  redactionLookups,
  redactions,
  redactionTasks,
} from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import type { LookupNode, RedactionRow, TaskRow } from './redaction-node.ts'

type Request = (typeof dataSubjectRequests)['$inferSelect']

/** A redaction, for this transaction alone. @throws {ConduitError} `not_found` */
export async function lockedRedaction(executor: Executor, ref: RowRef): Promise<RedactionRow> {
  const [row] = await executor.select().from(redactions).where(isRow(redactions, ref)).for('update')
  if (row === undefined) throw notFound('redaction')
  return row
}

/** The request that a redaction is of. @throws {ConduitError} `not_found` */
export async function requestOf(
  executor: Executor,
  { controllerId, requestId }: Pick<RedactionRow, 'controllerId' | 'requestId'>,
): Promise<Request> {
  const [row] = await executor
    .select()
    .from(dataSubjectRequests)
    .where(isRow(dataSubjectRequests, { controllerId, id: requestId }))
  if (row === undefined) throw notFound('request')
  return row
}

/** What asking for a plan came to. */
export async function lookupsOf(
  executor: Executor,
  { controllerId, id }: RowRef,
): Promise<readonly LookupNode[]> {
  const table = redactionLookups
  return await executor
    .select()
    .from(table)
    .where(and(eq(table.controllerId, controllerId), eq(table.redactionId, id)))
    .orderBy(asc(table.integrationId))
}

/** The tasks of a redaction, in the order of each integration. */
export async function tasksOf(
  executor: Executor,
  { controllerId, id }: RowRef,
): Promise<readonly TaskRow[]> {
  const table = redactionTasks
  return await executor
    .select()
    .from(table)
    .where(and(eq(table.controllerId, controllerId), eq(table.redactionId, id)))
    .orderBy(asc(table.integrationId), asc(table.position), asc(table.id))
}
