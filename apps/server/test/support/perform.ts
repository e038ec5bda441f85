import type { IntegrationRef, Observation } from '@conduit/core/host'
import {
  address,
  type Caller,
  callerOf,
  type FakePlatform,
  type PlatformSwitch,
  type Recording,
  type Replied,
  sendAddressed,
} from '@conduit/recordings'
import { readIntegration } from '@conduit/server'
import { testKeyring } from './invented.ts'
import type { Connected, Sampled } from './over-http.ts'
import type { TestApp } from './test-app.ts'

/** A server that listens, and the way from it to the platforms. */
export interface Stage {
  readonly app: TestApp
  readonly origin: string
  readonly platforms: PlatformSwitch
}

/** Who takes part; the first one is called. */
export interface Cast {
  readonly connected: readonly [Connected, ...Connected[]]
  /** Whose tokens are valid, and another's. */
  readonly stranger: Connected
}

/** What a recorded call came to. */
export interface Performed extends Replied {
  readonly platform: FakePlatform
}

/**
 * Sends a recorded call over HTTP, then reads what waits as the server's jobs do, at a platform that
 * answers by the recording.
 */
export async function perform(
  { app, origin, platforms }: Stage,
  { adapter }: Sampled,
  recording: Recording,
  { connected, stranger }: Cast,
): Promise<Performed> {
  const { request, poll, fetchback, expect } = recording
  const recorded = request ?? poll?.request
  if (recorded === undefined) throw new Error('nothing to send')
  const scope = poll === undefined ? 'event' : 'poll'
  app.clock.set(recording.receivedAt)
  return await platforms.playing(poll?.responses ?? fetchback ?? [], async platform => {
    const [called] = connected
    const call = await address(recording, recorded, {
      ...(await callerAt(called, scope)),
      ...{ adapter, scope, origin: urlOf(called, scope).origin },
      stranger: (await callerAt(stranger, scope)).integration,
    })
    const reply = await sendAddressed(call, origin)
    if (fetchback !== undefined || expect.mustNotFetch !== undefined) {
      for (const each of connected) {
        await readIntegration(app.services, { ...refOf(each), poll: false })
      }
    }
    const state = await app.services.store.sessions.state(refOf(called))
    const observation = lastObservation(app)
    return { reply: { ...reply, observation }, reports: [], state, platform }
  })
}

function urlOf({ webhookUrl, pollUrl }: Connected, scope: 'event' | 'poll'): URL {
  const url = scope === 'event' ? webhookUrl : pollUrl
  if (url === null) throw new Error('there is no address to call')
  return url
}

function callerAt(connected: Connected, scope: 'event' | 'poll'): ReturnType<typeof callerOf> {
  const { ids, did } = connected
  return callerOf(testKeyring(), { ...ids, did }, urlOf(connected, scope))
}

function refOf({ ids }: { readonly ids: Pick<Caller, 'controllerId' | 'id'> }): IntegrationRef {
  return { controllerId: ids.controllerId, id: ids.id }
}

/** What the server logged of the call. */
function lastObservation({ log }: TestApp): Observation | null {
  const line = log.lines().findLast(({ msg }) => msg === 'webhook')
  return (line ?? null) as Observation | null
}
