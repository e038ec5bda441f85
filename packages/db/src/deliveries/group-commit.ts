import { isConduitError } from '@conduit/core'
import { unavailable } from '../errors/database-error.ts'
import { fairQueue } from './fair-queue.ts'

/** How to commit, and how much of it at once. */
export interface GroupCommitOptions<Item, Result> {
  /** Commits a group of items in one transaction; results in the order of the items. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>
  /** Whose it is: owners take turns. */
  readonly ownerOf: (item: Item) => string
  /** How much of a group's room an item takes. */
  readonly sizeOf: (item: Item) => number
  /** Room of a group; an item that is larger goes alone. */
  readonly maxSize: number
  /** Items that may wait; of whoever brings more than its share they are refused, so that a slow database does not fill the memory. */
  readonly maxWaiting: number
  /** Milliseconds; default the process's own. */
  readonly now?: () => number
}

/**
 * Whoever waited as long as this when the database failed is refused along: the next group may fail
 * as late as this one, and both together take longer than a platform waits.
 */
const mostOfWait = 500

/** Commits items in groups. */
export interface GroupCommit<Item, Result> {
  /**
   * Resolves after the commit.
   * @throws {ConduitError} `unavailable`: nothing of the item is recorded, or its commit is unknown;
   *   send it again. Anything else: the item itself cannot be recorded.
   */
  add(item: Item): Promise<Result>
  /** Refuses what comes from now on, and waits for the rest. */
  close(): Promise<void>
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly since: number
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * Gathers items while others are on their way to the database; when it is idle, an item leaves at
 * the end of the present turn of the event loop. One group travels at a time: a group costs a
 * millisecond of CPU whatever its size, so two smaller ones would only be dearer. One that fails
 * because of one of its items is split until that one stands alone.
 */
export function groupCommit<Item, Result>(
  options: GroupCommitOptions<Item, Result>,
): GroupCommit<Item, Result> {
  const waiting = fairQueue<Waiting<Item, Result>>(options.maxWaiting)
  const { now = () => performance.now() } = options
  const sizeOf = ({ item }: Waiting<Item, Result>): number => options.sizeOf(item)
  let isFlying = false
  let isScheduled = false
  let closing: Promise<void> | undefined
  let onIdle: (() => void) | undefined

  const depart = (): void => {
    isScheduled = false
    if (isFlying) return
    if (waiting.length === 0) {
      onIdle?.()
      return
    }
    isFlying = true
    void fly(waiting.take(sizeOf, options.maxSize), options).then(land)
  }
  const land = (failure: unknown): void => {
    isFlying = false
    if (failure !== null) {
      const before = now() - mostOfWait
      for (const { reject } of waiting.takeAll(({ since }) => since <= before)) reject(failure)
    }
    depart()
  }

  return {
    add: item =>
      new Promise((resolve, reject) => {
        if (closing !== undefined) return reject(unavailable('the recorder is closing'))
        if (!waiting.add(options.ownerOf(item), { item, since: now(), resolve, reject }))
          return reject(unavailable('too much waits to be recorded'))
        if (isScheduled || isFlying) return
        isScheduled = true
        setImmediate(depart)
      }),
    close: () => {
      closing ??= new Promise(resolve => {
        onIdle = resolve
        depart()
      })
      return closing
    },
  }
}

/**
 * Settles each promise of the group; never fails itself.
 * @returns why the database could not be used; null: it could
 */
async function fly<Item, Result>(
  group: readonly Waiting<Item, Result>[],
  options: GroupCommitOptions<Item, Result>,
): Promise<unknown> {
  try {
    const results = await options.commit(group.map(({ item }) => item))
    for (const [index, each] of group.entries()) {
      each.resolve(results[index] as Result)
    }
    return null
  } catch (error) {
    const isDown = isConduitError(error) && error.code === 'unavailable'
    if (isDown || group.length === 1) {
      for (const { reject } of group) reject(error)
      return isDown ? error : null
    }
    const middle = group.length >> 1
    const first = await fly(group.slice(0, middle), options)
    return (await fly(group.slice(middle), options)) ?? first
  }
}
