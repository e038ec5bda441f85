import type { IntegrationAdapter, Samples } from '@conduit/core'
import { fakePlatform } from '../fake-platform/fake-platform.ts'
import type { FakeCall } from '../fake-platform/faults.ts'
import type { RecordedRequest, Recording } from '../recording/recording.ts'
import { address } from './address.ts'
import { type InstalledIntegration, install, otherTenantOf } from './install.ts'
import { type Observed, observedSince, tallyOf } from './observed.ts'
import {
  createTestServer,
  type MakeStore,
  type Reply,
  sealForTest,
  type TestServer,
} from './test-server.ts'

/** An adapter's application, and recordings played in it one after the other. */
export interface Player {
  readonly server: TestServer
  /**
   * Sends the recorded request at its time, then reads at the platform, which a script answers.
   * @param script default: the recording's own answers
   */
  play(recording: Recording, script?: readonly FakeCall[]): Promise<Observed>
  /** Polls again, or reads what still waits after a play; it keeps the reply of then. */
  resume(before: Observed, recording: Recording, script?: readonly FakeCall[]): Promise<Observed>
  /** Puts state and token back to what they were at first. */
  rewind(): Promise<void>
}

/**
 * Opens an application with what a recording takes for granted, and closes it in the end. Its store
 * can still be looked into then.
 */
export async function withPlayer<T>(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Recording,
  run: (player: Player) => Promise<T>,
  makeStore?: MakeStore,
): Promise<T> {
  const installation = install(adapter, samples, recording)
  const otherTenant = otherTenantOf(installation)
  const server = await createTestServer(adapter, installation, {
    others: [otherTenant],
    ...(makeStore !== undefined && { makeStore }),
    ...addressOf(recording),
  })
  try {
    return await run({
      server,
      play: (played, script = scriptOf(played)) =>
        during(server, played, script, () => send(server, played, otherTenant)),
      resume: ({ reply }, played, script = scriptOf(played)) =>
        during(server, played, script, async () =>
          played.poll === undefined ? reply : await send(server, played, otherTenant),
        ),
      rewind: () => rewind(server),
    })
  } finally {
    await server.close()
  }
}

/** Origin and prefix under which a signed URL reaches the plugin. */
export function addressOf({ request }: Pick<Recording, 'request'>) {
  if (request?.url === undefined) return {}
  const { origin, pathname } = new URL(request.url)
  const prefix = pathname.endsWith(request.path_suffix)
    ? pathname.slice(0, -request.path_suffix.length)
    : pathname
  return { origin, prefix }
}

/** What the platform answers in a recording. */
export function scriptOf({ poll, fetchback }: Recording): readonly FakeCall[] {
  return poll?.responses ?? fetchback ?? []
}

/** Calls, then reads at the platform, and tells what came of it. */
async function during(
  server: TestServer,
  recording: Recording,
  script: readonly FakeCall[],
  call: () => Promise<Reply>,
): Promise<Observed> {
  const from = tallyOf(server)
  const isPoll = recording.poll !== undefined
  const mayFetch = recording.fetchback !== undefined || recording.expect.mustNotFetch !== undefined
  const platform = isPoll || mayFetch ? await fakePlatform(script) : null
  try {
    server.setClock(new Date(recording.receivedAt))
    if (platform !== null) server.setTransport(platform.transport, () => platform.calls.length)
    const reply = await call()
    const reports = !isPoll && mayFetch ? await server.fetchWaiting() : []
    return await observedSince(server, from, { reply, reports, platform, script })
  } finally {
    await platform?.close()
  }
}

async function send(
  server: TestServer,
  recording: Recording,
  otherTenant: InstalledIntegration,
): Promise<Reply> {
  const request = await address(recording, requestOf(recording), {
    adapter: server.adapter,
    seal: sealForTest,
    integration: server.installation.integrations[0],
    stranger: otherTenant,
    scope: recording.poll === undefined ? 'event' : 'poll',
  })
  return await server.send(request)
}

async function rewind({ store, installation }: TestServer): Promise<void> {
  const [{ id, controllerId, state = {}, cachedToken }] = installation.integrations
  const ref = { controllerId, id }
  await store.sessions.saveState(ref, state)
  await store.sessions.saveToken(ref, cachedToken === null ? null : { value: cachedToken })
}

function requestOf({ request, poll }: Recording): RecordedRequest {
  const recorded = request ?? poll?.request
  if (recorded === undefined) throw new Error('a recording without a request')
  return recorded
}
