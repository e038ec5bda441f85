import {
  createReceiver,
  type QuarantineQuota,
  type Receiver,
  type Store,
  type Transport,
} from '@conduit/core/host'
import { type AdministrationContext, createStore, type Database } from '@conduit/db'
import type { ErasureLedger } from '@conduit/db/erasure'
import type { Keyring } from '@conduit/privacy'
import type { FastifyBaseLogger } from 'fastify'
import type { AdapterFault } from './adapters/adapter-fault.ts'
import type { LoadedAdapter, LoadedAdapters } from './adapters/load-adapters.ts'
import { createSealer, type Sealer } from './audit/sealer.ts'
import type { JobQueue } from './jobs/job-queue.ts'
import type { Metrics } from './metrics/metrics.ts'
import { createNotifier, type Notifier } from './notifications/notifier.ts'
import type { Subscriber } from './notifications/subscriber.ts'

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
  /** Asks for a copy to be collected; where no jobs run, a server that runs them finds it. */
  readonly enqueueExport: JobQueue['enqueueExport']
  /** Tells whoever wants to know what happens. */
  readonly notifier: Notifier
  /** Has a job tell platforms what is due, in the transaction that made it so. */
  readonly enqueueTellings: JobQueue['enqueueTellings']
  /** Has a job go on with a redaction, in the transaction that made it so. */
  readonly enqueueRedaction: JobQueue['enqueueRedaction']
  /** Has a job seal anew what other master keys seal, in the transaction that notes it. */
  readonly enqueueRotation: JobQueue['enqueueRotation']
  /** So long an approved redaction can be stopped. */
  readonly coolingOffMilliseconds: number
  /** Where it is written down who was erased; null: nowhere but in the database. */
  readonly erasureLedger: ErasureLedger | null
  /** Makes what is in the audit log provable. */
  readonly sealer: Sealer
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
  /** So long an approved redaction can be stopped; default: ten minutes. */
  readonly coolingOffMilliseconds?: number | undefined
  /** Default: that of the store. */
  readonly quarantineQuota?: QuarantineQuota | undefined
  /** Asked when something waits to be read or told; null: nobody does it in this process. */
  readonly jobs: JobQueue | null
  readonly subscribers: readonly Subscriber[]
  /** Files to which the checkpoints of the audit log are added. */
  readonly auditAnchors: readonly string[]
  /** File to which it is added who was erased. */
  readonly erasureLedger: string | undefined
}

const usualCoolingOff = 600_000

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
  const { subscribers, auditAnchors: anchors } = options
  const notifier = createNotifier({ database, clock, logger, subscribers })
  const sealer = createSealer({ database, keyring, clock, logger, anchors })
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
    enqueueExport: async (executor, copy) => {
      await options.jobs?.enqueueExport(executor, copy)
    },
    notifier,
    enqueueTellings: async (executor, integrations) => {
      await options.jobs?.enqueueTellings(executor, integrations)
    },
    enqueueRedaction: async (executor, redaction) => {
      await options.jobs?.enqueueRedaction(executor, redaction)
    },
    enqueueRotation: async executor => {
      await options.jobs?.enqueueRotation(executor)
    },
    coolingOffMilliseconds: options.coolingOffMilliseconds ?? usualCoolingOff,
    erasureLedger:
      options.erasureLedger === undefined
        ? null
        : ledgerLoadedLater(options.erasureLedger, keyring),
    sealer,
    close: async () => {
      await notifier.close()
      await sealer.close()
      await close()
    },
  }
}

/** Erasures are rare: what writes them down is loaded with the first. */
function ledgerLoadedLater(path: string, keyring: Keyring): ErasureLedger {
  let loaded: Promise<ErasureLedger> | null = null
  return {
    append: async erased => {
      loaded ??= import('./erasure-ledger/ledger-file.ts').then(({ ledgerFile }) =>
        ledgerFile(path, keyring),
      )
      await (await loaded).append(erased)
    },
  }
}
