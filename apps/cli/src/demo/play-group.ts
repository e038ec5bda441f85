import { effectiveSettings } from '@conduit/core'
import type { Services } from '@conduit/server'
import type { PlatformSwitch, Recording } from '@conduit/testing'
import type { Api } from '../api/api-client.ts'
import { type Delivery, listActivities, listDeliveries } from '../api/evidence.ts'
import { isOutdated } from '../samples/is-outdated.ts'
import type { NamedRecording } from '../samples/pick-recording.ts'
import { sendRequest } from '../samples/send-request.ts'
import { webhookRequest } from '../samples/webhook-request.ts'
import { bindToken } from './bind-token.ts'
import type { DemoIntegration, DemoIntegrations } from './demo-integrations.ts'
import type { Plan, PlannedGroup } from './plan.ts'
import type { Played, PlayedGroup } from './played.ts'
import { waitUntil } from './wait-until.ts'

/** What is played on. */
export interface Stage {
  readonly url: string
  readonly api: Api
  readonly services: Services
  readonly dataControllerId: string
  readonly integrations: DemoIntegrations
  readonly platforms: PlatformSwitch
  readonly signal: AbortSignal
}

const patienceMilliseconds = 30_000

/**
 * Plays a group of recordings: brings its integrations to what they take for granted, sends each
 * delivery or poll, waits until all has been read at the platform, reads everything back.
 */
export async function playGroup(
  stage: Stage,
  plan: Plan,
  { taken, recordings }: PlannedGroup,
): Promise<PlayedGroup & { readonly integrations: readonly DemoIntegration[] }> {
  const integrations: DemoIntegration[] = []
  for (const wanted of taken.connections) {
    integrations.push(await stage.integrations.prepare(plan.adapter, wanted))
  }
  const script = recordings.flatMap(scriptOf)
  return await stage.platforms.playing(script, async platform => {
    const seen = new Set((await deliveriesOf(stage, integrations)).map(({ id }) => id))
    const played: Played[] = []
    for (const named of recordings) {
      const sent = await play(stage, plan, taken, named, integrations)
      const fresh = (await deliveriesOf(stage, integrations)).filter(({ id }) => !seen.has(id))
      // What is read at the platform meanwhile belongs to the group, not to this request.
      const own = fresh.filter(
        each => named.recording.poll !== undefined || each.verification !== 'fetched',
      )
      for (const { id } of own) seen.add(id)
      played.push({ ...named, ...sent, deliveries: own })
    }
    const isRead = await waitUntil(
      async () =>
        (await deliveriesOf(stage, integrations)).every(({ fetch }) => fetch !== 'waiting'),
      patienceMilliseconds,
      stage.signal,
    )
    const left = (await deliveriesOf(stage, integrations)).filter(({ id }) => !seen.has(id))
    const deliveries = [...played.flatMap(each => each.deliveries), ...left]
    const evidence = await readBack(stage, integrations, deliveries)
    const slow = isRead ? [] : ['reading at the platform did not come to an end']
    const differences = [...slow, ...platform.unexpected.map(call => `unexpected call: ${call}`)]
    return { integrations, played, fetched: left, differences, ...evidence }
  })
}

async function play(
  { url, services }: Stage,
  { adapter, samples, options }: Plan,
  taken: PlannedGroup['taken'],
  { recording, file }: NamedRecording,
  [integration]: readonly DemoIntegration[],
): Promise<Pick<Played, 'reply' | 'expectedStatus'>> {
  const recorded = recording.request ?? recording.poll?.request
  const target = recording.poll === undefined ? integration?.webhookUrl : integration?.pollUrl
  if (integration === undefined || recorded === undefined || target == null) {
    throw new Error(`nothing to send ${file} to`)
  }
  const [{ settings: own, state }] = taken.connections
  const settings = effectiveSettings(adapter, options, own)
  const webhookUrl = await bindToken(services, adapter, recorded, target)
  const addressee = { samples, settings, webhookUrl, integrationId: integration.id }
  const now = services.clock()
  const call = webhookRequest(recording, recorded, addressee, now)
  const recordedAt = new Date(recording.receivedAt)
  const mustExpire =
    recording.request !== undefined &&
    recording.expect.status < 300 &&
    isOutdated(adapter, { settings, state }, call, recordedAt, now)
  const reply = await sendRequest(call, url)
  return { reply, expectedStatus: mustExpire ? 401 : recording.expect.status }
}

function scriptOf({ recording }: NamedRecording): NonNullable<Recording['fetchback']> {
  return [...(recording.fetchback ?? []), ...(recording.poll?.responses ?? [])]
}

async function deliveriesOf(
  { api, dataControllerId }: Stage,
  integrations: readonly DemoIntegration[],
): Promise<readonly Delivery[]> {
  const found: Delivery[] = []
  for (const { id } of integrations) {
    found.push(...(await listDeliveries(api, { dataControllerId, integrationId: id })))
  }
  return found
}

async function readBack(
  { api, dataControllerId }: Stage,
  integrations: readonly DemoIntegration[],
  deliveries: readonly Delivery[],
): Promise<Pick<PlayedGroup, 'activities' | 'activitiesOf'>> {
  const activitiesOf = new Map(
    await Promise.all(
      deliveries.map(async delivery => {
        const filter = { dataControllerId, deliveryId: delivery.id }
        return [delivery, await listActivities(api, filter)] as const
      }),
    ),
  )
  const all = await Promise.all(
    integrations.map(({ id }) => listActivities(api, { dataControllerId, integrationId: id })),
  )
  return { activities: all.flat(), activitiesOf }
}
