import type { Database } from '@conduit/db'
import { eventsChannel } from '@conduit/db/notifications'

/** Hears of changes at once, as long as the database lets it. */
export interface Listener {
  /** Listens, if it does not; what fails is tried with the next call. */
  readonly ensure: () => Promise<void>
  readonly end: () => Promise<void>
}

/** Makes the one listener of a server. */
export function createListener(database: Database, onNotice: () => void): Listener {
  let listening: ReturnType<Database['listen']> | null = null
  let isEnded = false
  const end = async (): Promise<void> => {
    const before = listening
    listening = null
    await (await before?.catch(() => null))?.end().catch(() => undefined)
  }
  const listen = async (): Promise<void> => {
    const current = await listening?.catch(() => null)
    if (isEnded || (current != null && !current.isBroken())) return
    await end()
    listening = database.listen(eventsChannel, onNotice)
    await listening.catch(() => undefined)
  }
  // Whoever asks while it is at it waits for the same: of two that listen one would be forgotten.
  let ensuring: Promise<void> | null = null
  return {
    ensure: async () => {
      ensuring ??= listen().finally(() => {
        ensuring = null
      })
      await ensuring
    },
    end: async () => {
      isEnded = true
      await ensuring
      await end()
    },
  }
}
