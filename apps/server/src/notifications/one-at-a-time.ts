/** Work of which one runs at a time. */
export interface OneAtATime {
  /** However often it is asked for meanwhile, it is done once more. */
  readonly ask: () => void
  /** Nothing of it runs any more. */
  readonly idle: () => Promise<void>
}

/** @param work must not fail; it may ask for more of itself */
export function oneAtATime(work: () => Promise<void>): OneAtATime {
  let running: Promise<void> | null = null
  let isAsked = false
  const run = async (): Promise<void> => {
    do {
      isAsked = false
      await work()
    } while (isAsked)
    running = null
  }
  return {
    ask: () => {
      isAsked = true
      running ??= run()
    },
    idle: async () => {
      await running
    },
  }
}
