import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Connected } from './connected.ts'
import { type Delivery, nextDelivery } from './deliveries.ts'
import { post } from './post.ts'

/** Where a load goes, and how. */
export interface LoadOptions {
  /** Servers; each delivery goes to one of them by turns. */
  readonly origins: readonly string[]
  /** Each attempt goes to all of them at the same moment. */
  readonly toAll: boolean
  readonly connected: Connected
  /** The clock that signatures are made by. */
  readonly now: () => Date
}

/** Senders that repeat what was not acknowledged, under the same id. */
export interface Load {
  /** @param what new deliveries, which is the default, or only what was added */
  start(what?: 'new' | 'added'): void
  /** Makes no new deliveries any more, and sends what is left until it is acknowledged. */
  drain(): Promise<void>
  /** A delivery beside the usual ones, sent before all others. */
  add(delivery: Delivery): void
  /** The first 200 from a moment on, by `performance.now()`; null: there was none for so long. */
  firstOk(since: number, milliseconds: number): Promise<number | null>
  /** Longest wait for an answer of one server so far, in milliseconds. */
  longestWaitOf(origin: string): number
  /** What has become of a delivery so far. */
  outcomeOf(delivery: Delivery): Outcome
  readonly result: () => LoadResult
}

/** What became of one delivery. */
export interface Outcome {
  /** Those that were answered or given up; not those that found no server. */
  readonly attempts: number
  /** Body of the first 200; null: it is not acknowledged. */
  readonly receipt: string | null
}

/** What became of a load, as its senders saw it. */
export interface LoadResult {
  /** Ids of all events that were sent. */
  readonly sent: readonly string[]
  readonly acknowledged: readonly string[]
  /** How many attempts ended with each status; 0: with none. */
  readonly statuses: ReadonlyMap<number, number>
  readonly longestWait: number
}

const senders = 16
/** Longer than any platform waits, so that what hangs is seen to hang. */
const longestPatience = 30_000
const betweenAttempts = 8
const betweenRepetitions = 100
/** Platforms do not stop sending because something is wrong; but so many of them are enough to see. */
const mostUnacknowledged = 3_000
const drainMilliseconds = 120_000
/** Platforms repeat what was acknowledged, too, when its answer came late. */
const repeatAcknowledged = 150

/** Makes a load; nothing is sent before it is started. */
export function createLoad({ origins, toAll, connected, now }: LoadOptions): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: senders * 2 })
  const all: Delivery[] = []
  const attempts = new Map<Delivery, number>()
  const acknowledged = new Map<Delivery, string>()
  const again: { readonly delivery: Delivery; readonly due: number }[] = []
  const statuses = new Map<number, number>()
  const waits = new Map<string, number>()
  const okTimes: number[] = []
  let made = 0
  let mayMake = true
  let isOver = false
  let workers: Promise<void>[] = []

  const attempt = async (delivery: Delivery, origin: string): Promise<boolean> => {
    const { patience = longestPatience } = delivery
    const request = delivery.request(connected, now())
    const { status, milliseconds, text } = await post(origin, request, agent, patience)
    if (status !== 0 || milliseconds >= patience)
      attempts.set(delivery, (attempts.get(delivery) ?? 0) + 1)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    waits.set(origin, Math.max(waits.get(origin) ?? 0, milliseconds))
    if (status !== 200) return false
    if (!acknowledged.has(delivery)) acknowledged.set(delivery, text)
    okTimes.push(performance.now())
    return true
  }
  const send = async (delivery: Delivery, turn: number): Promise<boolean> => {
    const to = toAll ? origins : [origins[turn % origins.length] ?? '']
    const answers = await Promise.all(to.map(origin => attempt(delivery, origin)))
    const isTaken = answers.includes(true)
    if (!isTaken) again.push({ delivery, due: performance.now() + betweenRepetitions })
    return isTaken
  }
  const next = (): Delivery | null => {
    const [first] = again
    if (first !== undefined && first.due <= performance.now()) {
      again.shift()
      return first.delivery
    }
    if (!mayMake || again.length >= mostUnacknowledged) return null
    const delivery = nextDelivery(made, now())
    made += 1
    all.push(delivery)
    return delivery
  }
  const work = async (number: number): Promise<void> => {
    for (let turn = number; !isOver; turn += 1) {
      const delivery = next()
      if (delivery === null && !mayMake && acknowledged.size === all.length) return
      const isTaken = delivery === null || (await send(delivery, turn))
      // A server that comes up needs the processor more than those who ask whether it is there.
      await pause(isTaken ? betweenAttempts : betweenRepetitions)
    }
  }
  return {
    start: (what = 'new') => {
      mayMake = what === 'new'
      workers = Array.from({ length: senders }, (_, number) => work(number))
    },
    add: delivery => {
      all.push(delivery)
      again.unshift({ delivery, due: 0 })
    },
    drain: async () => {
      mayMake = false
      await Promise.race([Promise.all(workers), pause(drainMilliseconds, null, { ref: false })])
      isOver = true
      await Promise.all(workers)
      const step = Math.max(1, Math.floor(all.length / repeatAcknowledged))
      const repeated = all.filter((each, index) => index % step === 0 && acknowledged.has(each))
      for (const [turn, delivery] of repeated.entries()) await send(delivery, turn)
      agent.destroy()
    },
    firstOk: async (since, milliseconds) => {
      const until = performance.now() + milliseconds
      for (;;) {
        const found = okTimes.find(at => at >= since)
        if (found !== undefined) return found
        if (performance.now() > until) return null
        await pause(betweenAttempts)
      }
    },
    longestWaitOf: origin => waits.get(origin) ?? 0,
    outcomeOf: delivery => ({
      attempts: attempts.get(delivery) ?? 0,
      receipt: acknowledged.get(delivery) ?? null,
    }),
    result: () => ({
      sent: all.flatMap(({ events }) => events),
      acknowledged: [...acknowledged.keys()].flatMap(({ events }) => events),
      statuses,
      longestWait: Math.max(0, ...waits.values()),
    }),
  }
}
