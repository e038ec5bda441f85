import googleDrive from '@conduit/adapter-google-drive'
import {
  createPlatform,
  type JsonObject,
  memoryStore,
  type Receiver,
  receive,
  runFetch,
} from '@conduit/core'
import { createKeyring } from '@conduit/privacy'
import { type FakeCall, fakePlatform } from '@conduit/testing'

export const now = new Date('2026-11-12T10:00:09.000Z')
export const api = 'https://www.googleapis.com/drive/v3'
export const changes = { id: 'c-1', kind: 'changes', resourceId: 'r-1' } as const
export const files = { id: 'f-1', kind: 'files', resourceId: 'r-2', fileId: 'file-1' } as const

type Settings = Parameters<NonNullable<typeof googleDrive.setup>>[1]['settings']
type State = Parameters<NonNullable<typeof googleDrive.setup>>[1]['state']
export const state: State = { channels: [changes, files], pageToken: '10' }

/** A notification; a header that is undefined is left out. */
export function requestOf(more: Readonly<Record<string, string | undefined>> = {}) {
  const headers: Record<string, string | undefined> = {
    'x-goog-channel-id': 'c-1',
    'x-goog-message-number': '7',
    'x-goog-resource-id': 'r-1',
    'x-goog-resource-state': 'change',
    'x-goog-resource-uri': `${api}/changes?alt=json&pageToken=99`,
    'content-type': 'application/json; utf-8',
    ...more,
  }
  return {
    ...{ method: 'POST', url: '', receivedAt: now, bytes: new Uint8Array(), digest: '' },
    header: (name: string) => headers[name.toLowerCase()],
    query: () => undefined,
  }
}

/** Of a channel for one file. */
export const ofFile = (resourceState: string, more: object = {}) => ({
  'x-goog-channel-id': 'f-1',
  'x-goog-resource-id': 'r-2',
  'x-goog-resource-state': resourceState,
  ...more,
})

/** A call that must come, and its answer. */
export const answering = (
  path: string,
  status: number,
  json: unknown,
  matchQuery: Readonly<Record<string, string>> = {},
): FakeCall => ({
  request: { url: `${api}/${path}`, matchQuery },
  response: { status, body: JSON.stringify(json) },
})

const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })

/** One connection: takes notifications, then reads at a scripted platform. */
export function openBench(own: JsonObject = { accessToken: 'a1' }, initial: State = state) {
  const store = memoryStore([
    { adapter: 'google-drive', settings: own, state: initial as JsonObject },
  ])
  const [connection] = store.connections
  if (connection === undefined) throw new Error('no connection')
  const receiver: Receiver = { adapter: googleDrive, options: {}, store, keyring, clock: () => now }
  const ref = { controllerId: connection.controller.id, connectionId: connection.id }
  return {
    store,
    deliver: (headers: Readonly<Record<string, string | undefined>> = {}) =>
      receive(receiver, connection, requestOf(headers)),
    async read(script: readonly FakeCall[], catchUp = false) {
      const platform = await fakePlatform(script)
      const { transport } = platform
      const report = await runFetch({ receiver, connection, transport, catchUp })
      await platform.close()
      const { unexpected, calls } = platform
      return { ...report, unexpected, calls, state: (await store.fetches.waiting(ref)).state }
    },
  }
}

/** Runs a step of `setup` at a scripted platform, noting each state that was kept. */
export async function runSetup(
  step: Parameters<NonNullable<typeof googleDrive.setup>>[0],
  { settings = {}, before = {} }: { settings?: Partial<Settings>; before?: State },
  script: readonly FakeCall[],
) {
  const platform = await fakePlatform(script)
  const saved: State[] = []
  const own = { accessToken: 'a1', changes: true, ...settings }
  const client = createPlatform<State>({
    hosts: googleDrive.hosts?.(own) ?? [],
    now: () => now,
    transport: platform.transport,
    tokens: { load: async () => null, save: async () => undefined },
    webhook: async boundTo => ({
      url: `https://conduit.example.com/api/v1/integrations/google-drive/event?token=t`,
      token: `token of ${boundTo}`,
    }),
    save: async next => void saved.push(next),
  })
  try {
    const view = { settings: own, state: before }
    const result = await googleDrive.setup?.(step, view, client).catch((error: unknown) => error)
    const { calls, unexpected } = platform
    return { result, saved, calls, unexpected }
  } finally {
    await platform.close()
  }
}
