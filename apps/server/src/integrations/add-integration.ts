import { ConduitError } from '@conduit/core'
import {
  type Actor,
  findController,
  type IntegrationNode,
  inOneTransaction,
  addIntegration as insertIntegration,
  schedule,
} from '@conduit/db'
import type { Services } from '../services.ts'
import { checkSettings, settingsOf } from './check-settings.ts'
import { currentIntegration } from './current-integration.ts'
import { nextPollOf } from './next-poll.ts'
import { setUp } from './set-up.ts'
import { mintUrls, type WebhookUrls } from './webhook-urls.ts'

/** An integration to be made. */
export interface IntegrationRequest {
  readonly controllerId: string
  /** Name of an adapter that runs here. */
  readonly adapter: string
  /** Default: the platform's own name. */
  readonly label: string | null | undefined
  /** As they came from outside. */
  readonly settings: unknown
}

/** A new integration, and its addresses with their credentials, which are shown now and never again. */
export interface AddedIntegration extends WebhookUrls {
  readonly integration: IntegrationNode
}

/**
 * Connects a controller to a platform: checks the settings, keeps the integration with its keys,
 * and registers our webhook there where the adapter can.
 *
 * @param origin of its addresses
 * @throws {ConduitError} `invalid` with every fault by pointer, or `not_found`. Then nothing of it is there.
 */
export async function addIntegration(
  services: Services,
  actor: Actor,
  origin: string,
  request: IntegrationRequest,
): Promise<AddedIntegration> {
  const { controllerId, adapter: name } = request
  const running = services.adapters.get(name)
  if (running === undefined) throw notRunning()
  const { adapter } = running
  const settings = settingsOf(request.settings)
  const accounts = checkSettings(running, settings)
  const nextPollAt = nextPollOf(running, settings, services.clock())
  const label = request.label ?? adapter.title

  // Whoever adds it gets its keys now or never: without them it is of no use.
  const { id, urls } = await inOneTransaction(services.administration, async administration => {
    const { database } = administration
    const controller = await findController(database, controllerId)
    if (controller === null) throw new ConduitError('not_found')
    const input = { controllerId, adapter: name, label, settings, accounts }
    const id = await insertIntegration(administration, actor, input)
    await schedule(database, { controllerId, id }, { nextPollAt })
    const addressee = { controllerId, id, did: controller.did, adapter }
    const { keys: _keys, ...urls } = await mintUrls(
      { ...services, administration },
      actor,
      origin,
      addressee,
    )
    return { id, urls }
  })
  await setUp(services, actor, { controllerId, id }, 'connect')
  return {
    integration: await currentIntegration(services.database, { controllerId, id }),
    ...urls,
  }
}

function notRunning(): ConduitError {
  const faults = [{ pointer: '/adapter', detail: 'must be an adapter that runs here' }]
  return new ConduitError('invalid', { reason: 'not an integration', faults })
}
