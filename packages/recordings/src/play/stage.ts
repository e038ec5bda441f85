import type { IntegrationAdapter, Samples } from '@conduit/core'
import { fakePlatform } from '../fake-platform/fake-platform.ts'
import type { FakeCall } from '../fake-platform/faults.ts'
import type { RecordedRequest, Recording } from '../recording/recording.ts'
import { address } from './address.ts'
import { type InstalledConnection, install, strangerTo } from './install.ts'
import { type Observed, observedSince, tallyOf } from './observed.ts'
import { createRig, type MakeStore, type Reply, type Rig, sealForTest } from './rig.ts'

/** An adapter's application, and recordings played in it one after the other. */
export interface Stage {
  readonly rig: Rig
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
export async function onStage<T>(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Recording,
  run: (stage: Stage) => Promise<T>,
  makeStore?: MakeStore,
): Promise<T> {
  const installation = install(adapter, samples, recording)
  const stranger = strangerTo(installation)
  const rig = await createRig(adapter, installation, {
    others: [stranger],
    ...(makeStore !== undefined && { makeStore }),
    ...addressOf(recording),
  })
  try {
    return await run({
      rig,
      play: (played, script = scriptOf(played)) =>
        during(rig, played, script, () => send(rig, played, stranger)),
      resume: ({ reply }, played, script = scriptOf(played)) =>
        during(rig, played, script, async () =>
          played.poll === undefined ? reply : await send(rig, played, stranger),
        ),
      rewind: () => rewind(rig),
    })
  } finally {
    await rig.close()
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
  rig: Rig,
  recording: Recording,
  script: readonly FakeCall[],
  call: () => Promise<Reply>,
): Promise<Observed> {
  const from = tallyOf(rig)
  const isPoll = recording.poll !== undefined
  const mayFetch = recording.fetchback !== undefined || recording.expect.mustNotFetch !== undefined
  const platform = isPoll || mayFetch ? await fakePlatform(script) : null
  try {
    rig.setClock(new Date(recording.receivedAt))
    if (platform !== null) rig.setTransport(platform.transport, () => platform.calls.length)
    const reply = await call()
    const reports = !isPoll && mayFetch ? await rig.fetchWaiting() : []
    return await observedSince(rig, from, { reply, reports, platform, script })
  } finally {
    await platform?.close()
  }
}

async function send(rig: Rig, recording: Recording, stranger: InstalledConnection): Promise<Reply> {
  const request = await address(recording, requestOf(recording), {
    adapter: rig.adapter,
    seal: sealForTest,
    connection: rig.installation.connections[0],
    stranger,
    scope: recording.poll === undefined ? 'event' : 'poll',
  })
  return await rig.send(request)
}

async function rewind({ store, installation }: Rig): Promise<void> {
  const [{ id, controllerId, state = {}, cachedToken }] = installation.connections
  const ref = { controllerId, connectionId: id }
  await store.fetches.saveState(ref, state)
  await store.fetches.saveToken(ref, cachedToken === null ? null : { value: cachedToken })
}

function requestOf({ request, poll }: Recording): RecordedRequest {
  const recorded = request ?? poll?.request
  if (recorded === undefined) throw new Error('a recording without a request')
  return recorded
}
