import { and, asc, count, eq, inArray, isNull } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { recipientNotices } from '../schema/index.ts'

/** Somebody who is to be told what became of a request. */
export type NoticeNode = (typeof recipientNotices)['$inferSelect']

const table = recipientNotices

/** The notices of requests, by the names of their recipients. */
export async function noticesOfRequests(
  database: Database,
  controllerIds: readonly string[],
  requestIds: readonly string[],
): Promise<readonly NoticeNode[]> {
  return await database.run(executor =>
    executor
      .select()
      .from(table)
      .where(
        and(
          ofControllers(table.controllerId, controllerIds),
          inArray(table.requestId, [...requestIds]),
        ),
      )
      .orderBy(asc(table.recipient), asc(table.id)),
  )
}

/** How many of a controller are still to be done. */
export async function countOpenNotices(database: Database, controllerId: string): Promise<number> {
  const [found] = await database.run(executor =>
    executor
      .select({ count: count() })
      .from(table)
      .where(and(eq(table.controllerId, controllerId), isNull(table.outcome))),
  )
  return found?.count ?? 0
}
