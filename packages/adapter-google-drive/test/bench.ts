import googleDrive from '@conduit/adapter-google-drive'
import type { JsonObject, SetupStep } from '@conduit/core'
import { createReceiver, memoryStore, receive, refOf, runRead } from '@conduit/core/host'
import { type FakeCall, fakePlatform, playSetup, testKeyring } from '@conduit/testing'

export const now = new Date('2026-11-12T10:00:09.000Z')
export const api = 'https://www.googleapis.com/drive/v3'
export const changes = { id: 'c-1', kind: 'changes', resourceId: 'r-1' } as const
export const files = { id: 'f-1', kind: 'files', resourceId: 'r-2', fileId: 'file-1' } as const

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
    method: 'POST',
    url: '',
    receivedAt: now,
    bytes: new Uint8Array(),
    digest: '',
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

/** One integration: takes notifications, then reads at a scripted platform. */
export function openBench(own: JsonObject = { accessToken: 'a1' }, initial: State = state) {
  const store = memoryStore([
    { adapter: 'google-drive', settings: own, state: initial as JsonObject },
  ])
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const clock = () => now
  const receiver = createReceiver(googleDrive, { store, keyring: testKeyring, clock })
  const integration = receiver.open(stored)
  return {
    store,
    deliver: (headers: Readonly<Record<string, string | undefined>> = {}) =>
      receive(receiver, integration, requestOf(headers)),
    async read(script: readonly FakeCall[], poll = false) {
      const platform = await fakePlatform(script)
      const { transport } = platform
      const report = await runRead({ receiver, integration, transport, poll })
      await platform.close()
      const { unexpected, calls } = platform
      return { ...report, unexpected, calls, state: await store.sessions.state(refOf(stored)) }
    },
  }
}

/** Runs a step of `setup` at a scripted platform. */
export const runSetup = (
  step: SetupStep,
  { settings = {}, before = {} }: { settings?: JsonObject; before?: State },
  script: readonly FakeCall[],
): ReturnType<typeof playSetup> => {
  const own = { accessToken: 'a1', changes: true, ...settings }
  const state = before as JsonObject
  return playSetup(googleDrive, step, { settings: own, state, at: now }, script)
}
