import { encodeId } from '@conduit/core/host'
import type { Database } from '@conduit/db'
import {
  controllersToTell,
  type Lease,
  noteTold,
  readNotifications,
  type Told,
  takeLease,
} from '@conduit/db/notifications'
import type { FastifyBaseLogger } from 'fastify'
import { describeReason } from './describe-reason.ts'
import { type Notification, notificationOf } from './notification.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { Subscriber } from './subscriber.ts'

/** What telling works with. */
export interface Telling {
  readonly database: Database
  readonly clock: () => Date
  readonly logger: FastifyBaseLogger
  /** The server stops. */
  readonly signal: AbortSignal
}

/** Controllers that one subscriber is told of at once. */
const atOnce = 4
/** Noted together: so many come again after a crash. */
const mostNoted = 50
const patienceMilliseconds = 15_000
/** Longer than one notification may take, and what is noted after it. */
const leaseMilliseconds = 60_000
const firstPause = 1_000
const longestPause = 3_600_000

/** Tells one subscriber, at its own pace. */
export interface Teller {
  /** There may be something: what it can be told is told, as far as there are places. */
  readonly ask: () => void
  /** Nothing is told any more. */
  readonly idle: () => Promise<void>
}

/** Makes it. Each place is taken by the next controller as it becomes free: none waits for another. */
export function createTeller(telling: Telling, subscriber: Subscriber): Teller {
  const { database, clock, logger, signal } = telling
  const busy = new Map<string, Promise<void>>()
  const onFailure = (error: unknown) => logger.error({ err: error }, 'notifications not told')
  const filling = oneAtATime(async () => {
    if (signal.aborted || busy.size === atOnce) return
    try {
      const found = await controllersToTell(database, subscriber.name, clock(), atOnce)
      for (const controllerId of found) {
        if (busy.size < atOnce && !busy.has(controllerId))
          busy.set(controllerId, tell(controllerId))
      }
    } catch (error) {
      onFailure(error)
    }
  })
  const tell = async (controllerId: string): Promise<void> => {
    try {
      await tellOf(telling, subscriber, controllerId)
    } catch (error) {
      // The next look tries again.
      onFailure(error)
      return
    } finally {
      busy.delete(controllerId)
    }
    filling.ask()
  }
  return {
    ask: filling.ask,
    idle: async () => {
      await filling.idle()
      while (busy.size > 0) {
        await Promise.all(busy.values())
        await filling.idle()
      }
    },
  }
}

/** One batch of one controller. */
async function tellOf(
  telling: Telling,
  subscriber: Subscriber,
  controllerId: string,
): Promise<void> {
  const { database, clock } = telling
  const of = { controllerId, subscriber: subscriber.name }
  const lease = await takeLease(database, of, clock(), leaseMilliseconds)
  if (lease === null) return
  const { topics } = subscriber
  const range = { controllerId, after: lease.seq, topics, first: mostNoted }
  const { notifications, upTo } = await readNotifications(database, range)
  const told: Told[] = []
  const begun = clock().getTime()
  let { seq } = lease
  for (const row of notifications) {
    if (telling.signal.aborted) break
    const failure = await receive(telling, subscriber, notificationOf(row))
    // What a stop broke off is neither received nor failed.
    if (failure !== null && telling.signal.aborted) break
    told.push({ seq: row.seq, topic: row.topic, at: clock(), reason: failure })
    if (failure !== null) return await noteFailure(telling, lease, seq, told)
    seq = row.seq
    if (clock().getTime() - begun > patienceMilliseconds) break
  }
  const isThrough = told.length === notifications.length
  const standing = {
    told,
    seq: isThrough ? upTo : seq,
    tries: 0,
    nextTryAt: null,
    leaseUntil: clock(),
  }
  // Nothing was done: how often it failed before still holds.
  const { tries } = told.length === 0 && !isThrough ? lease : standing
  await noteTold(database, lease, { ...standing, tries })
}

async function noteFailure(
  { database, clock, logger }: Telling,
  lease: Lease,
  seq: number,
  told: readonly Told[],
): Promise<void> {
  const tries = (seq === lease.seq ? lease.tries : 0) + 1
  const pause = Math.min(firstPause * 2 ** Math.min(tries - 1, 30), longestPause)
  const leaseUntil = clock()
  const nextTryAt = new Date(leaseUntil.getTime() + pause)
  const { controllerId, subscriber } = lease
  logger.warn(
    {
      controllerId: encodeId('controller', controllerId, controllerId),
      subscriber,
      reason: told.at(-1)?.reason,
    },
    'subscriber failed',
  )
  await noteTold(database, lease, { told, seq, tries, nextTryAt, leaseUntil })
}

/** @returns why it failed; null: it was received */
async function receive(
  { signal }: Telling,
  subscriber: Subscriber,
  notification: Notification,
): Promise<string | null> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new LateError()), patienceMilliseconds)
  const either = AbortSignal.any([signal, late.signal])
  try {
    await new Promise<void>((resolve, reject) => {
      either.addEventListener('abort', () => reject(either.reason), { once: true })
      Promise.resolve(subscriber.receive(notification, either)).then(resolve, reject)
    })
    return null
  } catch (error) {
    return describeReason(error)
  } finally {
    clearTimeout(timer)
  }
}

/** It was not done in time. */
class LateError extends Error {
  override readonly name = 'LateError'
}
