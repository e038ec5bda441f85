/** How long a call is waited for, in milliseconds. */
export interface PatienceTimes {
  readonly milliseconds: number
  /** Time between two looks for calls that have taken too long. */
  readonly everyMilliseconds: number
}

/** A call that is waited for. */
export interface Waiting {
  /** Until when, by `performance.now()`; `Infinity`: it waits for something else. */
  readonly dueAt: number
}

/** Calls that are being answered. */
export interface Patience<Call extends Waiting> {
  /** It is looked for from now on. */
  add(call: Call): void
  /** It is answered. */
  remove(call: Call): void
}

/**
 * Watches over calls with one timer for all of them, which runs as long as there are any.
 *
 * @param onLate told of each call that is due and was not removed, once
 */
export function createPatience<Call extends Waiting>(
  everyMilliseconds: PatienceTimes['everyMilliseconds'],
  onLate: (call: Call) => void,
): Patience<Call> {
  const calls = new Set<Call>()
  let timer: NodeJS.Timeout | null = null
  const look = () => {
    const now = performance.now()
    for (const call of calls) {
      if (call.dueAt > now) continue
      calls.delete(call)
      onLate(call)
    }
    if (calls.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
  return {
    add(call) {
      calls.add(call)
      timer ??= setInterval(look, everyMilliseconds)
    },
    remove(call) {
      calls.delete(call)
    },
  }
}
