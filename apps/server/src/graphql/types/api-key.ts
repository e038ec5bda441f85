import { encodeId } from '@conduit/core/host'
import { type ApiKeyHolder, serverId } from '@conduit/db'
import { builder } from '../builder.ts'
import { Role } from '../enums.ts'
import { DataController } from './controller.ts'

export const Me = builder.objectRef<ApiKeyHolder>('Me').implement({
  description: 'The API key that asks.',
  fields: t => ({
    id: t.id({ resolve: ({ id, controllerId }) => encodeId('key', controllerId ?? serverId, id) }),
    name: t.exposeString('name'),
    role: t.expose('role', { type: Role }),
    dataController: t.field({
      type: DataController,
      nullable: true,
      description: 'Null: it is good for all of them.',
      resolve: ({ controllerId }, _args, context) =>
        controllerId === null ? null : context.controller(controllerId),
    }),
  }),
})
