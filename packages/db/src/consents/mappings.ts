import { ConduitError } from '@conduit/core'
import { and, asc, count, eq, inArray, isNull } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Database, Executor } from '../database/database.ts'
import { conflictOn } from '../errors/conflict-on.ts'
import { notFound } from '../errors/not-found.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { integrations, purposeMappings, purposes } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { channelWord } from './channel-word.ts'

/** What platforms call a purpose of the controller. */
export type PurposeMappingNode = (typeof purposeMappings)['$inferSelect']

/** A mapping to be made. */
export type NewMapping = Omit<PurposeMappingNode, 'id' | 'createdAt'>

const mostOfController = 2000

/** The mappings of these purposes, the oldest first. */
export async function mappingsOf(
  database: Database,
  controllerIds: readonly string[],
  purposeIds: readonly string[],
): Promise<readonly PurposeMappingNode[]> {
  return await database.run(executor =>
    executor
      .select()
      .from(purposeMappings)
      .where(
        and(
          ofControllers(purposeMappings.controllerId, controllerIds),
          inArray(purposeMappings.purposeId, [...purposeIds]),
        ),
      )
      .orderBy(asc(purposeMappings.id)),
  )
}

/**
 * Says which purpose of the controller a platform's name stands for. What was mapped from the same is
 * mapped anew. It holds for what was said before as well: consents are put together when they are read.
 *
 * @throws {ConduitError} `not_found`: no such purpose or integration; `conflict`: there are 2,000
 */
export async function mapPurpose(
  { database, now }: AdministrationContext,
  actor: Actor,
  input: NewMapping,
): Promise<PurposeMappingNode> {
  const { controllerId, integrationId, purposeId } = input
  const { platformPurpose, channel } = input
  const from = {
    channel: channelWord(cleanText(channel, textLimits.word)),
    platformPurpose: platformPurpose === null ? null : cleanText(platformPurpose, textLimits.word),
  }
  if (from.channel === '') {
    const faults = [{ pointer: '/channel', detail: 'must not be empty' }]
    throw new ConduitError('invalid', { reason: 'not a mapping', faults })
  }
  const at = now()
  try {
    return await database.transaction(async executor => {
      await assertExist(executor, input)
      await executor.delete(purposeMappings).where(isFrom({ ...input, ...from }))
      await assertRoom(executor, controllerId)
      const mapping = { controllerId, integrationId, purposeId, ...from, createdAt: at }
      const [row] = await executor
        .insert(purposeMappings)
        .values({ ...mapping, id: uuidv7() })
        .returning()
      if (row === undefined) throw notFound('purpose')
      await audit(executor, actor, at, 'purpose.mapped', row)
      return row
    })
  } catch (error) {
    throw conflictOn(error, 'purpose_mappings_from', 'it was mapped by somebody else meanwhile')
  }
}

/**
 * Takes a mapping out: what it joined is told apart again.
 * @throws {ConduitError} `not_found`
 */
export async function unmapPurpose(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<void> {
  await database.transaction(async executor => {
    const [row] = await executor
      .delete(purposeMappings)
      .where(isRow(purposeMappings, ref))
      .returning()
    if (row === undefined) throw notFound('mapping')
    await audit(executor, actor, now(), 'purpose.unmapped', row)
  })
}

function isFrom({ controllerId, integrationId, platformPurpose, channel }: NewMapping) {
  const table = purposeMappings
  return and(
    eq(table.controllerId, controllerId),
    eq(table.channel, channel),
    integrationId === null ? isNull(table.integrationId) : eq(table.integrationId, integrationId),
    platformPurpose === null
      ? isNull(table.platformPurpose)
      : eq(table.platformPurpose, platformPurpose),
  )
}

async function assertExist(
  executor: Executor,
  { controllerId, integrationId, purposeId }: NewMapping,
): Promise<void> {
  const of = { controllerId }
  const found = await executor
    .select({ id: purposes.id })
    .from(purposes)
    .where(isRow(purposes, { ...of, id: purposeId }))
  if (found.length === 0) throw notFound('purpose')
  if (integrationId === null) return
  const known = await executor
    .select({ id: integrations.id })
    .from(integrations)
    .where(isRow(integrations, { ...of, id: integrationId }))
  if (known.length === 0) throw notFound('integration')
}

async function assertRoom(executor: Executor, controllerId: string): Promise<void> {
  const [counted] = await executor
    .select({ count: count() })
    .from(purposeMappings)
    .where(eq(purposeMappings.controllerId, controllerId))
  if ((counted?.count ?? 0) < mostOfController) return
  throw new ConduitError('conflict', { reason: `there are ${mostOfController} mappings already` })
}

async function audit(
  executor: Executor,
  actor: Actor,
  at: Date,
  action: string,
  { controllerId, purposeId, integrationId }: PurposeMappingNode,
): Promise<void> {
  const object = { objectType: 'purpose', objectId: purposeId }
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action, ...object, details: { integrationId } },
  })
}
