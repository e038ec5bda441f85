import { encodeId } from '@conduit/core/host'
import { createApiKey, revokeApiKey, serverId } from '@conduit/db'
import { builder } from '../builder.ts'
import { Role } from '../enums.ts'
import { existingController, refOf, requireServerKey } from '../scope.ts'

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  fields: t => ({
    name: t.string({ required: true }),
    role: t.field({ type: Role, required: true }),
    dataControllerId: t.id({ description: 'The only one it is good for; without it all of them.' }),
  }),
})

const CreateApiKeyPayload = builder
  .objectRef<{ readonly id: string; readonly apiKey: string }>('CreateApiKeyPayload')
  .implement({
    fields: t => ({
      id: t.exposeID('id'),
      apiKey: t.exposeString('apiKey', { description: 'Shown now and never again.' }),
    }),
  })

const RevokeApiKeyPayload = builder
  .objectRef<{ readonly id: string }>('RevokeApiKeyPayload')
  .implement({
    fields: t => ({ id: t.exposeID('id') }),
  })

builder.mutationFields(t => ({
  createApiKey: t.field({
    type: CreateApiKeyPayload,
    args: { input: t.arg({ type: CreateApiKeyInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { name, role, dataControllerId } = input
      if (dataControllerId == null) requireServerKey(context)
      const controllerId =
        dataControllerId == null
          ? null
          : await existingController(context, dataControllerId, '/dataControllerId')
      const { administration } = context.services
      const { id, key } = await createApiKey(administration, context.actor, {
        name,
        role,
        controllerId,
      })
      return { id: encodeId('key', controllerId ?? serverId, id), apiKey: key }
    },
  }),
  revokeApiKey: t.field({
    type: RevokeApiKeyPayload,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const ref = refOf(context, 'key', id, '/id')
      const controllerId = ref.controllerId === serverId ? null : ref.controllerId
      await revokeApiKey(context.services.administration, context.actor, {
        id: ref.id,
        controllerId,
      })
      return { id }
    },
  }),
}))
