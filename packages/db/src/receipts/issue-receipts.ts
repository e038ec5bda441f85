import { encodeId } from '@conduit/core/host'
import { receiptHash, receiptText } from '@conduit/privacy/merkle'
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { tasksWithKeys } from '../hold-keys/tasks-with-keys.ts'
import {
  integrations,
  recipientNotices,
  redactionLookups,
  redactionReceipts,
  redactions,
  redactionTaskCalls,
  redactionTasks,
} from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'

type Redaction = (typeof redactions)['$inferSelect']
type Task = (typeof redactionTasks)['$inferSelect']
type Platforms = ReadonlyMap<string, string>

/**
 * Writes down what a redaction that has ended came to, of all of it and of each task, with an entry of the
 * audit log for each, inside the transaction that ends it. What identifies a person or an object is in none.
 */
export async function issueReceipts(
  executor: Executor,
  actor: Actor,
  redaction: Redaction,
  at: Date,
): Promise<void> {
  const { controllerId, id } = redaction
  const { tasks, shown, head } = await issueOfJob(executor, actor, redaction, at)
  for (const [index, task] of tasks.entries()) {
    const calls = task.calls === 0 ? {} : { calls: await callsOf(executor, task) }
    const receipt = { ...head, kind: 'task', object: shown[index], ...calls }
    await issue(executor, actor, { controllerId, id }, task.id, receipt, at)
  }
}

/**
 * Writes down anew what the erasures of a request came to that have ended, as who had the data was told since,
 * or why not. Of the tasks nothing has changed.
 */
export async function issueAgain(
  executor: Executor,
  actor: Actor,
  { controllerId, id }: RowRef,
  at: Date,
): Promise<void> {
  const ended = await executor
    .select()
    .from(redactions)
    .where(
      and(
        eq(redactions.controllerId, controllerId),
        eq(redactions.requestId, id),
        inArray(redactions.state, ['completed', 'partially_completed']),
      ),
    )
    .orderBy(asc(redactions.id))
  for (const each of ended) await issueOfJob(executor, actor, each, at)
}

async function issueOfJob(executor: Executor, actor: Actor, redaction: Redaction, at: Date) {
  const platforms = await platformsOf(executor, redaction.controllerId)
  const tasks = await tasksOf(executor, redaction)
  const keys = await tasksWithKeys(executor, redaction)
  const shown = tasks.map(task => objectOf(task, platforms, keys.get(task.id) ?? null))
  const head = headOf(redaction, platforms, at)
  const lookups = await lookupsOf(executor, redaction, platforms)
  const notices = await noticesOf(executor, redaction)
  const job = {
    ...{ ...head, kind: 'job', lookups, objects: shown },
    ...(notices.length > 0 && { notices }),
  }
  await issue(executor, actor, redaction, null, job, at)
  return { tasks, shown, head }
}

/** Who is to be told of it, and what became of that; the words of who did it are not in it. */
async function noticesOf(executor: Executor, { controllerId, requestId }: Redaction) {
  const table = recipientNotices
  const rows = await executor
    .select()
    .from(table)
    .where(and(eq(table.controllerId, controllerId), eq(table.requestId, requestId)))
    .orderBy(asc(table.recipient))
  return rows.map(({ recipient, outcome, doneAt }) => ({
    ...{ recipient, outcome, at: timeOf(doneAt) },
  }))
}

async function issue(
  executor: Executor,
  actor: Actor,
  { controllerId, id: redactionId }: Pick<Redaction, 'controllerId' | 'id'>,
  taskId: string | null,
  receipt: object,
  issuedAt: Date,
): Promise<void> {
  const text = receiptText(receipt)
  const entryId = await writeAudit(executor, {
    ...{ at: issuedAt, controllerId, actor, action: 'receipt.issued' },
    objectType: taskId === null ? 'redaction' : 'redaction_task',
    ...{ objectId: taskId ?? redactionId, details: { receipt: receiptHash(text) } },
  })
  const own = { controllerId, id: uuidv7(), redactionId, taskId }
  await executor.insert(redactionReceipts).values({ ...own, issuedAt, text, entryId })
}

