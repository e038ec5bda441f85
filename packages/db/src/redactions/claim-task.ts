import type { IntegrationRef } from '@conduit/core/host'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Database } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import { redactionTasks } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import type { TaskRow } from './redaction-node.ts'

/** Longer than a call of an adapter takes; who dies keeps others waiting for so long. */
export const lease = sql`now() + interval '5 minutes'`

/** A task that is somebody's to do. */
export interface ClaimedTask extends TaskRow {
  readonly integrationId: string
  readonly leaseHolder: string
}

/**
 * The tasks `t`, of a redaction `r` that runs, of which something is to be done now. Within an integration
 * one comes after the other has ended; what suppresses comes first everywhere, until it has ended or was
 * agreed to; a look comes when its time has come. While a platform wants to be left alone, nothing is.
 */
function claimable(at: string): SQL {
  return sql`r.state = 'running' and t.next_at <= ${at}::timestamptz
    and t.integration_id is not null
    and (t.lease_until is null or t.lease_until < now())
    and (t.outcome is not null or not exists (
      select from redaction_tasks first
      where first.controller_id = t.controller_id and first.redaction_id = t.redaction_id
        and first.outcome is null and first.next_at is not null and first.integration_id is not null
        and ((first.integration_id = t.integration_id and (first.action = 'suppress') = (t.action = 'suppress')
              and first.position < t.position)
          or (first.action = 'suppress' and t.action <> 'suppress'
              and (first.accepted_at is null or first.integration_id = t.integration_id)))))
    and not exists (
      select from redaction_tasks paused
      where paused.controller_id = t.controller_id and paused.integration_id = t.integration_id
        and paused.paused_until > ${at}::timestamptz)`
}

const ofRunning = sql`redaction_tasks t
  join redactions r on r.controller_id = t.controller_id and r.id = t.redaction_id
  join data_subject_requests q on q.controller_id = r.controller_id and q.id = r.request_id`

/**
 * Takes what is to be done first at an integration: of the request that is due first. Nobody else does
 * it meanwhile, over pools and replicas. Leases are in the database's time.
 *
 * @returns null: nothing is to be done now, or others do it
 */
export async function claimTask(
  database: Database,
  { controllerId, id: integrationId }: IntegrationRef,
  now: Date,
): Promise<ClaimedTask | null> {
  const table = redactionTasks
  const leaseHolder = uuidv7()
  const first = sql`(select t.id from ${ofRunning}
    where t.controller_id = ${controllerId} and t.integration_id = ${integrationId}
      and ${claimable(now.toISOString())}
    order by q.due_at, r.id, t.outcome is not null, t.position, t.id limit 1
    for update of t skip locked)`
  const [row] = await database.run(executor =>
    executor
      .update(table)
      .set({ leaseHolder, leaseUntil: lease, state: 'running' })
      .where(and(eq(table.controllerId, controllerId), eq(table.id, first)))
      .returning(),
  )
  return row === undefined ? null : { ...row, integrationId, leaseHolder }
}

/** Gives back what was taken; whoever has it by now keeps it. */
export async function releaseTask(
  database: Database,
  { controllerId, id, leaseHolder }: ClaimedTask,
): Promise<void> {
  const table = redactionTasks
  await database.run(executor =>
    executor
      .update(table)
      .set({
        ...{ leaseHolder: null, leaseUntil: null },
        state: sql`case when ${table.state} = 'running' then 'waiting' else ${table.state} end`,
      })
      .where(and(isRow(table, { controllerId, id }), eq(table.leaseHolder, leaseHolder))),
  )
}

const mostAtOnce = 1_000

/**
 * Integrations of all controllers, each once, at which something is to be done now; whose request is due
 * first comes first. Those that are switched off wait; those that were removed are among them, so that
 * nothing waits for ever.
 */
export async function dueErasures(
  database: Database,
  now: Date,
): Promise<readonly IntegrationRef[]> {
  const rows = rowsOf<IntegrationRef>(
    await database.run(executor =>
      executor.execute(sql`select t.controller_id::text as "controllerId", t.integration_id::text as id
        from ${ofRunning}
        join integrations i on i.controller_id = t.controller_id and i.id = t.integration_id
        where i.status in ('enabled', 'removed') and ${claimable(now.toISOString())}
        group by t.controller_id, t.integration_id order by min(q.due_at) limit ${mostAtOnce}`),
    ),
  )
  return rows.map(({ controllerId, id }) => ({ controllerId, id }))
}
