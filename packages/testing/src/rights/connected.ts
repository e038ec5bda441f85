import assert from 'node:assert/strict'
import type { IntegrationAdapter, JsonObject } from '@conduit/core'
import {
  createReceiver,
  memoryStore,
  type PlatformAccess,
  platformAccess,
} from '@conduit/core/host'
import { type StatefulPlatform, testKeyring } from '@conduit/recordings'

/** An integration that is connected to a fake platform. */
export interface Connected {
  readonly adapter: IntegrationAdapter
  /** What opens the platform. */
  readonly settings: JsonObject
  /** What the machine has written by then. */
  readonly state?: JsonObject
  /** Its accounts, as `accounts()` of the adapter names them. */
  readonly accounts?: readonly string[]
}

/** A fake platform that runs, and all that it holds: compared, and looked through for texts. */
export interface RunningFake {
  readonly platform: StatefulPlatform
  readonly state: unknown
}

/** The way to the platform, as a server opens it. */
export async function accessTo(
  { adapter, settings, state = {}, accounts = [] }: Connected,
  { transport }: StatefulPlatform,
  now = new Date('2026-11-12T10:00:00Z'),
): Promise<PlatformAccess> {
  const store = memoryStore([{ adapter: adapter.name, settings, state, accounts }])
  const clock = () => now
  const receiver = createReceiver(adapter, { store, keyring: testKeyring, options: {}, clock })
  const [stored] = store.integrations
  assert.ok(stored !== undefined, 'the store has made the integration')
  const access = await platformAccess({ receiver, integration: receiver.open(stored), transport })
  assert.ok(access !== null, 'the settings open the platform: `hosts()` names hosts')
  return access
}

/** What a fake platform holds, as it is now. */
export function snapshot({ state }: RunningFake): string {
  return JSON.stringify(state)
}
