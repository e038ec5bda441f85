import { and, desc, inArray, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Actor } from '../audit/write-audit.ts'
import type { Database, Executor } from '../database/database.ts'
import { jsonInsert } from '../database/json-insert.ts'
import { statement } from '../database/statement.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { dataSubjectRequestEvents } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'

/** Something that happened to a request. */
export type RequestEventNode = Omit<(typeof dataSubjectRequestEvents)['$inferSelect'], 'once'>

/** What an event may tell: machine words, ids and times, never a person's data. */
export interface RequestEventDetails {
  readonly method?: string
  readonly level?: string
  readonly reason?: string
  readonly stage?: string
  readonly status?: string
  readonly dueAt?: string
  readonly until?: string
  readonly subjectId?: string
  readonly duplicateOf?: string
  readonly integrationId?: string | null
}

/** An event on its way into the table. */
export interface NewRequestEvent {
  readonly request: RowRef
  readonly at: Date
  readonly kind: string
  readonly actor: Actor
  readonly details?: RequestEventDetails
  /** It is noted once for each of these. */
  readonly once?: string
}

const insert = jsonInsert(
  dataSubjectRequestEvents,
  [
    ...(['controllerId', 'id', 'requestId', 'at', 'kind', 'actorType', 'actorId'] as const),
    ...(['details', 'once'] as const),
  ],
  {
    orderBy: ['controllerId', 'requestId', 'kind'],
    tail: 'on conflict do nothing returning request_id::text as "requestId", kind',
  },
)

/** Notes what happened to requests; what was to be noted once and was is left out. @returns those that are new */
export async function noteRequestEvents(
  executor: Executor,
  events: readonly NewRequestEvent[],
): Promise<readonly { readonly requestId: string; readonly kind: string }[]> {
  if (events.length === 0) return []
  const rows = events.map(({ request, at, kind, actor, details = {}, once }) => ({
    controllerId: request.controllerId,
    id: uuidv7(),
    requestId: request.id,
    at: at.toISOString(),
    kind,
    actorType: actor.type,
    actorId: actor.id,
    details: { ...details },
    once: once ?? null,
  }))
  return await statement(executor, insert.sql(1), [insert.encode(rows)])
}

const mostOfRequest = 200

/** What happened to requests, what came last first; of each request the newest two hundred. */
export async function requestEvents(
  database: Database,
  controllerIds: readonly string[],
  requestIds: readonly string[],
): Promise<readonly RequestEventNode[]> {
  return await database.run(async executor => {
    const table = dataSubjectRequestEvents
    const ofRequests = `{${requestIds.join(',')}}`
    const newest = sql`(select newest.id from unnest(${ofRequests}::uuid[]) as given(id)
      cross join lateral (select e.id from ${table} e
        where ${inArray(sql`e.controller_id`, [...controllerIds])} and e.request_id = given.id
        order by e.id desc limit ${mostOfRequest}) newest)`
    return await executor
      .select()
      .from(table)
      .where(and(ofControllers(table.controllerId, controllerIds), inArray(table.id, newest)))
      .orderBy(desc(table.id))
  })
}
