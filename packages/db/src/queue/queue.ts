import type { FetchQueue, FetchReport, IntegrationRef, WaitingRow } from '@conduit/core/host'
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { createFieldSets } from '../deliveries/field-sets.ts'
import type { RecordContext } from '../deliveries/record-context.ts'
import { fetchQueue, integrations, processingActivities } from '../schema/index.ts'
import { isIntegration } from '../schema/row-ref.ts'
import { writeFetched } from './write-fetched.ts'

const idsPerStatement = 1_000

/**
 * Makes the part of the store that holds what waits to be read at platforms.
 * @param onStateChange called after a state was written, so that the old one is not remembered
 */
export function createQueue(
  database: Database,
  context: RecordContext,
  onStateChange: (integration: IntegrationRef) => void,
): FetchQueue {
  const fieldSets = createFieldSets()
  return {
    waiting: async integration => {
      const queue = await database.run(executor => selectWaiting(executor, integration))
      return {
        rows: queue.flatMap(waitingRow),
        catchUps: queue.filter(({ kind }) => kind === 'catch_up').map(({ id }) => id),
      }
    },
    settle: async (integration, ids, state) => {
      await database.transaction(async executor => {
        for (let start = 0; start < ids.length; start += idsPerStatement) {
          const some = ids.slice(start, start + idsPerStatement)
          await executor
            .update(fetchQueue)
            .set({ state, ref: null, settledAt: context.now() })
            .where(and(isWaiting(integration), inArray(fetchQueue.id, some)))
        }
      })
    },
    recordFetched: async input => {
      const recorded = await database.transaction(executor =>
        writeFetched(executor, context, fieldSets, input),
      )
      const { controller, integrationId: id } = input.delivery
      if (input.state !== null) onStateChange({ controllerId: controller.id, id })
      return { recorded }
    },
    report: async (integration, { at, outcome, events, rejected, retryAfterSeconds }) => {
      await database.run(executor =>
        executor
          .update(integrations)
          .set({
            lastFetchAt: at,
            lastFetchOutcome: outcome,
            lastFetchEvents: events,
            lastFetchRejected: rejected,
            lastFetchRetryAfterSeconds: retryAfterSeconds,
          })
          .where(isIntegration(integration)),
      )
    },
    lastReport: async integration => {
      const [row] = await database.run(executor =>
        executor.select(reportColumns).from(integrations).where(isIntegration(integration)),
      )
      return reportOf(row)
    },
  }
}

const reportColumns = {
  at: integrations.lastFetchAt,
  outcome: integrations.lastFetchOutcome,
  events: integrations.lastFetchEvents,
  rejected: integrations.lastFetchRejected,
  retryAfterSeconds: integrations.lastFetchRetryAfterSeconds,
}

function reportOf(
  row: { readonly [Member in keyof FetchReport]: FetchReport[Member] | null } | undefined,
): FetchReport | null {
  if (row == null || row.at === null || row.outcome === null) return null
  const { at, outcome, events, rejected, retryAfterSeconds } = row
  return { at, outcome, events: events ?? 0, rejected: rejected ?? 0, retryAfterSeconds }
}

async function selectWaiting(executor: Executor, integration: IntegrationRef) {
  const { type, meaning, scope, account, occurredAt, path } = processingActivities
  return await executor
    .select({
      id: fetchQueue.id,
      kind: fetchQueue.kind,
      key: fetchQueue.key,
      ref: fetchQueue.ref,
      event: { type, meaning, scope, account, occurredAt, path },
    })
    .from(fetchQueue)
    .leftJoin(
      processingActivities,
      and(
        eq(processingActivities.controllerId, fetchQueue.controllerId),
        eq(processingActivities.id, fetchQueue.id),
      ),
    )
    .where(isWaiting(integration))
    .orderBy(asc(fetchQueue.id))
}

function waitingRow({
  id,
  key,
  ref,
  event,
}: Awaited<ReturnType<typeof selectWaiting>>[number]): readonly WaitingRow[] {
  return key === null || ref === null || event === null ? [] : [{ activityId: id, key, ref, event }]
}

function isWaiting({ controllerId, id }: IntegrationRef) {
  return and(
    eq(fetchQueue.controllerId, controllerId),
    eq(fetchQueue.integrationId, id),
    eq(fetchQueue.state, 'waiting'),
  )
}
