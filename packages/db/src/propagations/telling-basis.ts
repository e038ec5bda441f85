import type { Keyring } from '@conduit/privacy'
import { and, desc, eq, gt, inArray } from 'drizzle-orm'
import type { ConsentNode } from '../consents/consents-of.ts'
import type { Database, Executor } from '../database/database.ts'
import { type KnownObject, knownObjects } from '../people/known-objects.ts'
import { consentPropagations, platformRefs, purposes } from '../schema/index.ts'
import { type Decision, type DecisionSubject, decisionOf } from './decision.ts'
import { mostObjects } from './most-objects.ts'
import { type PlatformName, platformPurposes } from './platform-purposes.ts'
import type { PropagationNode } from './propagation-node.ts'

/** What is asked for. */
export interface AskedTelling extends Omit<DecisionSubject, 'purposeId'> {
  /** Only these; absent: wherever something is known of the person. */
  readonly integrationIds?: readonly string[] | undefined
}

/** All that has to be known to say what would be told to whom. */
export interface TellingBasis {
  readonly subject: DecisionSubject
  readonly decision: Decision
  readonly integrationIds: readonly string[]
  /** Verified ones, in clear. */
  readonly objects: readonly KnownObject[]
  /** What each integration calls the purpose. */
  readonly names: ReadonlyMap<string, readonly string[]>
  /** What was begun to be told of these objects on this channel, the newest first. */
  readonly before: readonly PropagationNode[]
}

/** Of each object the newest decide; so many are enough for all of a person's. */
const mostBefore = 2_000

/**
 * Reads what a telling is planned by. It changes nothing.
 * @throws {ConduitError} `not_found`: no such person
 */
export async function tellingBasis(
  database: Database,
  keyring: Keyring,
  { integrationIds, ...asked }: AskedTelling,
): Promise<TellingBasis> {
  const { controllerId, channel } = asked
  return await database.run(async executor => {
    const purposeId = await purposeIdOf(executor, asked)
    const subject = { ...asked, purposeId }
    const decision = await decisionOf(executor, subject)
    const { memberIds, consent, refusal } = decision
    const none = { integrationIds: [], objects: [], names: new Map(), before: [] }
    if (consent === null || refusal !== null) return { subject, decision, ...none }
    const objects = await knownObjects(executor, keyring, controllerId, memberIds, mostObjects)
    const ids = integrationIds ?? (await integrationsOf(executor, controllerId, memberIds, consent))
    const spoken = spokenNames(consent, ids)
    const names = await platformPurposes(executor, subject, ids, spoken, consent.state)
    const before = await begunBefore(executor, controllerId, channel, objects)
    return { subject, decision, integrationIds: ids, objects, names, before }
  })
}

/** The purpose of this name; null: the controller has none, so it is a word of platforms. */
async function purposeIdOf(
  executor: Executor,
  { controllerId, purpose }: Pick<AskedTelling, 'controllerId' | 'purpose'>,
): Promise<string | null> {
  if (purpose.includes('\0')) return null
  const [row] = await executor
    .select({ id: purposes.id })
    .from(purposes)
    .where(and(eq(purposes.controllerId, controllerId), eq(purposes.name, purpose)))
  return row?.id ?? null
}

/** Where something of the person is known, proven or not, and where it spoke of this. */
async function integrationsOf(
  executor: Executor,
  controllerId: string,
  memberIds: readonly string[],
  { sources }: ConsentNode,
): Promise<readonly string[]> {
  const { integrationId, subjectId } = platformRefs
  const rows = await executor
    .selectDistinct({ integrationId })
    .from(platformRefs)
    .where(and(eq(platformRefs.controllerId, controllerId), inArray(subjectId, [...memberIds])))
  const spoken = sources.flatMap(each => (each.integrationId === null ? [] : [each.integrationId]))
  return [...new Set([...rows.map(row => row.integrationId), ...spoken])].sort()
}

function spokenNames(
  { history }: ConsentNode,
  integrationIds: readonly string[],
): readonly PlatformName[] {
  return history.flatMap(({ integrationId, purpose }) =>
    integrationId !== null && integrationIds.includes(integrationId)
      ? [{ integrationId, purpose }]
      : [],
  )
}

async function begunBefore(
  executor: Executor,
  controllerId: string,
  channel: string,
  objects: readonly KnownObject[],
): Promise<readonly PropagationNode[]> {
  const table = consentPropagations
  const tokens = [...new Set(objects.map(({ token }) => token))]
  if (tokens.length === 0) return []
  return await executor
    .select()
    .from(table)
    .where(
      and(
        eq(table.controllerId, controllerId),
        inArray(table.reference, tokens),
        eq(table.channel, channel),
        gt(table.tries, 0),
      ),
    )
    .orderBy(desc(table.id))
    .limit(mostBefore)
}
