import { setTimeout as sleep } from 'node:timers/promises'
import { isConduitError } from '@conduit/core'

/** How a start is tried. */
export interface Trying {
  /** Ends the trying: the server stops. */
  readonly signal: AbortSignal
  /** Told of each failure that is tried again, the first included: from 1. */
  readonly onFailure: (error: unknown, count: number) => void
  /** Resolves after so many milliseconds, earlier when the signal comes; default: does wait. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const firstMilliseconds = 1_000
const longestMilliseconds = 30_000

/**
 * Starts something that needs the database until it has started or the signal comes: where nothing is
 * heard of the database, or it cannot just now, after a pause that doubles from 1 s to 30 s.
 *
 * @param start begins anew each time that it is called
 * @throws what waiting does not mend: a fault of our code, or a statement that the database refuses
 * @example
 * await tryUntilStarted(() => queue.start(), { signal, onFailure: error => log(error) })
 */
export async function tryUntilStarted(
  start: () => Promise<void>,
  { signal, onFailure, pause = wait }: Trying,
): Promise<void> {
  for (let count = 1; !signal.aborted; count += 1) {
    try {
      return await start()
    } catch (error) {
      if (signal.aborted) return
      if (!isPassing(error)) throw error
      onFailure(error, count)
    }
    await pause(Math.min(firstMilliseconds * 2 ** (count - 1), longestMilliseconds), signal)
  }
}

const sqlState = /^[0-9A-Z]{5}$/
/** 08 connection, 40 rollback, 53 resources, 55 object state, 57 operator intervention, 58 system; read-only. */
const passingStates = /^(08|40|53|55|57|58|25006)/
/** What drivers throw: for silent and broken connections they have neither a code nor a class. */
const driverErrors: ReadonlySet<string> = new Set(['error', 'Error', 'AggregateError'])

function isPassing(error: unknown): boolean {
  if (isConduitError(error)) return error.code === 'unavailable'
  if (!(error instanceof Error && driverErrors.has(error.name))) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return sqlState.test(code) ? passingStates.test(code) : !code.startsWith('ERR_')
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined)
}
