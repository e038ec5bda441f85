import { setTimeout as pause } from 'node:timers/promises'

const usualPause = 100

/**
 * Asks again and again until something is so.
 *
 * @param limitMilliseconds when to give up
 * @param pauseMilliseconds how long it waits in between
 * @returns whether it came to be so
 */
export async function waitUntil(
  isSo: () => Promise<boolean>,
  limitMilliseconds: number,
  signal: AbortSignal,
  pauseMilliseconds: number = usualPause,
): Promise<boolean> {
  const end = performance.now() + limitMilliseconds
  for (;;) {
    if (await isSo()) return true
    if (signal.aborted || performance.now() > end) return false
    await pause(pauseMilliseconds)
  }
}
