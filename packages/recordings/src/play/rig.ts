import { createHash } from 'node:crypto'
import {
  adapterPlugin,
  type DeliveryRecord,
  type FetchedRecord,
  type FetchReport,
  type IntegrationAdapter,
  type MemoryStore,
  memoryStore,
  type Observation,
  type Receiver,
  runFetch,
  type StoredConnection,
  sealToken,
  type TokenContent,
  type Transport,
} from '@conduit/core'
import { createKeyring, type Keyring } from '@conduit/privacy'
import fastify, { type FastifyInstance } from 'fastify'
import type { AddressedRequest } from './address.ts'
import type { Installation, InstalledConnection } from './install.ts'
import { prefixOf, publicOrigin } from './origin.ts'
import { type Sight, spyOn } from './spy.ts'

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
export interface Rig {
  readonly adapter: IntegrationAdapter
  readonly installation: Installation
  readonly receiver: Receiver
  readonly store: MemoryStore
  /** As installed, the one that is called first. */
  readonly connections: readonly StoredConnection[]
  readonly captured: Captured
  readonly sight: Sight
  /** How every call ended, in the order in which they ended. */
  readonly observations: readonly Observation[]
  /** Lines that the application logged, at level trace. */
  readonly log: readonly string[]
  /** What time it is. */
  setClock(now: Date): void
  /** Where calls to platforms lead, and how many the platform has answered. */
  setTransport(transport: Transport, callsSoFar: () => number): void
  send(request: AddressedRequest): Promise<Reply>
  /** Reads what waits, for every connection that has something waiting. */
  fetchWaiting(): Promise<readonly FetchReport[]>
  close(): Promise<void>
}

/** Makes a store that holds these connections. */
export type MakeStore = (connections: readonly InstalledConnection[]) => MemoryStore

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

/** Sets an adapter up with the connections of a recording, in a Fastify application of its own. */
export async function createRig(
  original: IntegrationAdapter,
  installation: Installation,
  options: {
    readonly makeStore?: MakeStore
    readonly origin?: string
    readonly prefix?: string
    readonly others?: readonly InstalledConnection[]
  } = {},
): Promise<Rig> {
  let now = new Date(0)
  let transport = nowhere
  let callsSoFar = () => 0
  const { adapter, sight } = spyOn(original, () => callsSoFar())
  const installed = [...installation.connections, ...(options.others ?? [])]
  const store = (options.makeStore ?? memoryStore)(installed)
  const captured: Captured = { records: [], fetched: [], reports: [] }
  const log: string[] = []
  const observations: Observation[] = []
  const receiver: Receiver = {
    adapter,
    options: installation.options,
    store: watched(store, captured),
    keyring: testKeyring,
    clock: () => now,
  }
  const way: Transport = {
    get dispatcher() {
      return transport.dispatcher
    },
    wait: async (...pause) => await transport.wait?.(...pause),
  }
  for (const { id, controllerId, cachedToken } of installed) {
    if (cachedToken === null) continue
    await store.fetches.saveToken({ controllerId, connectionId: id }, { value: cachedToken })
  }
  const written = new Map<string, string>()
  const app: FastifyInstance = fastify({
    exposeHeadRoutes: false,
    // `inject` writes URLs anew; a signature may cover them as the platform wrote them.
    rewriteUrl: ({ url = '/' }) => written.get(url) ?? url,
    logger: { level: 'trace', stream: { write: (line: string) => void log.push(line) } },
  })
  await app.register(adapterPlugin(adapter), {
    ...{ prefix: options.prefix ?? prefixOf(adapter), publicUrl: options.origin ?? publicOrigin },
    ...{ store: receiver.store, keyring: testKeyring, options: receiver.options, transport: way },
    clock: () => now,
    observe: each => observations.push(each),
  })
  await app.ready()

  return {
    ...{ adapter, installation, receiver, store, captured, sight, observations, log },
    connections: store.connections,
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
      for (const connection of store.connections) {
        const ref = { controllerId: connection.controller.id, connectionId: connection.id }
        const { rows, catchUps } = await store.fetches.waiting(ref)
        if (rows.length + catchUps.length === 0) continue
        const report = await runFetch({ receiver, connection, transport: way })
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

function watched(store: MemoryStore, captured: Captured): MemoryStore {
  const reporting = observing(store.fetches, 'report', (_of: unknown, report: FetchReport) =>
    captured.reports.push(report),
  )
  const fetches = observing(reporting, 'recordFetched', (input: FetchedRecord) =>
    captured.fetched.push(input),
  )
  const watchedStore = observing(store, 'record', (input: readonly DeliveryRecord[]) =>
    captured.records.push(...input),
  )
  return new Proxy(watchedStore, {
    get: (target, key) => (key === 'fetches' ? fetches : Reflect.get(target, key)),
  })
}

/** The same object, with one method watched. */
function observing<T extends object, I extends unknown[]>(
  target: T,
  method: keyof T,
  tell: (...given: I) => void,
): T {
  return new Proxy(target, {
    get(inner, key) {
      const value: unknown = Reflect.get(inner, key)
      if (typeof value !== 'function') return value
      if (key !== method) return value.bind(inner)
      return (...given: I) => {
        tell(...given)
        return value.apply(inner, given)
      }
    },
  })
}
