import { ConduitError } from '@conduit/core'
import type { IntegrationRef } from '@conduit/core/host'
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Executor } from '../database/database.ts'
import { holdPeopleEpochs } from '../people/people-epoch.ts'
import { consentPropagations } from '../schema/index.ts'
import { type DecisionSubject, decisionOf } from './decision.ts'
import type { PropagationKey, PropagationNode } from './propagation-node.ts'

/** An object to be told, and in which word. */
export interface NewPropagation
  extends Pick<
    PropagationNode,
    'subjectId' | 'integrationId' | 'reference' | 'object' | 'platformPurpose'
  > {}

/** What was decided, as the plan found it. */
export interface PlannedDecision extends DecisionSubject {
  /** The statement that held. */
  readonly statementId: string
}

/**
 * Has platforms told of a decision. An open one that tells the same of the same object is taken, one that
 * tells anything else is superseded.
 *
 * @param enqueue makes the jobs, in the same transaction
 * @returns one for each target, in their order
 * @throws {ConduitError} `conflict`: another statement holds by now, or nobody may be told of it
 */
export async function openPropagations(
  { database, now }: AdministrationContext,
  actor: Actor,
  planned: PlannedDecision,
  targets: readonly NewPropagation[],
  enqueue: (executor: Executor, integrations: readonly IntegrationRef[]) => Promise<void>,
): Promise<readonly PropagationNode[]> {
  const { controllerId, subjectId } = planned
  return await database.transaction(async executor => {
    await holdPeopleEpochs(executor, new Set([controllerId]))
    await lockTelling(executor, controllerId)
    const { consent, refusal } = await decisionOf(executor, planned)
    if (consent === null || refusal !== null || consent.statement.id !== planned.statementId) {
      throw new ConduitError('conflict', { reason: 'changed: another statement holds by now' })
    }
    const wanted = targets.map(target => ({ ...target, channel: planned.channel }))
    const open = await openOnes(executor, controllerId, wanted)
    const isSame = (row: PropagationNode) => row.statementId === planned.statementId
    const kept = new Map(open.filter(isSame).map(row => [keyOf(row), row]))
    const others = open.filter(row => !isSame(row)).map(({ id }) => id)
    await supersede(executor, controllerId, others)
    const { state, since, statement } = consent
    const at = now()
    const made = wanted
      .filter(target => !kept.has(keyOf(target)))
      .map(target => ({
        ...{ ...target, controllerId, id: uuidv7() },
        object: cleanText(target.object, textLimits.word),
        ...{ purpose: planned.purpose, purposeId: planned.purposeId },
        ...{ state, statementId: statement.id, decidedAt: since ?? statement.recordedAt },
        ...{ outcome: 'waiting' as const, tries: 0, looks: 0, nextAt: at, createdAt: at },
        ...{ actorType: actor.type, actorId: actor.id },
      }))
    const added =
      made.length === 0 ? [] : await executor.insert(consentPropagations).values(made).returning()
    await writeAudit(executor, {
      ...{ at, controllerId, actor, action: 'consent.propagated' },
      ...{ objectType: 'data_subject', objectId: subjectId },
      details: { count: added.length, status: state },
    })
    const ids = new Set(targets.map(({ integrationId }) => integrationId))
    await enqueue(
      executor,
      [...ids].map(id => ({ controllerId, id })),
    )
    const all = new Map([...kept.values(), ...added].map(row => [keyOf(row), row]))
    return wanted.flatMap(target => all.get(keyOf(target)) ?? [])
  })
}

/** One after the other for each controller: two at once could open the same twice. */
async function lockTelling(executor: Executor, controllerId: string): Promise<void> {
  await executor.execute(
    sql`select pg_advisory_xact_lock(hashtext('conduit telling'), hashtext(${controllerId}))`,
  )
}

async function openOnes(
  executor: Executor,
  controllerId: string,
  wanted: readonly PropagationKey[],
): Promise<readonly PropagationNode[]> {
  const table = consentPropagations
  const tokens = [...new Set(wanted.map(({ reference }) => reference))]
  if (tokens.length === 0) return []
  const keys = new Set(wanted.map(keyOf))
  const rows = await executor
    .select()
    .from(table)
    .where(
      and(
        eq(table.controllerId, controllerId),
        inArray(table.reference, tokens),
        isNotNull(table.nextAt),
      ),
    )
    .for('update')
  return rows.filter(row => keys.has(keyOf(row)))
}

/** What was told stays told. A call that is under way keeps its lease, and what comes after it waits. */
async function supersede(
  executor: Executor,
  controllerId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const table = consentPropagations
  await executor
    .update(table)
    .set({
      ...{ nextAt: null, reason: 'superseded' },
      outcome: sql`case when ${table.outcome} = 'waiting' then 'superseded' else ${table.outcome} end`,
    })
    .where(and(eq(table.controllerId, controllerId), inArray(table.id, [...ids])))
}

function keyOf({ reference, integrationId, channel, platformPurpose }: PropagationKey): string {
  return JSON.stringify([reference, integrationId, channel, platformPurpose])
}
