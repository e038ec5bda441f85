import { formatToken } from '@conduit/privacy'
import { and, asc, count, eq, inArray } from 'drizzle-orm'
import { union } from 'drizzle-orm/pg-core'
import type { Database } from '../database/database.ts'
import { activitySubjects, identifierTokens, processingActivities } from '../schema/index.ts'
import { membersOf } from './subject-members.ts'

/** What is known of one data subject beside itself. */
export interface SubjectDetail {
  readonly identifiers: readonly SubjectIdentifier[]
  /** How many activities processed this person's data. */
  readonly activities: number
}

/** One identifier of a data subject, as a keyed hash. */
export interface SubjectIdentifier {
  readonly category: 'email' | 'phone' | 'account_id'
  /** Key id, a dot, the hash in base64url. */
  readonly token: string
  /** The integration that showed it first. */
  readonly integrationId: string
  readonly firstSeen: Date
}

/** Identifiers and number of activities of one data subject, with those who were merged into it. */
export async function subjectDetail(
  database: Database,
  controllerId: string,
  subjectId: string,
): Promise<SubjectDetail> {
  const tokens = identifierTokens
  const people = activitySubjects
  return await database.run(async executor => {
    const members = await membersOf(executor, [controllerId], [subjectId])
    const ids = members.map(({ id }) => id)
    const identifiers = await executor
      .select()
      .from(tokens)
      .where(and(eq(tokens.controllerId, controllerId), inArray(tokens.subjectId, ids)))
      .orderBy(asc(tokens.firstSeen), asc(tokens.token))
    const first = executor
      .select({ id: processingActivities.id })
      .from(processingActivities)
      .where(
        and(
          eq(processingActivities.controllerId, controllerId),
          inArray(processingActivities.subjectId, ids),
        ),
      )
    const others = executor
      .select({ id: people.activityId })
      .from(people)
      .where(and(eq(people.controllerId, controllerId), inArray(people.subjectId, ids)))
    const [counted] = await executor
      .select({ activities: count() })
      .from(union(first, others).as('activities'))
    return {
      identifiers: identifiers.map(({ kind, keyId, token, integrationId, firstSeen }) => ({
        category: kind,
        token: formatToken(keyId, token),
        integrationId,
        firstSeen,
      })),
      activities: counted?.activities ?? 0,
    }
  })
}
