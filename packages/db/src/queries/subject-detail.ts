import { formatToken } from '@conduit/privacy'
import { and, asc, countDistinct, eq } from 'drizzle-orm'
import type { Database } from '../client.ts'
import { activitySubjects, identifierTokens } from '../schema/index.ts'

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
  /** The connection that showed it first. */
  readonly integrationId: string
  readonly firstSeen: Date
}

/** Identifiers and number of activities of one data subject. */
export async function subjectDetail(
  database: Database,
  controllerId: string,
  subjectId: string,
): Promise<SubjectDetail> {
  const tokens = identifierTokens
  const people = activitySubjects
  return await database.run(async executor => {
    const identifiers = await executor
      .select()
      .from(tokens)
      .where(and(eq(tokens.controllerId, controllerId), eq(tokens.subjectId, subjectId)))
      .orderBy(asc(tokens.firstSeen), asc(tokens.token))
    const [counted] = await executor
      .select({ activities: countDistinct(people.activityId) })
      .from(people)
      .where(and(eq(people.controllerId, controllerId), eq(people.subjectId, subjectId)))
    return {
      identifiers: identifiers.map(({ kind, keyId, token, integrationId, firstSeen }) => ({
        category: kind,
        token: formatToken({ keyId, hash: token }),
        integrationId,
        firstSeen,
      })),
      activities: counted?.activities ?? 0,
    }
  })
}
