import { createHash } from 'node:crypto'
import type { IntegrationAdapter } from '@conduit/core'
import {
  adapterRoutes,
  createReceiver,
  type DeliveryRecord,
  type FetchedRecord,
  type FetchReport,
  type MemoryStore,
  memoryStore,
  type Observation,
  type Receiver,
  refOf,
  runRead,
  type Store,
  type StoredIntegration,
  sealToken,
  type TokenContent,
  type Transport,
} from '@conduit/core/host'
import { createKeyring, type Keyring } from '@conduit/privacy'
import fastify, { type FastifyInstance } from 'fastify'
import type { AddressedRequest } from './address.ts'
import type { Installation, InstalledIntegration } from './install.ts'
import { prefixOf, publicOrigin } from './origin.ts'
import { type AdapterCalls, watchAdapter } from './watch-adapter.ts'

/** A reply of our endpoint. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
  /** What the plugin told its observer; of a call that came alone. */
  readonly observation: Observation | null
}

/** What went into the store, before the store did anything with it. */
interface Captured {
  readonly records: DeliveryRecord[]
  readonly fetched: FetchedRecord[]
  readonly reports: FetchReport[]
}

/** An adapter's plugin in an application of its own, and everything around it that can be watched. */
export interface TestServer {
  readonly adapter: IntegrationAdapter
  readonly installation: Installation
  readonly receiver: Receiver
  readonly store: MemoryStore
  /** As installed, the one that is called first. */
  readonly integrations: readonly StoredIntegration[]
  readonly captured: Captured
  readonly adapterCalls: AdapterCalls
  /** How every call ended, in the order in which they ended. */
  readonly observations: readonly Observation[]
  /** Lines that the application logged, at level trace. */
  readonly log: readonly string[]
  /** What time it is. */
  setClock(now: Date): void
  /** Where calls to platforms lead, and how many the platform has answered. */
  setTransport(transport: Transport, callsSoFar: () => number): void
  send(request: AddressedRequest): Promise<Reply>
  /** Reads what waits, for every integration that has something waiting. */
  fetchWaiting(): Promise<readonly FetchReport[]>
  close(): Promise<void>
}

/** Makes a store that holds these integrations. */
export type MakeStore = (integrations: readonly InstalledIntegration[]) => MemoryStore

/** A key of our own: tests need no secret, only one that is always the same. */
export const testKeyring: Keyring = createKeyring([
  { id: 'k1', bytes: createHash('sha256').update('conduit conformance kit').digest() },
])

/** Makes a token of ours with that key. */
export const sealForTest = (content: TokenContent): Promise<string> =>
  sealToken(testKeyring, content)

const nowhere: Transport = {
  get dispatcher(): never {
    throw new Error('nothing may be called here')
  },
}

/** Sets an adapter up with the integrations of a recording, in a Fastify application of its own. */
export async function createTestServer(
  original: IntegrationAdapter,
  installation: Installation,
  options: {
    readonly makeStore?: MakeStore
    readonly origin?: string
    readonly prefix?: string
    readonly others?: readonly InstalledIntegration[]
  } = {},
): Promise<TestServer> {
  let now = new Date(0)
  let transport = nowhere
  let callsSoFar = () => 0
  const { adapter, adapterCalls } = watchAdapter(original, () => callsSoFar())
  const installed = [...installation.integrations, ...(options.others ?? [])]
  const store = (options.makeStore ?? memoryStore)(installed)
  const captured: Captured = { records: [], fetched: [], reports: [] }
  const log: string[] = []
  const observations: Observation[] = []
  const receiver = createReceiver(adapter, {
    options: installation.options,
    store: watched(store, captured),
    keyring: testKeyring,
    clock: () => now,
  })
  const way: Transport = {
    get dispatcher() {
      return transport.dispatcher
    },
    wait: async (...pause) => await transport.wait?.(...pause),
  }
  for (const { id, controllerId, cachedToken } of installed) {
    if (cachedToken === null) continue
    await store.sessions.saveToken({ controllerId, id }, { value: cachedToken })
  }
  const written = new Map<string, string>()
  const app: FastifyInstance = fastify({
    exposeHeadRoutes: false,
    // `inject` writes URLs anew; a signature may cover them as the platform wrote them.
    rewriteUrl: ({ url = '/' }) => written.get(url) ?? url,
    logger: { level: 'trace', stream: { write: (line: string) => void log.push(line) } },
  })
  await app.register(adapterRoutes, {
    receiver,
    prefix: options.prefix ?? prefixOf(adapter),
    publicUrl: options.origin ?? publicOrigin,
    transport: way,
    observe: each => observations.push(each),
  })
  await app.ready()

  return {
    adapter,
    installation,
    receiver,
    store,
    captured,
    adapterCalls,
    observations,
    log,
    integrations: store.integrations,
    setClock: to => {
      now = to
    },
    setTransport: (to, calls) => {
      transport = to
      callsSoFar = calls
    },
    async send(request) {
      const before = observations.length
      const { path, exact } = pathsOf(request.url)
      written.set(path, exact)
      const { status, headers, body } = await inject(app, path, request)
      return { status, headers, body, observation: observations[before] ?? null }
    },
    async fetchWaiting() {
      const reports: FetchReport[] = []
      for (const stored of store.integrations) {
        const { rows, catchUps } = await store.queue.waiting(refOf(stored))
        if (rows.length + catchUps.length === 0) continue
        const integration = receiver.open(stored)
        const report = await runRead({ receiver, integration, transport: way })
        if (report !== null) reports.push(report)
      }
      return reports
    },
    close: () => app.close(),
  }
}

async function inject(app: FastifyInstance, path: string, request: AddressedRequest) {
  const { method, headers, body } = request
  const reply = await app.inject({
    method: method as 'POST',
    url: path,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value as string]),
    ),
    ...((body.length > 0 || method === 'POST') && { payload: body }),
  })
  return { status: reply.statusCode, headers: { ...reply.headers }, body: reply.body }
}

/** Path and query of a URL: as it reads once it is written anew, and to the letter. */
function pathsOf(url: string): { readonly path: string; readonly exact: string } {
  const { origin, pathname, search } = new URL(url)
  return { path: pathname + search, exact: url.slice(origin.length) }
}

/** The same store, and what is handed to it. */
function watched(store: MemoryStore, captured: Captured): Store {
  const { queue } = store
  return {
    ...store,
    record: deliveries => {
      captured.records.push(...deliveries)
      return store.record(deliveries)
    },
    queue: {
      ...queue,
      recordFetched: input => {
        captured.fetched.push(input)
        return queue.recordFetched(input)
      },
      report: (integration, report) => {
        captured.reports.push(report)
        return queue.report(integration, report)
      },
    },
  }
}
