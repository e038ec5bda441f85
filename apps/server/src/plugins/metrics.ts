import { ConduitError, isSameText } from '@conduit/core'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Metrics } from '../metrics/metrics.ts'
import type { Services } from '../services.ts'
import { bearerOf } from './bearer-of.ts'
import { errorsPlugin } from './errors.ts'
import { securityHeadersPlugin } from './security-headers.ts'

/** What is shown, and to whom. */
export interface MetricsOptions {
  readonly metrics: Metrics
  /** What to ask for as a bearer token; undefined: everybody may see them. */
  readonly key: string | undefined
}

/** `GET /metrics` in the text format of Prometheus. Holds counts by adapter, nothing of anyone. */
export async function metricsPlugin(
  app: FastifyInstance,
  { metrics, key }: MetricsOptions,
): Promise<void> {
  app.get('/metrics', { config: { rateLimit: false } }, async (request, reply) => {
    if (key !== undefined && !isSameText(bearerOf(request.headers.authorization), key)) {
      throw new ConduitError('unauthorized', { reason: 'no such metrics key' })
    }
    const { type, text } = await metrics.read()
    reply.type(type)
    return text
  })
}

/** An application that shows the metrics and nothing else, for a port of its own. */
export async function createMetricsHttp(
  options: MetricsOptions & Pick<Services, 'logger'>,
): Promise<FastifyInstance> {
  const http = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
  })
  await http.register(errorsPlugin)
  await http.register(securityHeadersPlugin)
  await http.register(metricsPlugin, options)
  return http
}
