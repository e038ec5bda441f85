import { setImmediate as nextTurn } from 'node:timers/promises'

/** So many bytes are read, or their events understood, within about 10 ms. */
export const smallBytes = 100_000

let last: Promise<unknown> = Promise.resolve()

/**
 * Resolves in a turn of the event loop in which no other large delivery goes on, one after the other:
 * however many are under way, whoever sends something small waits for one piece at most.
 */
export function ownTurn(): Promise<void> {
  const own = last.then(() => nextTurn())
  last = own
  return own
}
