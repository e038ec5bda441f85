import { setImmediate as nextTurn } from 'node:timers/promises'

/** So many bytes are read, or their events understood, within about 10 ms. */
export const smallBytes = 100_000

/** Who comes first: what is small, before the pieces of what is large. */
export interface Turns {
  /**
   * Resolves in a turn of the event loop in which no other large delivery goes on, one after the other.
   * While something small is under way it waits for as long as the turn before took, up to a limit: on
   * a slow machine what is large would else not get done in time.
   */
  own(): Promise<void>
  /** Does something small. */
  small<T>(work: () => Promise<T>): Promise<T>
}

/**
 * @param now milliseconds by a clock that is never set
 * @param longest milliseconds that one turn waits for what is small
 */
export function createTurns(now: () => number, longest: number): Turns {
  let last: Promise<unknown> = Promise.resolve()
  let underWay = 0
  let onQuiet: (() => void) | undefined
  /** How long the turn before took, milliseconds. */
  let took = 0

  const quiet = () =>
    new Promise<void>(resolve => {
      const end = () => {
        clearTimeout(timer)
        onQuiet = undefined
        resolve()
      }
      const timer = setTimeout(end, Math.min(took, longest))
      onQuiet = end
    })
  const take = async () => {
    await nextTurn()
    if (underWay > 0) {
      await quiet()
      // What is done with the small one is its answer, which goes first.
      await nextTurn()
    }
    const beganAt = now()
    // Comes when whoever has the turn waits for something, before anything else is looked at.
    process.nextTick(() => {
      took = now() - beganAt
    })
  }

  return {
    own() {
      const own = last.then(take)
      last = own
      return own
    },
    async small(work) {
      underWay += 1
      try {
        return await work()
      } finally {
        underWay -= 1
        if (underWay === 0) onQuiet?.()
      }
    },
  }
}

/** Those of this process: the event loop is shared by all adapters. */
export const sharedTurns = createTurns(() => performance.now(), 10)

/** A turn of this process, see `Turns`. */
export function ownTurn(): Promise<void> {
  return sharedTurns.own()
}
