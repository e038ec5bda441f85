import { encodeId } from '@conduit/core/host'
import type { QuarantineNode } from '@conduit/db'
import { builder } from '../builder.ts'
import { DateTime } from '../scalars.ts'
import { Integration, integrationOf } from './integration.ts'

export const QuarantinedDelivery = builder
  .objectRef<QuarantineNode>('QuarantinedDelivery')
  .implement({
    description: 'A genuine delivery that our code failed on. What it holds is sealed.',
    fields: t => ({
      id: t.id({ resolve: ({ controllerId, id }) => encodeId('quarantine', controllerId, id) }),
      integration: t.field({ type: Integration, resolve: integrationOf }),
      deliveryId: t.id({
        resolve: ({ controllerId, deliveryId }) => encodeId('delivery', controllerId, deliveryId),
      }),
      adapter: t.exposeString('adapter'),
      step: t.exposeString('step', { description: 'Where it failed.' }),
      reason: t.exposeString('reason', { description: 'Why, in words without values.' }),
      createdAt: t.expose('createdAt', { type: DateTime }),
      expiresAt: t.expose('expiresAt', { type: DateTime }),
      replays: t.exposeInt('replays', { description: 'How often it was tried again.' }),
      lastReplayAt: t.expose('lastReplayAt', { type: DateTime, nullable: true }),
      lastReplayReason: t.exposeString('lastReplayReason', { nullable: true }),
    }),
  })

export const QuarantineConnection = builder.connectionObject({
  type: QuarantinedDelivery,
  name: 'QuarantinedDeliveryConnection',
})