function headOf(redaction: Redaction, platforms: Platforms, issuedAt: Date) {
  const { controllerId, id, requestId, scope, integrationId, planHash, state, reason } = redaction
  return {
    ...{ version: 1, dataController: encodeId('controller', controllerId, controllerId) },
    ...{ job: encodeId('redaction', controllerId, id), planHash, state, reason },
    request: encodeId('request', controllerId, requestId),
    ...(scope === 'account' && { scope }),
    ...placeOf(controllerId, integrationId, platforms),
    approvedAt: timeOf(redaction.approvedAt),
    startedAt: timeOf(redaction.startedAt),
    finishedAt: timeOf(redaction.finishedAt),
    ...(redaction.resumedAt !== null && { resumedAt: timeOf(redaction.resumedAt) }),
    issuedAt: issuedAt.toISOString(),
  }
}

/** What became of an object. Why it may stay is an officer's or an adapter's word, and holds no values. */
function objectOf(task: Task, platforms: Platforms, sealedAnewAt: Date | null) {
  const { controllerId, id, integrationId, object, action, outcome, reason } = task
  const { found, why, retained, justification } = task
  return {
    ...{ task: encodeId('redactionTask', controllerId, id), object, action, outcome, reason },
    ...placeOf(controllerId, integrationId, platforms),
    at: timeOf(task.endedAt),
    ...{ found, foundAt: timeOf(task.foundAt), why },
    doneByHandAt: timeOf(task.doneAt),
    ...{ retained, legalBasis: justification, until: timeOf(task.until) },
    ...(sealedAnewAt !== null && { sealedAnewAt: timeOf(sealedAnewAt) }),
    ...(task.calls > 0 && { calls: task.calls }),
  }
}

/** What was called for a task: the digests say what was sent to whoever gets their key, and nothing to others. */
async function callsOf(executor: Executor, { controllerId, id }: Task) {
  const table = redactionTaskCalls
  const rows = await executor
    .select()
    .from(table)
    .where(and(eq(table.controllerId, controllerId), eq(table.taskId, id)))
    .orderBy(asc(table.position))
  return rows.map(({ position, purpose, method, host, beganAt, endedAt, ...rest }) => ({
    ...{ position, purpose, method, host, at: timeOf(beganAt), endedAt: timeOf(endedAt) },
    ...{ status: rest.status, request: rest.request, answer: rest.answer },
  }))
}

/** Where something was done; of our own rows, or everywhere, it is null. */
function placeOf(controllerId: string, integrationId: string | null, platforms: Platforms) {
  if (integrationId === null) return { integration: null, platform: null }
  const integration = encodeId('integration', controllerId, integrationId)
  return { integration, platform: platforms.get(integrationId) ?? null }
}

function timeOf(time: Date | null): string | null {
  return time?.toISOString() ?? null
}

async function platformsOf(executor: Executor, controllerId: string): Promise<Platforms> {
  const { id, adapter } = integrations
  const rows = await executor
    .select({ id, adapter })
    .from(integrations)
    .where(eq(integrations.controllerId, controllerId))
  return new Map(rows.map(row => [row.id, row.adapter]))
}

async function tasksOf(
  executor: Executor,
  { controllerId, id }: Redaction,
): Promise<readonly Task[]> {
  const table = redactionTasks
  return await executor
    .select()
    .from(table)
    .where(and(eq(table.controllerId, controllerId), eq(table.redactionId, id)))
    .orderBy(sql`${table.integrationId} nulls last`, asc(table.position), asc(table.id))
}

/** Nobody found is shown by who was asked, and when. */
async function lookupsOf(
  executor: Executor,
  { controllerId, id }: Redaction,
  platforms: Platforms,
) {
  const table = redactionLookups
  const rows = await executor
    .select()
    .from(table)
    .where(and(eq(table.controllerId, controllerId), eq(table.redactionId, id)))
    .orderBy(asc(table.integrationId))
  return rows.map(({ integrationId, outcome, reason, endedAt }) => ({
    ...placeOf(controllerId, integrationId, platforms),
    ...{ outcome, reason, at: timeOf(endedAt) },
  }))
}
