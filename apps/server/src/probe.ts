import { ConduitError } from '@conduit/core'

/** How often a probe asks, and for how long it is waited for. */
export interface ProbeTimes {
  /** An answer, a failure too, is given again for so long. */
  readonly keptMilliseconds: number
  /** After so long whoever asks is refused, until the probe has ended. */
  readonly deadlineMilliseconds: number
  /** A clock that never goes back, in milliseconds; default: that of the process. */
  readonly now?: () => number
}

/**
 * Asks what costs something for everybody who wants to know at the same time, once.
 *
 * @returns the question; it rejects as the probe does, or with `unavailable` at the deadline
 */
export function createProbe<T>(
  ask: () => Promise<T>,
  { keptMilliseconds, deadlineMilliseconds, now = () => performance.now() }: ProbeTimes,
): () => Promise<T> {
  let answer: Promise<T> | null = null
  let isOpen = false
  let endedAt = 0
  return () => {
    if (answer !== null && (isOpen || now() - endedAt < keptMilliseconds)) return answer
    isOpen = true
    const asked = ask().finally(() => {
      isOpen = false
      endedAt = now()
    })
    answer = inTime(asked, deadlineMilliseconds)
    return answer
  }
}

async function inTime<T>(asked: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const reason = 'no answer in time'
    timer = setTimeout(() => reject(new ConduitError('unavailable', { reason })), milliseconds)
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
