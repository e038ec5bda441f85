import { and, eq, inArray, isNull, notExists, notInArray, or, type SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Executor } from '../database/database.ts'
import { isOwnIdAt } from '../people/known-elsewhere.ts'
import {
  activitySubjects,
  consentEvents,
  consentPropagations,
  dataSubjects,
  emailBases,
  identifierTokens,
  platformRefs,
  processingActivities,
  subjectAliases,
  subjectKeys,
  subjectLinks,
  subjectRestrictions,
} from '../schema/index.ts'
import type { OwnCounts } from './own-records.ts'

/** A table with rows of people. */
interface OfPeople {
  readonly controllerId: PgColumn
  readonly subjectId: PgColumn
}

/**
 * Ends a person, in the transaction that has moved the people epoch: whatever has come since its rows
 * went goes too, the key with it, and of the person itself stays that somebody was erased, and when.
 *
 * @param heldIds integrations from which consents, what was told and what activities are tied to stay, and with
 *   them who was merged with whom
 */
export async function forgetPerson(
  executor: Executor,
  controllerId: string,
  memberIds: readonly string[],
  heldIds: readonly string[],
  at: Date,
): Promise<OwnCounts> {
  const ids = [...memberIds]
  const held = [...heldIds]
  const drop = async (table: PgTable & OfPeople, which?: SQL): Promise<number> => {
    const gone = await executor
      .delete(table)
      .where(and(eq(table.controllerId, controllerId), inArray(table.subjectId, ids), which))
      .returning({ controllerId: table.controllerId })
    return gone.length
  }
  const identifiers = await drop(identifierTokens)
  const isFree = (column: PgColumn) => or(isNull(column), notInArray(column, held))
  const consents = await drop(consentEvents, isFree(consentEvents.integrationId))
  const tellings = await drop(consentPropagations, isFree(consentPropagations.integrationId))
  const references = await drop(platformRefs)
  const ofHeld = executor
    .select({ id: processingActivities.id })
    .from(processingActivities)
    .where(
      and(
        eq(processingActivities.controllerId, activitySubjects.controllerId),
        eq(processingActivities.id, activitySubjects.activityId),
        inArray(processingActivities.integrationId, held),
      ),
    )
  await drop(activitySubjects, held.length === 0 ? undefined : notExists(ofHeld))
  for (const table of [emailBases, subjectRestrictions]) await drop(table)
  const links = await executor
    .delete(subjectLinks)
    .where(
      and(
        eq(subjectLinks.controllerId, controllerId),
        or(inArray(subjectLinks.subjectA, ids), inArray(subjectLinks.subjectB, ids)),
      ),
    )
    .returning({ controllerId: subjectLinks.controllerId })
  if (held.length === 0)
    await executor
      .delete(subjectAliases)
      .where(
        and(
          eq(subjectAliases.controllerId, controllerId),
          or(inArray(subjectAliases.subjectId, ids), inArray(subjectAliases.aliasOf, ids)),
        ),
      )
  await executor
    .update(dataSubjects)
    .set({ state: 'erased', firstSeen: at, erasedAt: at })
    .where(and(eq(dataSubjects.controllerId, controllerId), inArray(dataSubjects.id, ids)))
  await drop(subjectKeys)
  return { identifiers, consents, tellings, references, links: links.length }
}

/**
 * Forgets what only one integration knows a person by: its references, and the platform's own ids. Others of its
 * identifiers stay, as nobody knows that they came from there alone. In the transaction that has moved the
 * people epoch.
 */
export async function forgetAtPlace(
  executor: Executor,
  controllerId: string,
  memberIds: readonly string[],
  integrationId: string,
): Promise<OwnCounts> {
  const ids = [...memberIds]
  const drop = async (table: PgTable & OfPeople & { readonly integrationId: PgColumn }) => {
    const gone = await executor
      .delete(table)
      .where(
        and(
          eq(table.controllerId, controllerId),
          inArray(table.subjectId, ids),
          eq(table.integrationId, integrationId),
        ),
      )
      .returning({ controllerId: table.controllerId })
    return gone.length
  }
  const consents = await drop(consentEvents)
  const tellings = await drop(consentPropagations)
  const references = await drop(platformRefs)
  const gone = await executor
    .delete(identifierTokens)
    .where(
      and(
        eq(identifierTokens.controllerId, controllerId),
        inArray(identifierTokens.subjectId, ids),
        isOwnIdAt(integrationId),
      ),
    )
    .returning({ token: identifierTokens.token })
  return { identifiers: gone.length, consents, tellings, references }
}
