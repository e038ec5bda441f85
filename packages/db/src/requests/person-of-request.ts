import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { membersOf } from '../people/subject-members.ts'
import {
  dataSubjectRequests,
  dataSubjects,
  identifierTokens,
  requestTokens,
} from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import { isUnanswered } from './act-on-request.ts'

type Request = (typeof dataSubjectRequests)['$inferSelect']

/** The person whom a request is about, as it is now. */
export interface RequestPerson {
  /** Who stands for it. */
  readonly root: string
  /** All who are that person, in the order of their ids. */
  readonly members: readonly string[]
  readonly isErased: boolean
}

/** Who a request is about; null: nobody has been named. */
export async function personOfRequest(
  executor: Executor,
  { controllerId, subjectId }: Pick<Request, 'controllerId' | 'subjectId'>,
): Promise<RequestPerson | null> {
  if (subjectId === null) return null
  const found = await membersOf(executor, [controllerId], [subjectId])
  const [first] = found
  if (first === undefined) return null
  const members = found.map(({ id }) => id).toSorted()
  const erased = await executor
    .select({ id: dataSubjects.id })
    .from(dataSubjects)
    .where(
      and(
        eq(dataSubjects.controllerId, controllerId),
        inArray(dataSubjects.id, members),
        eq(dataSubjects.state, 'erased'),
      ),
    )
  return { root: first.root, members, isErased: erased.length > 0 }
}

/** An identifier of a person that a proven event showed. */
export type KnownIdentifier = Pick<
  (typeof identifierTokens)['$inferSelect'],
  'token' | 'keyId' | 'kind' | 'integrationId' | 'firstSeen' | 'isVerified'
> & {
  /** The request itself named it. */
  readonly isNamed: boolean
}

/** The identifiers of a person, and which of them a request named. */
export async function identifiersOf(
  executor: Executor,
  { controllerId, id }: Pick<Request, 'controllerId' | 'id'>,
  { members }: RequestPerson,
): Promise<readonly KnownIdentifier[]> {
  const table = identifierTokens
  return await executor
    .select({
      ...{ token: table.token, keyId: table.keyId, kind: table.kind, firstSeen: table.firstSeen },
      ...{ integrationId: table.integrationId, isVerified: table.isVerified },
      // In full: drizzle would name the columns alone, and those of the inner table are meant then.
      isNamed: sql<boolean>`exists (select from ${requestTokens} named
        where named.controller_id = "identifier_tokens"."controller_id"
          and named.token = "identifier_tokens"."token" and named.request_id = ${id}::uuid)`,
    })
    .from(table)
    .where(and(eq(table.controllerId, controllerId), inArray(table.subjectId, [...members])))
    .orderBy(asc(table.firstSeen), asc(table.token))
}

/** What was begun for a request, and its person as it was then. */
export interface OfRequest {
  readonly controllerId: string
  readonly requestId: string
  readonly members: readonly string[]
}

/**
 * Why what was begun for a request must not go on: the request was ended without an answer, is checked
 * anew or is about somebody else, or the person was merged, separated or erased. Null: nothing is.
 */
export async function whyNotGood(
  executor: Executor,
  { controllerId, requestId, members }: OfRequest,
): Promise<'request_changed' | 'person_changed' | null> {
  const [request] = await executor
    .select()
    .from(dataSubjectRequests)
    .where(isRow(dataSubjectRequests, { controllerId, id: requestId }))
  if (request === undefined || request.verifiedAt === null || isUnanswered(request))
    return 'request_changed'
  const person = await personOfRequest(executor, request)
  const isSame = person !== null && person.members.join() === members.join() && !person.isErased
  return isSame ? null : 'person_changed'
}
