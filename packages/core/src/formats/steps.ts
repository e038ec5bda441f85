/** Work that pauses after each step of it, so that others can have their turn. */
export type Steps<Result> = Generator<undefined, Result, undefined>

/** So many bytes, or characters, are a step: some milliseconds, whatever they hold. */
export const stepBytes = 262_144

/** Takes all steps at once. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

/**
 * Takes one step after the other.
 *
 * @param turn waited for before each step but the first
 */
export async function inTurns<Result>(
  steps: Steps<Result>,
  turn: () => Promise<void>,
): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    await turn()
  }
}
