import type { JsonObject } from '@conduit/core'
import { effectiveSettings } from '@conduit/core/host'
import {
  type FakePlatform,
  type HttpReply,
  type PlatformSwitch,
  platformDifferences,
  type Recording,
} from '@conduit/recordings'
import type { Api } from '../api/api-client.ts'
import type { Controller } from '../api/controllers.ts'
import type { Delivery } from '../api/evidence.ts'
import { isOutdated } from '../samples/is-outdated.ts'
import type { NamedRecording } from '../samples/pick-recording.ts'
import { sendRequest } from '../samples/send-request.ts'
import { webhookRequest } from '../samples/webhook-request.ts'
import { addressing } from './addressing.ts'
import {
  type DemoIntegration,
  type DemoIntegrations,
  integrationRef,
  seed,
} from './demo-integrations.ts'
import type { DemoServer } from './demo-server.ts'
import type { Plan, PlannedGroup } from './plan.ts'
import type { Played } from './played.ts'
import { deliveriesOf, recordsOf, since } from './records.ts'
import { waitUntil } from './wait-until.ts'

/** What is played on. */
export interface Stage {
  readonly server: DemoServer
  readonly api: Api
  readonly controller: Controller
  readonly integrations: DemoIntegrations
  readonly platforms: PlatformSwitch
  readonly signal: AbortSignal
}

/** The integrations of a group; the first one is called. */
type Cast = readonly [DemoIntegration, ...DemoIntegration[]]

/** The integration that is called, as its adapter sees it. */
interface View {
  readonly settings: JsonObject
  readonly state: JsonObject
}

const patienceMilliseconds = 30_000
/** Of what a recording announces but does not hold: it is not there at the platform any more. */
const gone = { status: 404, body: '{}' }

/**
 * Plays a group of recordings through the same integrations, one after the other: sends each, and
 * lets the server read what it announces at a platform that answers by it.
 *
 * @param options the operator's, of the server as it runs
 */
export async function playGroup(
  stage: Stage,
  plan: Plan,
  options: JsonObject,
  { integrations: wanted, recordings }: PlannedGroup,
): Promise<{ readonly integrations: Cast; readonly played: readonly Played[] }> {
  const [first, ...others] = wanted
  const integrations: [DemoIntegration, ...DemoIntegration[]] = [
    await stage.integrations.prepare(plan.adapter, first),
  ]
  for (const other of others) {
    integrations.push(await stage.integrations.prepare(plan.adapter, other))
  }
  const view = {
    settings: effectiveSettings(plan.adapter, options, first.settings),
    state: first.state,
  }
  const played: Played[] = []
  for (const named of recordings) {
    // One that comes after another starts from what that one left.
    if (named.recording.precededBy === undefined) {
      for (const [index, { id }] of integrations.entries()) {
        await seed(stage.server.services, id, wanted[index] ?? first)
      }
    }
    played.push(await play(stage, plan, view, named, integrations))
  }
  return { integrations, played }
}

async function play(
  stage: Stage,
  plan: Plan,
  view: View,
  named: NamedRecording,
  integrations: Cast,
): Promise<Played> {
  const { api, controller, platforms, server } = stage
  const { recording } = named
  // By the clock of today its events would be late, some day.
  server.setTime(new Date(recording.receivedAt))
  const ids = integrations.map(({ id }) => id)
  const before = await recordsOf(api, controller.id, ids)
  const script = recording.poll?.responses ?? recording.fetchback ?? []
  return await platforms.playing(
    script,
    async platform => {
      const sent = await send(stage, plan, view, recording, integrations[0])
      const isRead = await waitUntil(
        async () => !(await deliveriesOf(api, controller.id, ids)).some(isWaiting),
        patienceMilliseconds,
        stage.signal,
      )
      const after = await recordsOf(api, controller.id, ids)
      const called = integrationRef(integrations[0].id)
      const state = await server.services.store.sessions.state(called)
      const slow = isRead ? [] : ['reading at the platform did not come to an end']
      return {
        ...{ ...named, ...sent, ...since(before, after), known: after.activities, state },
        differences: [...slow, ...callDifferences(plan, view, recording, platform)],
      }
    },
    gone,
  )
}

async function send(
  { server, controller }: Stage,
  { adapter, samples }: Plan,
  view: View,
  recording: Recording,
  integration: DemoIntegration,
): Promise<{ readonly reply: HttpReply; readonly expectedStatus: number }> {
  const { keyring, clock } = server.services
  const scope = recording.poll === undefined ? 'event' : 'poll'
  const addressee = {
    ...(await addressing(keyring, controller, integration, scope)),
    ...{ adapter, samples, settings: view.settings },
  }
  const now = clock()
  const call = await webhookRequest(recording, addressee, now)
  const mustExpire =
    scope === 'event' &&
    recording.expect.status < 300 &&
    isOutdated(adapter, view, call, new Date(recording.receivedAt), now)
  const reply = await sendRequest(call, server.url)
  return { reply, expectedStatus: mustExpire ? 401 : recording.expect.status }
}

function isWaiting({ fetch }: Delivery): boolean {
  return fetch === 'waiting'
}

/**
 * A recording that holds no answers says nothing of the calls either. Other adapters may be at their own
 * platforms meanwhile, to prove an account: what goes to another host is none of this one's.
 */
function callDifferences(
  { adapter }: Plan,
  { settings }: View,
  recording: Recording,
  platform: FakePlatform,
): readonly string[] {
  const { fetchback, poll, expect } = recording
  const isOpen = fetchback === undefined && poll === undefined && expect.mustNotFetch === undefined
  const hosts = (adapter.hosts?.(settings) ?? []).map(host => host.replace('*.', ''))
  const unexpected = platform.unexpected.filter(line => hosts.some(host => line.includes(host)))
  return isOpen ? [] : platformDifferences(recording, { ...platform, unexpected })
}
