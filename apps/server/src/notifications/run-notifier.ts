import { numberNotifications, registerSubscriber } from '@conduit/db/notifications'
import { createListener } from './listener.ts'
import type { Notifier, NotifierOptions } from './notifier.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { createOpenStreams, type OpenStreams } from './open-streams.ts'
import { createReaders } from './readers.ts'
import { createTeller } from './tell-subscriber.ts'

/** A notifier that is loaded. */
export interface RunningNotifier extends Pick<Notifier, 'start' | 'look' | 'close'> {
  /** The last number of a controller, once it was looked again; null: it is to end. */
  readonly nextHead: (controllerId: string, signal: AbortSignal) => Promise<number | null>
  readonly openStreams: OpenStreams
}

const lookMilliseconds = 1_000
const registeredFor = 3_600_000

/**
 * Makes what does the work of a notifier.
 * @param signal it is to end
 */
export function runNotifier(options: NotifierOptions, signal: AbortSignal): RunningNotifier {
  const { database, logger } = options
  const readers = createReaders(database)
  const register = registration(options)
  const tellers = options.subscribers.map(each => createTeller({ ...options, signal }, each))
  const tellAll = async (): Promise<void> => {
    for (const { ask } of tellers) ask()
    await Promise.all(tellers.map(({ idle }) => idle()))
  }
  /** One pass, after which everybody hears of it: who writes without a pause keeps nobody waiting. */
  const look = async (): Promise<number> => {
    // Before anything is numbered, or it would be news to nobody.
    await register()
    const count = signal.aborted ? 0 : await numberNotifications(database)
    await readers.wake()
    return count
  }
  let hasFailed = false
  const looks = oneAtATime(async () => {
    try {
      const count = await look()
      hasFailed = false
      for (const { ask } of tellers) ask()
      if (count > 0) looks.ask()
    } catch (error) {
      if (!hasFailed) logger.error({ err: error }, 'notifications not numbered')
      hasFailed = true
    }
  })
  let stop = () => {}
  return {
    openStreams: createOpenStreams(),
    start: async () => {
      // What starts beside it may have failed, and all of it is started again.
      stop()
      const listening = createListener(database, () => looks.ask())
      const timer = setInterval(() => {
        void listening.ensure()
        looks.ask()
      }, lookMilliseconds)
      stop = () => {
        clearInterval(timer)
        void listening.end()
      }
      if (signal.aborted) return stop()
      await listening.ensure()
      looks.ask()
    },
    look: async () => {
      await looks.idle()
      await look()
      await tellAll()
    },
    nextHead: (controllerId, given) => readers.next(controllerId, AbortSignal.any([signal, given])),
    close: async () => {
      stop()
      await looks.idle()
      await tellAll()
    },
  }
}

/** Makes all subscribers known, and notes once an hour that they still are. */
function registration({ database, clock, subscribers }: NotifierOptions): () => Promise<void> {
  let until = Number.NEGATIVE_INFINITY
  return async () => {
    const now = clock()
    if (now.getTime() < until) return
    for (const { name } of subscribers) await registerSubscriber(database, name, now)
    until = now.getTime() + registeredFor
  }
}
