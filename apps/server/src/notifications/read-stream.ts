import { notificationBounds, readNotifications } from '@conduit/db/notifications'
import type { Services } from '../services.ts'
import { merged } from './merged.ts'
import { type Notification, notificationOf } from './notification.ts'
import type { Topic } from './topics.ts'

/** What somebody reads. */
export interface StreamRequest {
  readonly controllerId: string
  readonly topics: readonly Topic[]
  /** The last one that was read; null: from now on. */
  readonly after: number | null
  /** Comes when nobody reads any more. */
  readonly signal: AbortSignal
  /** Asked each ten seconds: may whoever reads still do so? */
  readonly isAllowed: () => Promise<boolean>
}

/** What a stream brings. */
export type StreamItem =
  /** It has begun behind this number. */
  | { readonly kind: 'start'; readonly id: string }
  | { readonly kind: 'notifications'; readonly notifications: readonly Notification[] }
  /** What was asked for is gone: go on from here, and read anew what is shown. */
  | { readonly kind: 'reset'; readonly id: string }
  /** Nothing happened for ten seconds; up to this number nothing is missing. */
  | { readonly kind: 'heartbeat'; readonly id: string }

const mostAtOnce = 100
const heartbeatMilliseconds = 10_000

/**
 * Reads notifications of a controller as they come, until the signal comes, the server stops, or it is
 * no longer allowed. It reads on when what it brought was taken: a slow reader costs one part.
 */
export async function* readStream(
  { database, notifier, elapsed }: Pick<Services, 'database' | 'notifier' | 'elapsed'>,
  { controllerId, topics, after, signal, isAllowed }: StreamRequest,
): AsyncGenerator<StreamItem, void, void> {
  const { nextHead } = await notifier.running()
  const { oldest, head } = await notificationBounds(database, controllerId)
  let position = after ?? head
  if (position > head || position < oldest - 1) {
    position = head
    yield { kind: 'reset', id: String(head) }
  } else yield { kind: 'start', id: String(position) }
  let told = elapsed()
  let asked = told
  let known = Math.max(head, position)
  const mayReadOn = async (): Promise<boolean> => {
    if (signal.aborted || notifier.signal.aborted) return false
    const now = elapsed()
    if (now - asked < heartbeatMilliseconds) return true
    asked = now
    return await isAllowed()
  }
  for (;;) {
    // A long backlog takes as long as its reader likes.
    while (known > position) {
      if (!(await mayReadOn())) return
      const range = { controllerId, after: position, topics, first: mostAtOnce }
      const { notifications, upTo, hasMore } = await readNotifications(database, range)
      position = upTo
      if (notifications.length > 0) {
        yield { kind: 'notifications', notifications: merged(notifications.map(notificationOf)) }
        told = elapsed()
      }
      if (!hasMore) break
    }
    const next = await nextHead(controllerId, signal)
    if (next === null) return
    known = next
    if (!(await mayReadOn())) return
    if (known > position || elapsed() - told < heartbeatMilliseconds) continue
    told = elapsed()
    yield { kind: 'heartbeat', id: String(position) }
  }
}
