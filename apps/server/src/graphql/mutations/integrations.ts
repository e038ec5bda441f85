import { ConduitError } from '@conduit/core'
import { changedSettings, encodeId } from '@conduit/core/host'
import {
  approveAccount,
  type IntegrationNode,
  removeIntegration,
  schedule,
  setIntegrationStatus,
  updateIntegration,
} from '@conduit/db'
import { type AddedIntegration, addIntegration } from '../../integrations/add-integration.ts'
import { checkSettings, settingsOf } from '../../integrations/check-settings.ts'
import { currentIntegration } from '../../integrations/current-integration.ts'
import { nextPollOf } from '../../integrations/next-poll.ts'
import { setUp, setUpSoon, stepOf } from '../../integrations/set-up.ts'
import { runningAdapter } from '../addressee.ts'
import { builder } from '../builder.ts'
import type { GraphContext, Ref } from '../context.ts'
import { Json } from '../scalars.ts'
import { refOf, requireServerKey } from '../scope.ts'
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
  .objectRef<AddedIntegration>('AddIntegrationPayload')
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
      const { adapter, label, settings } = input
      const request = { controllerId, adapter, label, settings }
      return await addIntegration(context.services, context.actor, context.origin, request)
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
        const step = stepOf(await currentIntegration(context.services.database, ref))
        await setUp(context.services, context.actor, ref, step)
      }
      return { integration: await currentIntegration(context.services.database, ref) }
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
  approveAccount: t.field({
    type: IntegrationPayload,
    description:
      'The consent of the owner of the server: the account is this integration’s, whoever had the proof before.',
    args: {
      integrationId: t.arg.id({ required: true }),
      account: t.arg.string({ required: true }),
    },
    resolve: async (_root, { integrationId, account }, context) => {
      requireServerKey(context)
      const ref = refOf(context, 'integration', integrationId, '/integrationId')
      await approveAccount(context.services.administration, context.actor, ref, account)
      // From now on the access in the server's options may serve it.
      await setUpSoon(context.services, ref)
      return { integration: await currentIntegration(context.services.database, ref) }
    },
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
  const running = runningAdapter(context, opened.integration.adapter)
  const settings = changedSettings(opened.integration.settings, settingsOf(given))
  const accounts = checkSettings(running, settings)
  const nextPollAt = nextPollOf(running, settings, context.services.clock())
  await schedule(context.services.database, ref, { nextPollAt })
  return { settings, accounts }
}

async function setStatus(context: GraphContext, id: string, status: 'enabled' | 'disabled') {
  const ref = refOf(context, 'integration', id, '/id')
  await setIntegrationStatus(context.services.administration, context.actor, ref, status)
  return { integration: await currentIntegration(context.services.database, ref) }
}
