import type { Observation } from '@conduit/core/host'
import type { Counters } from './counters.ts'

/** What the server counts. */
export interface Metrics {
  /** Loads what counts, unless something was counted already. */
  load(): Promise<void>
  /** All of it, as Prometheus reads it. */
  read(): Promise<{ readonly type: string; readonly text: string }>
  /** A request was refused because its address sent too many. */
  rateLimited(): void
  /** A call with a good credential was refused because its integration was sent too many. */
  admittedRefused(): void
  /** A request was counted by this process alone, because Redis did not answer. */
  limitedHere(): void
  /** Identifiers were left out of one who brought more than are kept. */
  leftOut(adapter: string, identifiers: number): void
  /** What is over was not deleted, because the clock had jumped. */
  sweepLeftOut(): void
  /** What failed was not kept: the quarantine of its integration is full. */
  quarantineFull(adapter: string): void
  /** An adapter threw where nobody waited for it. */
  strayError(adapter: string): void
  /** The job queue could not be started. */
  jobsNotStarted(): void
  /** Takes down how one call of a platform ended. */
  observe(observation: Observation): void
}

/**
 * Makes the metrics of one server. The library behind them brings eighty files, OpenTelemetry among
 * them: it is loaded behind the start, or when there is something to count, and counts it then.
 *
 * @param elapsed milliseconds by a clock that is never set
 * @param depths of the queues, asked whenever the metrics are read; null: there are none
 */
export function createMetrics(
  elapsed: () => number,
  depths: (() => Promise<ReadonlyMap<string, number>>) | null,
): Metrics {
  let counters: Counters | null = null
  let loading: Promise<Counters> | null = null
  let waiting: ((counters: Counters) => void)[] = []

  const load = (): Promise<Counters> => {
    loading ??= import('./counters.ts').then(({ createCounters }) => {
      counters = createCounters(elapsed, depths)
      for (const use of waiting) use(counters)
      waiting = []
      return counters
    })
    return loading
  }
  const count = (use: (counters: Counters) => void): void => {
    if (counters !== null) {
      use(counters)
      return
    }
    waiting.push(use)
    // Whoever calls `load` or `read` is told.
    load().catch(() => undefined)
  }
  return {
    async load() {
      await load()
    },
    async read() {
      const { registry } = await load()
      return { type: registry.contentType, text: await registry.metrics() }
    },
    rateLimited: () => count(found => found.rateLimited.inc()),
    admittedRefused: () => count(found => found.admittedRefused.inc()),
    limitedHere: () => count(found => found.limitedHere.inc()),
    leftOut: (adapter, identifiers) => count(found => found.leftOut.inc({ adapter }, identifiers)),
    sweepLeftOut: () => count(found => found.sweepLeftOut.inc()),
    quarantineFull: adapter => count(found => found.quarantineFull.inc({ adapter })),
    strayError: adapter => count(found => found.strayErrors.inc({ adapter })),
    jobsNotStarted: () => count(found => found.jobsNotStarted.inc()),
    observe: observation => count(found => found.observe(observation)),
  }
}
