import { encodeId } from '@conduit/core/host'
import type { ControllerNode } from '@conduit/db'
import { builder } from '../builder.ts'
import { DateTime } from '../scalars.ts'

export const DataController = builder.objectRef<ControllerNode>('DataController').implement({
  description: 'An organisation that answers for personal data.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId }) => encodeId('controller', controllerId, controllerId) }),
    did: t.exposeString('did'),
    name: t.exposeString('name'),
    phoneRegion: t.exposeString('phoneRegion', {
      nullable: true,
      description: 'ISO 3166 country for phone numbers without any other hint.',
    }),
    status: t.exposeString('status'),
    createdAt: t.expose('createdAt', { type: DateTime }),
  }),
})

export const DataControllerConnection = builder.connectionObject({
  type: DataController,
  name: 'DataControllerConnection',
})
