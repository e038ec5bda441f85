import autocannon from 'autocannon'
import type { Delivery } from './stripe-deliveries.ts'

/** What one round of load showed. */
export interface LoadResult {
  readonly requestsPerSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly ok: number
  readonly refused: number
  readonly failed: number
}

/** Sends each delivery once, over so many connections at a time, to this machine only. */
export async function load(
  url: string,
  deliveries: readonly Delivery[],
  connections: number,
): Promise<LoadResult> {
  const { hostname } = new URL(url)
  if (hostname !== '127.0.0.1' && hostname !== '[::1]')
    throw new Error('load goes to this machine only')
  let next = 0
  const startedAt = performance.now()
  // autocannon itself ends on its next full second.
  let answeredAt = startedAt
  const options = {
    url,
    connections,
    amount: deliveries.length,
    timeout: 30,
    requests: [
      {
        method: 'POST',
        setupRequest: (request: autocannon.Request): autocannon.Request => {
          const delivery = deliveries[next++ % deliveries.length]
          return { ...request, headers: { ...delivery?.headers }, body: delivery?.body ?? '' }
        },
      },
    ],
  } satisfies autocannon.Options
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(options, (error, done) => (error ? reject(error) : resolve(done)))
    running.on('response', () => {
      answeredAt = performance.now()
    })
  })
  return {
    requestsPerSecond: (1000 * result['2xx']) / (answeredAt - startedAt),
    p50: result.latency.p50,
    p99: result.latency.p99,
    ok: result['2xx'],
    refused: result.non2xx,
    failed: result.errors + result.timeouts,
  }
}
