import type { Notification } from './notification.ts'

/**
 * Puts together what a stream would say several times at once of the hot path: how many deliveries
 * there were, the first and the last of them. It has the number of the last, so whoever goes on from
 * there misses nothing.
 */
export function merged(notifications: readonly Notification[]): readonly Notification[] {
  const first = notifications.find(isRecorded)
  const last = notifications.findLast(isRecorded)
  if (first === undefined || last === undefined || first === last) return notifications
  const recorded = notifications.filter(isRecorded)
  const count = recorded.reduce((sum, { data }) => sum + Number(data.count), 0)
  const data = { count, first_id: first.data.first_id, last_id: last.data.last_id }
  return notifications.flatMap(each => {
    if (!isRecorded(each)) return [each]
    return each === last ? [{ ...last, data }] : []
  })
}

function isRecorded({ event }: Notification): boolean {
  return event === 'delivery.recorded'
}
