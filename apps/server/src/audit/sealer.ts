import type { Database } from '@conduit/db'
import type { Keyring } from '@conduit/privacy'
import type { FastifyBaseLogger } from 'fastify'
import type { RunningSealer } from './run-sealer.ts'

/** What a sealer works with. */
export interface SealerOptions {
  readonly database: Database
  readonly keyring: Keyring
  readonly clock: () => Date
  readonly logger: FastifyBaseLogger
  /** Files to which checkpoints are added. */
  readonly anchors: readonly string[]
}

/** Sees to it that what is in the audit log can be proven. */
export interface Sealer {
  readonly anchors: readonly string[]
  /** Begins to look by itself, every few seconds. */
  readonly start: () => Promise<void>
  /** Seals all that waits, and writes down what is new. */
  readonly seal: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Makes a sealer; it does nothing by itself until it is started, and is loaded then. */
export function createSealer(options: SealerOptions): Sealer {
  let loaded: Promise<RunningSealer> | null = null
  let isClosed = false
  const running = (): Promise<RunningSealer> => {
    loaded ??= import('./run-sealer.ts').then(({ runSealer }) => runSealer(options))
    return loaded
  }
  return {
    anchors: options.anchors,
    start: async () => {
      // What starts beside it may take longer than the server that is to be stopped again.
      if (!isClosed) (await running()).start()
    },
    seal: async () => await (await running()).seal(),
    close: async () => {
      isClosed = true
      await (await loaded)?.close()
    },
  }
}
