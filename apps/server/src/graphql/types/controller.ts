import { encodeId } from '@conduit/core/host'
import type { ControllerNode } from '@conduit/db'
import { builder } from '../builder.ts'
import { LawProfile } from '../enums.ts'
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
    lawProfiles: t.field({
      type: [LawProfile],
      description: 'The laws whose deadlines it keeps; of several the one that ends first.',
      resolve: ({ lawProfiles }) => [...lawProfiles],
    }),
    timezone: t.exposeString('timezone', { description: 'IANA: in it a day begins and ends.' }),
    holidayCalendar: t.exposeString('holidayCalendar', {
      nullable: true,
      description: 'Whose holidays are free, `DE-BY`; null: weekends alone.',
    }),
    status: t.exposeString('status'),
    createdAt: t.expose('createdAt', { type: DateTime }),
  }),
})

export const DataControllerConnection = builder.connectionObject({
  type: DataController,
  name: 'DataControllerConnection',
})
