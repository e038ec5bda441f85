import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../metrics/metrics.ts'

/** `GET /metrics` in the text format of Prometheus. Holds counts by adapter, nothing of anyone. */
export async function metricsPlugin(
  app: FastifyInstance,
  { metrics }: { readonly metrics: Metrics },
): Promise<void> {
  app.get('/metrics', { config: { rateLimit: false } }, async (_request, reply) => {
    const { type, text } = await metrics.read()
    reply.type(type)
    return text
  })
}
