import { adapterRoutes, type Observation } from '@conduit/core/host'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { LogMessage } from '../logging/log-fields.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Services } from '../services.ts'
import { onlyFrom } from './allowed-addresses.ts'

/** What the endpoints of the adapters work with. */
export interface IntegrationsOptions {
  readonly services: Services
  readonly metrics: Metrics
}

/**
 * The endpoints of each adapter under its name. One that is off or unknown has no route, so it
 * answers 404 like any other path.
 */
export async function integrationsPlugin(
  app: FastifyInstance,
  options: IntegrationsOptions,
): Promise<void> {
  const { services, metrics } = options
  const { transport, publicUrl } = services
  const limit = app.limitCall
  const observe = (observation: Observation) => {
    metrics.observe(observation)
    app.log.info(observation, 'webhook' satisfies LogMessage)
  }
  for (const { adapter, receiver, allow, maxBytes } of services.adapters.values()) {
    await app.register(
      async scope => {
        if (limit !== null) scope.addHook('onRoute', countedLater)
        if (allow !== null) scope.addHook('onRequest', onlyFrom(allow, limit))
        scope.addHook('onRequest', (request, _reply, done) => {
          request.isObserved = true
          done()
        })
        // Our own copy of the receiver, whichever copy of core the adapter's package came with.
        await scope.register(adapterRoutes, {
          receiver,
          transport,
          observe,
          ...(limit !== null && { limit }),
          ...(maxBytes !== null && { maxBytes }),
          ...(publicUrl !== undefined && { publicUrl }),
        })
      },
      { prefix: `/${adapter.name}` },
    )
  }
}

/** Endpoints; what answers 405 beside them takes no POST, and is counted like anything else. */
function countedLater(route: RouteOptions): void {
  if (!route.method.includes('POST')) return
  route.config = { ...route.config, rateLimit: false }
}
