import { ConduitError } from '@conduit/core'
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Redis } from 'ioredis'
import { integrationsPrefix } from './integrations/integrations-prefix.ts'
import type { Metrics } from './metrics/metrics.ts'
import { amongAddresses } from './plugins/addresses.ts'
import { auditExportPlugin } from './plugins/audit-export.ts'
import { customerRedactPlugin } from './plugins/customer-redact.ts'
import { answerError, errorsPlugin } from './plugins/errors.ts'
import { eventsPlugin } from './plugins/events.ts'
import { exportsPlugin } from './plugins/exports.ts'
import { graphqlPlugin } from './plugins/graphql.ts'
import { type HealthOptions, healthPlugin } from './plugins/health.ts'
import { integrationsPlugin } from './plugins/integrations.ts'
import { type MetricsOptions, metricsPlugin } from './plugins/metrics.ts'
import { type RateLimitOptions, rateLimitPlugin } from './plugins/rate-limit.ts'
import { receiptsPlugin } from './plugins/receipts.ts'
import { requestLogPlugin } from './plugins/request-log.ts'
import { securityHeadersPlugin } from './plugins/security-headers.ts'
import { stoppingPlugin } from './plugins/stopping.ts'
import type { Services } from './services.ts'

/** What the HTTP side is made of. */
export interface HttpOptions {
  readonly services: Services
  readonly metrics: Metrics
  readonly trustProxy: readonly string[] | undefined
  readonly rateLimit: Pick<RateLimitOptions, 'max' | 'windowMilliseconds' | 'admitted'>
  readonly redis: Redis | undefined
  readonly ensureUsable: HealthOptions['ensureUsable']
  /** Who may see the metrics; null: they are shown elsewhere. */
  readonly showMetrics: Pick<MetricsOptions, 'key'> | null
}

const bodyLimit = 1_048_576
const longestParameter = 200

/** Fastify would read the body first, of whoever sends one to nowhere. */
function refuseUnknownPath(
  request: FastifyRequest,
  _reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  done(request.is404 ? new ConduitError('not_found') : undefined)
}

function noSchemas(): never {
  throw new TypeError('routes of this server have no schemas')
}

/**
 * The HTTP side of the server. Hooks run in the order in which they are registered here: the limits
 * come before everything that looks at a credential or a body. They call back: on the way of every
 * webhook a promise costs more than what most of them do.
 */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { services, metrics, trustProxy, rateLimit, redis, ensureUsable, showMetrics } = options
  const http = Fastify({
    loggerInstance: services.logger,
    logController: new LogController({ disableRequestLogging: true }),
    // Without a list of proxies every header about the caller is the caller's own word.
    trustProxy: trustProxy === undefined ? false : amongAddresses(trustProxy),
    bodyLimit,
    // No route has a schema for Fastify: its validator and its serialiser would be 120 files to load.
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: longestParameter },
    // What stops answers 503 by a hook of its own, in the form of all errors.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) =>
      void answerError(error, request as never, reply as never),
  })
  await http.register(errorsPlugin)
  await http.register(securityHeadersPlugin)
  await http.register(requestLogPlugin)
  await http.register(stoppingPlugin)
  await http.register(rateLimitPlugin, { ...rateLimit, redis, metrics, elapsed: services.elapsed })
  http.addHook('onRequest', refuseUnknownPath)
  await http.register(healthPlugin, { database: services.database, ensureUsable })
  if (showMetrics !== null) await http.register(metricsPlugin, { metrics, ...showMetrics })
  await http.register(integrationsPlugin, { services, metrics, prefix: integrationsPrefix })
  await http.register(customerRedactPlugin, { services, prefix: integrationsPrefix })
  await http.register(eventsPlugin, { services })
  await http.register(exportsPlugin, { services })
  await http.register(auditExportPlugin, { services })
  await http.register(receiptsPlugin, { services })
  await http.register(graphqlPlugin, { services })
  return http
}
