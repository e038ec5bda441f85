import { adapterPlugin, type Observation } from '@conduit/core'
import type { FastifyInstance } from 'fastify'
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
  const { store, keyring, transport, publicUrl, clock } = services
  const observe = (observation: Observation) => {
    metrics.observe(observation)
    app.log.info(observation, 'webhook' satisfies LogMessage)
  }
  for (const { adapter, options: defaults, allow } of services.adapters.values()) {
    await app.register(
      async scope => {
        if (allow !== null) scope.addHook('onRequest', onlyFrom(allow))
        scope.addHook('onRequest', async request => {
          request.isObserved = true
        })
        // Our own copy of the pipeline, whichever copy of core the adapter's package came with.
        await scope.register(adapterPlugin(adapter), {
          store,
          keyring,
          transport,
          clock,
          observe,
          options: defaults,
          ...(publicUrl !== undefined && { publicUrl }),
        })
      },
      { prefix: `/${adapter.name}` },
    )
  }
}
