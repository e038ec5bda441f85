import type { Database } from '@conduit/db'
import { notificationHeads } from '@conduit/db/notifications'

/** Those who wait for something new of a controller. */
export interface Readers {
  /** The controller's last number, the next time that all are woken; null: the signal came. */
  readonly next: (controllerId: string, signal: AbortSignal) => Promise<number | null>
  /** Wakes all that wait, with one question for all of them. */
  readonly wake: () => Promise<void>
}

interface Reader {
  readonly controllerId: string
  readonly resolve: (head: number | null) => void
}

export function createReaders(database: Database): Readers {
  const readers = new Set<Reader>()
  return {
    next: (controllerId, signal) =>
      new Promise(resolve => {
        if (signal.aborted) return resolve(null)
        const stop = () => reader.resolve(null)
        const reader: Reader = {
          controllerId,
          resolve: head => {
            readers.delete(reader)
            signal.removeEventListener('abort', stop)
            resolve(head)
          },
        }
        readers.add(reader)
        signal.addEventListener('abort', stop, { once: true })
      }),
    wake: async () => {
      const waiting = [...readers]
      const ids = [...new Set(waiting.map(({ controllerId }) => controllerId))]
      const heads = await notificationHeads(database, ids)
      for (const { controllerId, resolve } of waiting) resolve(heads.get(controllerId) ?? 0)
    },
  }
}
