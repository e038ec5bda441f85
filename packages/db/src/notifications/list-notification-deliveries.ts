import type { Database } from '../database/database.ts'
import { ifGiven, listById } from '../lists/list-by-id.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import { notificationDeliveries } from '../schema/index.ts'

/** What became of a notification at a subscriber. */
export type NotificationDeliveryNode = (typeof notificationDeliveries)['$inferSelect']

/** Which of them. */
export interface NotificationDeliveryFilter {
  readonly controllerId: string
  readonly subscriber?: string | null | undefined
  readonly topic?: string | null | undefined
  readonly state?: NotificationDeliveryNode['state'] | null | undefined
}

/** What subscribers were told, the newest first. */
export async function listNotificationDeliveries(
  database: Database,
  { controllerId, subscriber, topic, state }: NotificationDeliveryFilter,
  request: PageRequest,
): Promise<Page<NotificationDeliveryNode>> {
  const where = [
    ifGiven(notificationDeliveries.subscriber, subscriber),
    ifGiven(notificationDeliveries.topic, topic),
    ifGiven(notificationDeliveries.state, state),
  ]
  return await listById(
    database,
    notificationDeliveries,
    [controllerId],
    where,
    request,
    rows => rows,
  )
}
