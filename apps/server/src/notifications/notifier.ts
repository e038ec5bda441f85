import type { Database } from '@conduit/db'
import type { FastifyBaseLogger } from 'fastify'
import type { RunningNotifier } from './run-notifier.ts'
import type { Subscriber } from './subscriber.ts'

/** What a notifier works with. */
export interface NotifierOptions {
  readonly database: Database
  readonly clock: () => Date
  readonly logger: FastifyBaseLogger
  readonly subscribers: readonly Subscriber[]
}

/** Sees to it that whoever wants to know is told of what happens. */
export interface Notifier {
  /** Begins to look by itself, each second and whenever the database says so. */
  readonly start: () => Promise<void>
  /** Looks once: gives numbers, wakes who reads, and tells all subscribers what they can be told. */
  readonly look: () => Promise<void>
  /** Loads what does the work, which no webhook waits for. */
  readonly running: () => Promise<RunningNotifier>
  /** Comes when it is to end, and all streams with it. */
  readonly signal: AbortSignal
  readonly close: () => Promise<void>
}

/** Makes a notifier; it does nothing by itself until it is started. */
export function createNotifier(options: NotifierOptions): Notifier {
  const ending = new AbortController()
  let loaded: Promise<RunningNotifier> | null = null
  const running = (): Promise<RunningNotifier> => {
    loaded ??= import('./run-notifier.ts').then(({ runNotifier }) =>
      runNotifier(options, ending.signal),
    )
    return loaded
  }
  return {
    signal: ending.signal,
    running,
    start: async () => await (await running()).start(),
    look: async () => await (await running()).look(),
    close: async () => {
      ending.abort()
      await (await loaded)?.close()
    },
  }
}
