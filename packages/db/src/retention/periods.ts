import { ConduitError } from '@conduit/core'
import { and, asc, count, eq, isNull } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Database, Executor } from '../database/database.ts'
import { conflictOn } from '../errors/conflict-on.ts'
import { notFound } from '../errors/not-found.ts'
import { integrations, retentionPeriods } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'

/** How long something is kept. */
export type RetentionPeriodNode = (typeof retentionPeriods)['$inferSelect']

/** What a controller says of it; null for a number of days: nothing any more. */
export type RetentionSetting = Pick<
  RetentionPeriodNode,
  'controllerId' | 'integrationId' | 'category'
> & { readonly days: number | null }

const mostOfController = 2000
/** A hundred years. */
const longestDays = 36_525

/** The periods of a controller, what was said first at the top. */
export async function listPeriods(
  database: Database,
  controllerId: string,
): Promise<readonly RetentionPeriodNode[]> {
  return await database.run(executor => readPeriods(executor, controllerId))
}

/** The same inside a transaction. */
export async function readPeriods(
  executor: Executor,
  controllerId: string,
): Promise<readonly RetentionPeriodNode[]> {
  return await executor
    .select()
    .from(retentionPeriods)
    .where(eq(retentionPeriods.controllerId, controllerId))
    .orderBy(asc(retentionPeriods.id))
    .limit(mostOfController)
}

/**
 * Says how long something is kept, from the day that we received it. It holds for what is on record
 * already, from the next sweep on.
 *
 * @throws {ConduitError} `invalid`: not 1 to 36,525 days; `not_found`: no such integration;
 *   `conflict`: there are 2,000, or somebody else said it meanwhile
 */
export async function setPeriod(
  { database, now }: AdministrationContext,
  actor: Actor,
  setting: RetentionSetting,
): Promise<void> {
  const { controllerId, integrationId, category, days } = setting
  if (days !== null && (!Number.isInteger(days) || days < 1 || days > longestDays)) {
    const detail = `must be a whole number from 1 to ${longestDays}`
    throw new ConduitError('invalid', {
      reason: 'not a period',
      faults: [{ pointer: '/days', detail }],
    })
  }
  const at = now()
  try {
    await database.transaction(async executor => {
      await assertIntegration(executor, setting)
      await executor.delete(retentionPeriods).where(isOf(setting))
      if (days !== null) {
        await assertRoom(executor, controllerId)
        const row = { controllerId, id: uuidv7(), integrationId, category, days, updatedAt: at }
        await executor.insert(retentionPeriods).values(row)
      }
      await writeAudit(executor, {
        ...{ at, controllerId, actor, action: 'retention.set' },
        ...{ objectType: 'data_controller', objectId: controllerId },
        details: { integrationId, days, ...(category !== null && { category }) },
      })
    })
  } catch (error) {
    throw conflictOn(error, 'retention_periods_of', 'it was set by somebody else meanwhile')
  }
}

function isOf({ controllerId, integrationId, category }: RetentionSetting) {
  const table = retentionPeriods
  return and(
    eq(table.controllerId, controllerId),
    integrationId === null ? isNull(table.integrationId) : eq(table.integrationId, integrationId),
    category === null ? isNull(table.category) : eq(table.category, category),
  )
}

async function assertIntegration(
  executor: Executor,
  { controllerId, integrationId }: RetentionSetting,
): Promise<void> {
  if (integrationId === null) return
  const found = await executor
    .select({ id: integrations.id })
    .from(integrations)
    .where(isRow(integrations, { controllerId, id: integrationId }))
  if (found.length === 0) throw notFound('integration')
}

async function assertRoom(executor: Executor, controllerId: string): Promise<void> {
  const [counted] = await executor
    .select({ count: count() })
    .from(retentionPeriods)
    .where(eq(retentionPeriods.controllerId, controllerId))
  if ((counted?.count ?? 0) < mostOfController) return
  throw new ConduitError('conflict', { reason: `there are ${mostOfController} periods already` })
}
