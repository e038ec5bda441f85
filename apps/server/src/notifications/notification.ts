import { encodeId } from '@conduit/core/host'
import { serverId } from '@conduit/db'
import type { NotificationNode } from '@conduit/db/notifications'
import type { Topic } from './topics.ts'

/** One change, as everybody is told of it. It holds ids of the API and counts, and nothing of a person. */
export interface Notification {
  /** Its number in the order of the controller, from 1. The same change has the same one each time. */
  readonly id: string
  readonly event: Topic
  /** Null: it is about the server itself. */
  readonly dataControllerId: string | null
  readonly at: Date
  /** What the topic says of it. */
  readonly data: Readonly<Record<string, unknown>>
}

/** A row as a notification. */
export function notificationOf({
  controllerId,
  seq,
  topic,
  payload,
  createdAt,
}: NotificationNode): Notification {
  return {
    id: String(seq),
    event: topic as Topic,
    dataControllerId:
      controllerId === serverId ? null : encodeId('controller', controllerId, controllerId),
    at: createdAt,
    data: payload,
  }
}
