import { and, asc, eq, gt, inArray, lte, min } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { eventHeads, notifications } from '../schema/index.ts'

/** One change, as everybody is told of it. */
export type NotificationNode = (typeof notifications)['$inferSelect']

/** Which notifications of a controller are asked for. */
export interface NotificationRange {
  readonly controllerId: string
  /** Number of the last one that is known. */
  readonly after: number
  readonly topics: readonly string[]
  /** At most so many. */
  readonly first: number
}

/** Notifications in their order. */
export interface NotificationPart {
  readonly notifications: readonly NotificationNode[]
  /** Up to this number nothing is missing. */
  readonly upTo: number
  readonly hasMore: boolean
}

/** Reads what comes after a number. */
export async function readNotifications(
  database: Database,
  { controllerId, after, topics, first }: NotificationRange,
): Promise<NotificationPart> {
  return await database.run(async executor => {
    const head = await headOf(executor, controllerId)
    if (head <= after) return { notifications: [], upTo: after, hasMore: false }
    const { seq, topic } = notifications
    const mine = eq(notifications.controllerId, controllerId)
    const found = await executor
      .select()
      .from(notifications)
      .where(and(mine, gt(seq, after), lte(seq, head), inArray(topic, [...topics])))
      .orderBy(asc(seq))
      .limit(first)
    const hasMore = found.length === first
    return { notifications: found, upTo: hasMore ? (found.at(-1)?.seq ?? head) : head, hasMore }
  })
}

/** What is there of a controller: the last number, and the first that can still be read. */
export async function notificationBounds(
  database: Database,
  controllerId: string,
): Promise<{ readonly oldest: number; readonly head: number }> {
  return await database.run(async executor => {
    const [found] = await executor
      .select({ oldest: min(notifications.seq) })
      .from(notifications)
      .where(eq(notifications.controllerId, controllerId))
    const head = await headOf(executor, controllerId)
    return { oldest: found?.oldest ?? head + 1, head }
  })
}

/** The last numbers of controllers; who has none is missing. */
export async function notificationHeads(
  database: Database,
  controllerIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (controllerIds.length === 0) return new Map()
  const found = await database.run(executor =>
    executor
      .select()
      .from(eventHeads)
      .where(inArray(eventHeads.controllerId, [...controllerIds])),
  )
  return new Map(found.map(({ controllerId, seq }) => [controllerId, seq]))
}

async function headOf(executor: Executor, controllerId: string): Promise<number> {
  const [found] = await executor
    .select({ seq: eventHeads.seq })
    .from(eventHeads)
    .where(eq(eventHeads.controllerId, controllerId))
  return found?.seq ?? 0
}
