import { and, eq, inArray, or } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Executor } from '../database/database.ts'
import {
  activitySubjects,
  consentEvents,
  consentPropagations,
  dataSubjects,
  emailBases,
  identifierTokens,
  platformRefs,
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
 */
export async function forgetPerson(
  executor: Executor,
  controllerId: string,
  memberIds: readonly string[],
  at: Date,
): Promise<OwnCounts> {
  const ids = [...memberIds]
  const drop = async (table: PgTable & OfPeople): Promise<number> => {
    const gone = await executor
      .delete(table)
      .where(and(eq(table.controllerId, controllerId), inArray(table.subjectId, ids)))
      .returning({ controllerId: table.controllerId })
    return gone.length
  }
  const identifiers = await drop(identifierTokens)
  const consents = await drop(consentEvents)
  const tellings = await drop(consentPropagations)
  const references = await drop(platformRefs)
  for (const table of [emailBases, activitySubjects, subjectRestrictions]) await drop(table)
  const links = await executor
    .delete(subjectLinks)
    .where(
      and(
        eq(subjectLinks.controllerId, controllerId),
        or(inArray(subjectLinks.subjectA, ids), inArray(subjectLinks.subjectB, ids)),
      ),
    )
    .returning({ controllerId: subjectLinks.controllerId })
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
