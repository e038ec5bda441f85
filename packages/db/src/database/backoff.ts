import { unavailable } from '../errors/database-error.ts'

const first = 50
const longest = 1_000

/** When a server that does not take connections may be asked again. */
export interface Backoff {
  /** @throws `unavailable` while it is too early */
  check(): void
  failed(): void
  succeeded(): void
}

/**
 * Keeps calls from connecting to a server that has just failed them: after 50 ms it may be asked
 * again, after each further failure twice as long, at most a second. By a clock that is never set.
 *
 * @param now milliseconds; default the process's own
 */
export function createBackoff(now: () => number = () => performance.now()): Backoff {
  let pause = 0
  let until = Number.NEGATIVE_INFINITY
  return {
    check() {
      if (now() < until) throw unavailable('the database did not take a connection a moment ago')
    },
    failed() {
      pause = Math.min(pause === 0 ? first : 2 * pause, longest)
      until = now() + pause
    },
    succeeded() {
      pause = 0
    },
  }
}
