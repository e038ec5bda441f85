/** How many bytes of bodies may be held at a time, by all who share it. */
export interface BodyBudget {
  /** Takes from it for a caller, known or not; false: there is not enough left. */
  take(bytes: number, isKnown: boolean): boolean
  /** Gives back what was taken. */
  give(bytes: number, isKnown: boolean): void
}

/**
 * Makes a budget. Callers of whom nobody knows yet who they are get half of it together: whoever has
 * a credential is read although they hold all they can.
 */
export function createBodyBudget(bytes: number): BodyBudget {
  let held = 0
  let heldByUnknown = 0
  return {
    take(more, isKnown) {
      if (held + more > bytes) return false
      if (!isKnown && heldByUnknown + more > bytes / 2) return false
      held += more
      if (!isKnown) heldByUnknown += more
      return true
    },
    give(less, isKnown) {
      held -= less
      if (!isKnown) heldByUnknown -= less
    },
  }
}

/** What all adapters of this process share: memory is the process's. */
export const sharedBodies = createBodyBudget(64 * 1_048_576)
