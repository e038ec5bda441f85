import {
  createReceiver,
  type QuarantineQuota,
  type Receiver,
  type Store,
  type Transport,
} from '@conduit/core/host'
import { type AdministrationContext, createStore, type Database } from '@conduit/db'
import type { Keyring } from '@conduit/privacy'
import type { FastifyBaseLogger } from 'fastify'
import type { AdapterFault } from './adapters/adapter-fault.ts'
import type { LoadedAdapter, LoadedAdapters } from './adapters/load-adapters.ts'
import type { JobQueue } from './jobs/job-queue.ts'

import type { Metrics } from './metrics/metrics.ts'

/** An adapter that runs, with all that its pipeline works with. */
export interface RunningAdapter extends LoadedAdapter {
  readonly receiver: Receiver
}

/** What the parts of one server share. */
export interface Services {
  readonly database: Database
  readonly keyring: Keyring
  readonly clock: () => Date
  /** Milliseconds by a clock that is never set: for what lasts a while in this process. */
  readonly elapsed: () => number
  readonly transport: Transport
  /** Origin under which platforms call; undefined: nobody has told. */
  readonly publicUrl: string | undefined
  readonly store: Store
  readonly administration: AdministrationContext
  /** By name. */
  readonly adapters: ReadonlyMap<string, RunningAdapter>
  readonly adapterFaults: readonly AdapterFault[]
  readonly logger: FastifyBaseLogger
  readonly metrics: Pick<Metrics, 'sweepLeftOut'>
  /** Finishes what was accepted; the database stays open. */
  readonly close: () => Promise<void>
}

/** What services are made of. */
export interface ServicesOptions {
  /** Open and migrated. */
  readonly database: Database
  readonly keyring: Keyring
  readonly clock: () => Date
  /** Milliseconds by a clock that is never set: for what lasts a while in this process. */
  readonly elapsed: () => number
  readonly transport: Transport
  readonly publicUrl: string | undefined
  readonly adapters: LoadedAdapters
  readonly logger: FastifyBaseLogger
  readonly metrics: Pick<Metrics, 'leftOut' | 'quarantineFull' | 'sweepLeftOut'>
  /** Default: that of the store. */
  readonly quarantineQuota?: QuarantineQuota | undefined
  /** Asked when something waits to be read; null: nothing reads it in this process. */
  readonly jobs: JobQueue | null
}

/** Puts the services of one server together. */
export function createServices(options: ServicesOptions): Services {
  const { database, keyring, clock, elapsed, transport, publicUrl, logger, metrics } = options
  const { store, administration, close } = createStore(database, {
    keyring,
    now: clock,
    elapsed,
    ...(options.quarantineQuota !== undefined && { quarantineQuota: options.quarantineQuota }),
    onWaiting: async (executor, integrations) => {
      await options.jobs?.enqueueFetches(executor, integrations)
    },
  })
  const running = options.adapters.adapters.map((loaded): [string, RunningAdapter] => {
    const { adapter } = loaded
    const receiver = createReceiver(adapter, {
      store,
      keyring,
      clock,
      elapsed,
      options: loaded.options,
      onFailure: ({ step, error }) =>
        logger.error({ err: error, adapter: adapter.name, step }, 'the adapter failed'),
      onLeftOut: integrationId => {
        metrics.quarantineFull(adapter.name)
        logger.warn({ integrationId, adapter: adapter.name }, 'quarantine full')
      },
      onExcess: excess => {
        metrics.leftOut(adapter.name, excess.identifiers)
        logger.warn({ ...excess, adapter: adapter.name }, 'identifiers left out')
      },
    })
    return [adapter.name, { ...loaded, receiver }]
  })
  return {
    database,
    keyring,
    clock,
    elapsed,
    transport,
    publicUrl,
    store,
    administration,
    adapters: new Map(running),
    adapterFaults: options.adapters.faults,
    logger,
    metrics,
    close,
  }
}
