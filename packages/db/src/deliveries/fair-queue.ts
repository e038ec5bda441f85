/** Things of several owners that wait. */
export interface FairQueue<Item> {
  readonly length: number
  /** @returns false: it is full, and this owner has its share of it already */
  add(owner: string, item: Item): boolean
  /** Takes out as much as there is room for, at least one if anything waits: one of each owner by turns. */
  take(sizeOf: (item: Item) => number, room: number): readonly Item[]
  /** Takes out all that are so. */
  takeAll(isSo: (item: Item) => boolean): readonly Item[]
}

/**
 * Makes a queue in which nobody waits behind all that somebody else has brought.
 *
 * @param most things that may wait; beyond them an owner may still bring as many as would be its share
 *   if all had equal ones
 */
export function fairQueue<Item>(most: number): FairQueue<Item> {
  // In the order of whose turn it is.
  const byOwner = new Map<string, Item[]>()
  let length = 0
  return {
    get length() {
      return length
    },
    add(owner, item) {
      const own = byOwner.get(owner)
      const owners = own === undefined ? byOwner.size + 1 : byOwner.size
      if (length >= most && (own?.length ?? 0) >= most / owners) return false
      if (own === undefined) byOwner.set(owner, [item])
      else own.push(item)
      length += 1
      return true
    },
    take(sizeOf, room) {
      const taken: Item[] = []
      let size = 0
      for (const [owner, items] of byOwner) {
        const [next] = items
        if (next === undefined) continue
        size += sizeOf(next)
        if (taken.length > 0 && size > room) return taken
        items.shift()
        // Whoever has more comes again behind the others, in this very loop.
        byOwner.delete(owner)
        if (items.length > 0) byOwner.set(owner, items)
        taken.push(next)
        length -= 1
      }
      return taken
    },
    takeAll(isSo) {
      const taken: Item[] = []
      for (const [owner, items] of byOwner) {
        const rest = items.filter(item => !isSo(item))
        if (rest.length === items.length) continue
        taken.push(...items.filter(isSo))
        if (rest.length > 0) byOwner.set(owner, rest)
        else byOwner.delete(owner)
      }
      length -= taken.length
      return taken
    },
  }
}
