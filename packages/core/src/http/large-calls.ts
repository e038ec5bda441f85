/** Large deliveries that are worked on: each is read as a whole, and takes many times its bytes then. */
export interface LargeCalls {
  /**
   * Works on a large delivery once there is room, in the order of arrival.
   *
   * @param bytes of its body
   * @param owner whose it is; null: of nobody who is known yet
   */
  within<T>(bytes: number, owner: string | null, work: () => Promise<T>): Promise<T>
}

/** How much is worked on at a time, in bytes; one that is larger has all the room for itself. */
export interface LargeRoom {
  readonly ofEach: number
  readonly ofAll: number
}

interface Waiting {
  readonly bytes: number
  readonly owner: string | null
  readonly begin: () => void
}

/**
 * Makes room for large deliveries. One owner's wait for one another, and not for those of others;
 * only where all together take too much does everybody wait.
 */
export function createLargeCalls({ ofEach, ofAll }: LargeRoom): LargeCalls {
  const working = new Map<string | null, number>()
  let all = 0
  let waiting: readonly Waiting[] = []

  const fits = (own: number, bytes: number, room: number) => own === 0 || own + bytes <= room
  const take = (owner: string | null, bytes: number) => {
    all += bytes
    const own = (working.get(owner) ?? 0) + bytes
    if (own === 0) working.delete(owner)
    else working.set(owner, own)
  }
  const beginAll = () => {
    const left: Waiting[] = []
    const behind = new Set<string | null>()
    let isFull = false
    for (const each of waiting) {
      const { owner, bytes, begin } = each
      const isOwnersTurn = !behind.has(owner) && fits(working.get(owner) ?? 0, bytes, ofEach)
      // Nobody goes past one that waits for the room of all, or it would wait for ever.
      isFull ||= isOwnersTurn && !fits(all, bytes, ofAll)
      if (isFull || !isOwnersTurn) {
        behind.add(owner)
        left.push(each)
        continue
      }
      take(owner, bytes)
      begin()
    }
    waiting = left
  }

  return {
    async within(bytes, owner, work) {
      await new Promise<void>(begin => {
        waiting = [...waiting, { bytes, owner, begin }]
        beginAll()
      })
      try {
        return await work()
      } finally {
        take(owner, -bytes)
        beginAll()
      }
    },
  }
}

/** What all adapters of this process share. A list of 20,000 events has 1 MB, and takes 15 MB when it is read. */
export const sharedLargeCalls = createLargeCalls({ ofEach: 1_048_576, ofAll: 16 * 1_048_576 })
