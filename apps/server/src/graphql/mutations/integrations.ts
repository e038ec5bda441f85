import { ConduitError, changedSettings, encodeId } from '@conduit/core'
import {
  addIntegration,
  type IntegrationNode,
  listIntegrations,
  removeIntegration,
  schedule,
  setIntegrationStatus,
  updateIntegration,
} from '@conduit/db'
import { checkSettings, settingsOf } from '../../integrations/check-settings.ts'
import { nextPollOf } from '../../integrations/next-poll.ts'
import { setUp, stepOf } from '../../integrations/set-up.ts'
import { mintUrls, type WebhookUrls } from '../../integrations/webhook-urls.ts'
import { addresseeOf, runningAdapter } from '../addressee.ts'
import { builder } from '../builder.ts'
import { connectionRef, type GraphContext, type Ref } from '../context.ts'
import { Json } from '../scalars.ts'
import { refOf } from '../scope.ts'
import { Integration } from '../types/integration.ts'

const AddIntegrationInput = builder.inputType('AddIntegrationInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    adapter: t.string({ required: true }),
    label: t.string({ description: 'Name for people; default: that of the platform.' }),
    settings: t.field({ type: Json, required: true }),
  }),
})

const UpdateIntegrationInput = builder.inputType('UpdateIntegrationInput', {
  fields: t => ({
    id: t.id({ required: true }),
    label: t.string(),
    settings: t.field({
      type: Json,
      description: 'What is given replaces, null removes, the rest stays as it is.',
    }),
  }),
})

const AddIntegrationPayload = builder
  .objectRef<WebhookUrls & { readonly integration: IntegrationNode }>('AddIntegrationPayload')
  .implement({
    fields: t => ({
      integration: t.field({ type: Integration, resolve: payload => payload.integration }),
      webhookUrl: t.exposeString('webhookUrl', {
        nullable: true,
        description: 'In full, with its credential: shown now and never again.',
      }),
      redactUrl: t.string({ nullable: true, resolve: ({ redactUrl }) => redactUrl }),
      pollUrl: t.exposeString('pollUrl', { nullable: true }),
    }),
  })

const IntegrationPayload = builder
  .objectRef<{ readonly integration: IntegrationNode }>('IntegrationPayload')
  .implement({
    fields: t => ({
      integration: t.field({ type: Integration, resolve: payload => payload.integration }),
    }),
  })

const RemoveIntegrationPayload = builder
  .objectRef<{ readonly id: string; readonly isDisconnected: boolean | null }>(
    'RemoveIntegrationPayload',
  )
  .implement({
    fields: t => ({
      id: t.exposeID('id'),
      isDisconnected: t.exposeBoolean('isDisconnected', {
        nullable: true,
        description:
          'Our webhooks were taken away at the platform; false: it could not be done, and they are ' +
          'refused from now on; null: a person made them.',
      }),
    }),
  })

builder.mutationFields(t => ({
  addIntegration: t.field({
    type: AddIntegrationPayload,
    args: { input: t.arg({ type: AddIntegrationInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { controllerId } = refOf(
        context,
        'controller',
        input.dataControllerId,
        '/dataControllerId',
      )
      const running = context.services.adapters.get(input.adapter)
      if (running === undefined) throw invalid('/adapter', 'must be an adapter that runs here')
      const settings = settingsOf(input.settings)
      const accounts = checkSettings(running, settings)
      const nextPollAt = nextPollOf(running, settings, context.services.clock())
      const id = await addIntegration(context.services.administration, context.actor, {
        controllerId,
        adapter: input.adapter,
        label: input.label ?? running.adapter.title,
        settings,
        accounts,
      })
      const ref = { controllerId, id }
      await schedulePoll(context, ref, nextPollAt)
      const { keys: _keys, ...urls } = await mintUrls(
        context.services,
        context.actor,
        context.origin,
        await addresseeOf(context, ref),
      )
      await setUp(context.services, context.actor, ref, 'connect')
      return { integration: await current(context, ref), ...urls }
    },
  }),
  updateIntegration: t.field({
    type: IntegrationPayload,
    args: { input: t.arg({ type: UpdateIntegrationInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const ref = refOf(context, 'integration', input.id, '/id')
      const changes =
        input.settings == null ? {} : await settingsChange(context, ref, input.settings)
      await updateIntegration(context.services.administration, context.actor, ref, {
        ...(input.label != null && { label: input.label }),
        ...changes,
      })
      // Other settings may mean another account, or a key that is there at last.
      if (input.settings != null) {
        const step = stepOf(await current(context, ref))
        await setUp(context.services, context.actor, ref, step)
      }
      return { integration: await current(context, ref) }
    },
  }),
  enableIntegration: t.field({
    type: IntegrationPayload,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => setStatus(context, id, 'enabled'),
  }),
  disableIntegration: t.field({
    type: IntegrationPayload,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => setStatus(context, id, 'disabled'),
  }),
  removeIntegration: t.field({
    type: RemoveIntegrationPayload,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const { services, actor } = context
      const ref = refOf(context, 'integration', id, '/id')
      const report = await setUp(services, actor, ref, 'disconnect')
      await removeIntegration(services.administration, actor, ref)
      const outcome = report === null || report.outcome === 'manual' ? null : report.outcome
      return {
        id: encodeId('integration', ref.controllerId, ref.id),
        isDisconnected: outcome === null ? null : outcome === 'ok',
      }
    },
  }),
}))

async function settingsChange(context: GraphContext, ref: Ref, given: unknown) {
  const opened = await context.opened(ref)
  if (opened === null) throw new ConduitError('not_found')
  const running = runningAdapter(context, opened.connection.adapter)
  const settings = changedSettings(opened.connection.settings, settingsOf(given))
  const accounts = checkSettings(running, settings)
  await schedulePoll(context, ref, nextPollOf(running, settings, context.services.clock()))
  return { settings, accounts }
}

async function schedulePoll(
  { services }: GraphContext,
  ref: Ref,
  nextPollAt: Date | null,
): Promise<void> {
  await schedule(services.database, connectionRef(ref), { nextPollAt })
}

async function setStatus(context: GraphContext, id: string, status: 'enabled' | 'disabled') {
  const ref = refOf(context, 'integration', id, '/id')
  await setIntegrationStatus(context.services.administration, context.actor, ref, status)
  return { integration: await current(context, ref) }
}

/** As it is after the change: what the request loaded before may be older. */
async function current(
  { services }: GraphContext,
  { controllerId, id }: Ref,
): Promise<IntegrationNode> {
  const filter = { controllerIds: [controllerId], ids: [id], withRemoved: true }
  const { edges } = await listIntegrations(services.database, filter, { first: 1 })
  const node = edges[0]?.node
  if (node === undefined) throw new ConduitError('not_found')
  return node
}

function invalid(pointer: string, detail: string): ConduitError {
  return new ConduitError('invalid', {
    reason: 'not an integration',
    faults: [{ pointer, detail }],
  })
}
