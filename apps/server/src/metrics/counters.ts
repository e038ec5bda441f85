import type { Observation } from '@conduit/core/host'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { createProbe } from '../probe.ts'

/** What counts: the library, bound to what this server counts. */
export interface Counters {
  readonly registry: Registry
  readonly rateLimited: Counter
  readonly admittedRefused: Counter
  readonly limitedHere: Counter
  readonly leftOut: Counter
  readonly sweepLeftOut: Counter
  readonly strayErrors: Counter
  readonly jobsNotStarted: Counter
  readonly quarantineFull: Counter
  observe(observation: Observation): void
}

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const accepted = new Set(['recorded', 'duplicate', 'partial', 'quarantined', 'ignored'])

/** Makes the counters of one server; nothing in them names a controller or a person. */
export function createCounters(
  elapsed: () => number,
  depths: (() => Promise<ReadonlyMap<string, number>>) | null,
): Counters {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const calls = new Counter({
    name: 'conduit_webhook_calls_total',
    help: 'Calls of platforms by how they ended.',
    labelNames: ['adapter', 'endpoint', 'code'],
    registers,
  })
  const seconds = new Histogram({
    name: 'conduit_webhook_seconds',
    help: 'Time from the head of a call to its answer.',
    labelNames: ['adapter'],
    buckets: latencyBuckets,
    registers,
  })
  const rateLimited = new Counter({
    name: 'conduit_rate_limited_total',
    help: 'Requests refused because their address sent too many.',
    registers,
  })
  const admittedRefused = new Counter({
    name: 'conduit_admitted_refused_total',
    help: 'Calls refused because their integration was sent too many.',
    registers,
  })
  const limitedHere = new Counter({
    name: 'conduit_rate_limit_fallback_total',
    help: 'Requests counted by this process alone because Redis did not answer.',
    registers,
  })
  const leftOut = new Counter({
    name: 'conduit_identifiers_left_out_total',
    help: 'Identifiers and references left out because one person of an event had more than 100.',
    labelNames: ['adapter'],
    registers,
  })
  const sweepLeftOut = new Counter({
    name: 'conduit_sweeps_left_out_total',
    help: 'Times that nothing was swept because the clock had jumped.',
    registers,
  })
  const quarantineFull = new Counter({
    name: 'conduit_quarantine_left_out_total',
    help: 'Deliveries that failed and were not kept because the quarantine of their integration was full.',
    labelNames: ['adapter'],
    registers,
  })
  const strayErrors = new Counter({
    name: 'conduit_adapter_stray_errors_total',
    help: 'Errors of adapters that nobody waited for.',
    labelNames: ['adapter'],
    registers,
  })
  const jobsNotStarted = new Counter({
    name: 'conduit_jobs_not_started_total',
    help: 'Times that the job queue could not be started.',
    registers,
  })
  const callsOf = boundOnce((adapter, endpoint, code) => calls.labels({ adapter, endpoint, code }))
  const secondsOf = boundOnce(adapter => seconds.labels({ adapter }))
  const lastDelivery = new Map<string, number>()
  new Gauge({
    name: 'conduit_seconds_since_last_delivery',
    help: 'Time since this process last accepted a delivery.',
    labelNames: ['adapter'],
    registers,
    collect() {
      for (const [adapter, at] of lastDelivery) {
        this.set({ adapter }, (elapsed() - at) / 1_000)
      }
    },
  })
  if (depths !== null) watchQueues(registers, depths)
  return {
    registry,
    rateLimited,
    admittedRefused,
    limitedHere,
    leftOut,
    sweepLeftOut,
    strayErrors,
    jobsNotStarted,
    quarantineFull,
    observe({ adapter, endpoint, code, milliseconds }) {
      callsOf(adapter, endpoint, code).inc()
      secondsOf(adapter).observe(milliseconds / 1_000)
      if (endpoint === 'event' && accepted.has(code)) lastDelivery.set(adapter, elapsed())
    },
  }
}

/** The database is asked: if it hangs, all other counts are shown without its own. */
function watchQueues(
  registers: Registry[],
  depths: () => Promise<ReadonlyMap<string, number>>,
): void {
  const asked = createProbe(depths, { keptMilliseconds: 0, deadlineMilliseconds: 2_000 })
  new Gauge({
    name: 'conduit_queue_jobs',
    help: 'Jobs that wait or run.',
    labelNames: ['queue'],
    registers,
    async collect() {
      this.reset()
      const found = await asked().catch(() => new Map<string, number>())
      for (const [queue, depth] of found) this.set({ queue }, depth)
    },
  })
}

/** Labels are checked and joined once; a code, an endpoint and an adapter are few. */
function boundOnce<Bound>(bind: (...labels: string[]) => Bound): (...labels: string[]) => Bound {
  const bound = new Map<string, Bound>()
  return (...labels) => {
    const name = labels.join(' ')
    const known = bound.get(name) ?? bind(...labels)
    bound.set(name, known)
    return known
  }
}
