import { formatToken } from '@conduit/privacy'
import { and, eq, inArray } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { integrationsOfPerson } from '../requests/integrations-of-person.ts'
import {
  identifiersOf,
  personOfRequest,
  type RequestPerson,
} from '../requests/person-of-request.ts'
import { dataExports, type dataSubjectRequests } from '../schema/index.ts'

type Request = (typeof dataSubjectRequests)['$inferSelect']

/** Why no copy can be made for a request as it stands. */
export type ExportObstacle =
  | 'request_closed'
  | 'wrong_type'
  | 'person_not_confirmed'
  | 'identity_not_verified'
  | 'person_erased'
  /** One is being collected, or can be had. */
  | 'copy_exists'

/** An identifier of the person, as a keyed hash. */
export interface PlannedIdentifier {
  readonly controllerId: string
  readonly category: 'email' | 'phone' | 'account_id'
  /** Key id, a dot, the hash in base64url. */
  readonly token: string
  readonly integrationId: string
  readonly firstSeen: Date
  /** The request named it, so it was proven with it. */
  readonly isProven: boolean
}

/** What a copy for a request would be made of. */
export interface ExportPlan {
  readonly controllerId: string
  readonly identifiers: readonly PlannedIdentifier[]
  /** Those that unsigned events alone have shown: they count for nothing. */
  readonly unverified: number
  readonly integrationIds: readonly string[]
  readonly obstacles: readonly ExportObstacle[]
}

/** What a copy for a request would be made of, and what stands in the way. */
export async function exportPlan(database: Database, request: Request): Promise<ExportPlan> {
  return await database.run(async executor => {
    const { controllerId } = request
    const person = await personOfRequest(executor, request)
    const obstacles = await obstaclesTo(executor, request, person)
    if (person === null || request.personConfirmedAt === null)
      return { controllerId, identifiers: [], unverified: 0, integrationIds: [], obstacles }
    const known = await identifiersOf(executor, request, person)
    const verified = known.filter(({ isVerified }) => isVerified)
    const integrations = await integrationsOfPerson(executor, controllerId, person.members)
    return {
      ...{ controllerId, obstacles, unverified: known.length - verified.length },
      identifiers: verified.map(({ token, keyId, kind, integrationId, firstSeen, isNamed }) => ({
        ...{ controllerId, category: kind, token: formatToken(keyId, token), integrationId },
        ...{ firstSeen, isProven: isNamed },
      })),
      integrationIds: integrations.map(each => each.id),
    }
  })
}

/** What stands in the way of a copy. */
export async function obstaclesTo(
  executor: Executor,
  { controllerId, id, type, closedAt, personConfirmedAt, verifiedAt }: Request,
  person: RequestPerson | null,
): Promise<readonly ExportObstacle[]> {
  const [live] = await executor
    .select({ id: dataExports.id })
    .from(dataExports)
    .where(
      and(
        eq(dataExports.controllerId, controllerId),
        eq(dataExports.requestId, id),
        inArray(dataExports.status, ['collecting', 'ready']),
      ),
    )
    .limit(1)
  const all: readonly (readonly [ExportObstacle, boolean])[] = [
    ['request_closed', closedAt !== null],
    ['wrong_type', type !== 'access' && type !== 'portability'],
    ['person_not_confirmed', personConfirmedAt === null || person === null],
    ['identity_not_verified', verifiedAt === null],
    ['person_erased', person?.isErased === true],
    ['copy_exists', live !== undefined],
  ]
  return all.filter(([, stands]) => stands).map(([obstacle]) => obstacle)
}
