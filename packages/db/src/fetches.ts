import type { ConnectionRef, FetchStore, Token } from '@conduit/core'
import type { Keyring } from '@conduit/privacy'
import { and, asc, eq, inArray, isNull, lte, or } from 'drizzle-orm'
import { notFound } from './administration/context.ts'
import type { Database, Executor } from './client.ts'
import { controllerColumns } from './find-controller.ts'
import type { RecordContext } from './record/write.ts'
import { writeFetched, writeState } from './record/write-fetched.ts'
import { dataControllers, fetchQueue, integrations, processingActivities } from './schema/index.ts'
import { openJson, type SealedOwner, sealJson } from './sealed-json.ts'

const idsPerStatement = 1_000

/**
 * Makes the part of the store that fetch runs work on.
 * @param onStateChange called after a connection's state was written, so that it is not remembered
 */
export function createFetches(
  database: Database,
  context: RecordContext,
  onStateChange: (connection: ConnectionRef) => void,
): FetchStore {
  const { keyring, now } = context
  return {
    acquire: (connection, holder, until) => acquire(database, connection, holder, until, now()),
    release: async (connection, holder) => {
      await database.run(executor =>
        executor
          .update(integrations)
          .set({ leaseHolder: null, leaseUntil: null })
          .where(and(isConnection(connection), eq(integrations.leaseHolder, holder))),
      )
    },
    waiting: async connection => {
      const { columns, owner } = await load(database, connection)
      const queue = await database.run(executor => waitingQueue(executor, connection))
      return {
        rows: queue.flatMap(waitingRow),
        catchUps: queue.filter(({ kind }) => kind === 'catch_up').map(({ id }) => id),
        state: openJson(keyring, owner, 'state', columns.state) ?? {},
      }
    },
    settle: async (connection, ids, state) => {
      await database.transaction(async executor => {
        for (let start = 0; start < ids.length; start += idsPerStatement) {
          const some = ids.slice(start, start + idsPerStatement)
          await executor
            .update(fetchQueue)
            .set({ state, ref: null, settledAt: now() })
            .where(and(isWaiting(connection), inArray(fetchQueue.id, some)))
        }
      })
    },
    recordFetched: async input => {
      const recorded = await database.transaction(executor =>
        writeFetched(executor, context, input),
      )
      const { controller, connectionId } = input.delivery
      if (input.state !== null) onStateChange({ controllerId: controller.id, connectionId })
      return { recorded }
    },
    report: async (connection, { at, outcome, events, rejected, retryAfterSeconds }) => {
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
          .where(isConnection(connection)),
      )
    },
    token: async connection => {
      const { columns, owner } = await load(database, connection)
      return openToken(keyring, owner, columns.token)
    },
    saveToken: async (connection, token) => {
      const { owner } = await load(database, connection)
      const sealed = token === null ? null : sealJson(keyring, owner, 'token', token)
      await database.run(executor =>
        executor.update(integrations).set({ token: sealed }).where(isConnection(connection)),
      )
    },
    saveState: async (connection, state) => {
      const { owner } = await load(database, connection)
      await database.run(executor => writeState(executor, keyring, owner, state))
      onStateChange(connection)
    },
  }
}

/** A lease is a row: it holds over pools and replicas, and ends by itself when its holder dies. */
async function acquire(
  database: Database,
  connection: ConnectionRef,
  holder: string,
  until: Date,
  now: Date,
): Promise<boolean> {
  const isFree = or(
    isNull(integrations.leaseHolder),
    eq(integrations.leaseHolder, holder),
    lte(integrations.leaseUntil, now),
  )
  const taken = await database.run(executor =>
    executor
      .update(integrations)
      .set({ leaseHolder: holder, leaseUntil: until })
      .where(and(isConnection(connection), eq(integrations.status, 'enabled'), isFree))
      .returning({ id: integrations.id }),
  )
  return taken.length > 0
}

async function load(database: Database, connection: ConnectionRef) {
  const [row] = await database.run(executor =>
    executor
      .select({
        state: integrations.state,
        token: integrations.token,
        controller: controllerColumns,
      })
      .from(integrations)
      .innerJoin(dataControllers, eq(dataControllers.controllerId, integrations.controllerId))
      .where(isConnection(connection)),
  )
  if (row === undefined) throw notFound('integration')
  const { controller, ...columns } = row
  const owner: SealedOwner = { controller, integrationId: connection.connectionId }
  return { columns, owner }
}

async function waitingQueue(executor: Executor, connection: ConnectionRef) {
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
    .where(isWaiting(connection))
    .orderBy(asc(fetchQueue.id))
}

function waitingRow({ id, key, ref, event }: Awaited<ReturnType<typeof waitingQueue>>[number]) {
  return key === null || ref === null || event === null ? [] : [{ activityId: id, key, ref, event }]
}

function openToken(keyring: Keyring, owner: SealedOwner, blob: Uint8Array | null): Token | null {
  const stored = openJson(keyring, owner, 'token', blob)
  if (stored === null) return null
  const { expiresAt, ...token } = stored as unknown as Omit<Token, 'expiresAt'> & {
    expiresAt?: string
  }
  return { ...token, ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }) }
}

function isConnection({ controllerId, connectionId }: ConnectionRef) {
  return and(eq(integrations.controllerId, controllerId), eq(integrations.id, connectionId))
}

function isWaiting({ controllerId, connectionId }: ConnectionRef) {
  return and(
    eq(fetchQueue.controllerId, controllerId),
    eq(fetchQueue.integrationId, connectionId),
    eq(fetchQueue.state, 'waiting'),
  )
}
