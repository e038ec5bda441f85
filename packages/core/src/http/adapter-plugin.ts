import type { FastifyInstance } from 'fastify'
import type { IntegrationAdapter } from '../contract/adapter.ts'
import { createReceiver, type ReceiverOptions } from '../receiver/create-receiver.ts'
import { type AdapterRoutesOptions, adapterRoutes } from './adapter-routes.ts'
import { withoutMessage } from './without-message.ts'

/** What an adapter's plugin needs from the application that registers it. */
export type AdapterPluginOptions = Omit<ReceiverOptions, 'onFailure' | 'onExcess'> &
  Omit<AdapterRoutesOptions, 'receiver'>

/**
 * The Fastify plugin of an adapter: its endpoints, and a receiver of their own.
 *
 * @example
 * app.register(stripe.plugin, { prefix: '/hooks/stripe', store, keyring })
 */
export function adapterPlugin(adapter: IntegrationAdapter) {
  return async function plugin(app: FastifyInstance, options: AdapterPluginOptions): Promise<void> {
    const receiver = createReceiver(adapter, {
      ...options,
      onFailure: ({ step, error }) =>
        app.log.error(
          { err: withoutMessage(error), adapter: adapter.name, step },
          'the adapter failed',
        ),
      onExcess: excess =>
        app.log.warn({ ...excess, adapter: adapter.name }, 'identifiers left out'),
    })
    // In the same context: registered once more, it would stand below the prefix twice.
    await adapterRoutes(app, { ...options, receiver })
  }
}
