import { encodeId } from '@conduit/core/host'
import type { DeliveryNode } from '@conduit/db'
import { builder } from '../builder.ts'
import { DeliveryOutcome, FetchState, Verification } from '../enums.ts'
import { DateTime } from '../scalars.ts'
import { Integration, integrationOf } from './integration.ts'

export const Delivery = builder.objectRef<DeliveryNode>('Delivery').implement({
  description: 'One HTTP request of a platform, or one run of reading there.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('delivery', controllerId, id) }),
    platformDeliveryId: t.exposeString('platformDeliveryId', {
      nullable: true,
      description: 'As the platform gave it; `hashed:…` where it could say more than which it was.',
    }),
    integration: t.field({ type: Integration, resolve: integrationOf }),
    receivedAt: t.expose('receivedAt', { type: DateTime }),
    outcome: t.expose('outcome', { type: DeliveryOutcome }),
    verification: t.expose('verification', { type: Verification }),
    ignored: t.exposeInt('ignored', { description: 'Events of accounts that are nobody’s here.' }),
    rejected: t.exposeInt('rejected', { description: 'Events that could not be read.' }),
    fetch: t.expose('fetch', { type: FetchState, nullable: true }),
    activities: t.exposeInt('activities', {
      description: 'How many processing activities it holds.',
    }),
  }),
})

export const DeliveryConnection = builder.connectionObject({
  type: Delivery,
  name: 'DeliveryConnection',
})
