import { test } from 'tap'
import { createMetrics } from '../src/metrics/metrics.ts'

const elapsed = () => 0

const recorded = {
  adapter: 'stripe',
  endpoint: 'event',
  status: 200,
  code: 'recorded',
  reason: null,
  milliseconds: 1,
  controllerId: null,
  integrationId: null,
  deliveryId: null,
} as const

test('what happens before its library is loaded is counted all the same', async t => {
  const metrics = createMetrics(elapsed, async () => new Map([['fetch', 2]]))
  const count = () => {
    metrics.rateLimited()
    metrics.limitedHere()
    metrics.admittedRefused()
    metrics.leftOut('stripe', 3)
    metrics.sweepLeftOut()
    metrics.jobsNotStarted()
    metrics.observe(recorded)
  }
  count()
  await metrics.load()
  count()
  const { type, text } = await metrics.read()
  t.match(type, 'text/plain')
  for (const line of [
    'conduit_rate_limited_total 2',
    'conduit_rate_limit_fallback_total 2',
    'conduit_admitted_refused_total 2',
    'conduit_identifiers_left_out_total{adapter="stripe"} 6',
    'conduit_sweeps_left_out_total 2',
    'conduit_jobs_not_started_total 2',
    'conduit_webhook_calls_total{adapter="stripe",endpoint="event",code="recorded"} 2',
    'conduit_seconds_since_last_delivery{adapter="stripe"} 0',
    'conduit_queue_jobs{queue="fetch"} 2',
  ]) {
    t.ok(text.split('\n').includes(line), line)
  }
})
