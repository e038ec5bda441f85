import { ConduitError } from '@conduit/core'
import { readStream } from '../../notifications/read-stream.ts'
import { type Topic, topicsOf } from '../../notifications/topics.ts'
import { builder } from '../builder.ts'
import type { GraphContext } from '../context.ts'
import { existingController } from '../scope.ts'
import { Notification, type NotificationOrReset } from '../types/notification.ts'

builder.subscriptionFields(t => ({
  notifications: t.field({
    type: Notification,
    description: 'What happens at a controller, as far as this key may read it.',
    args: {
      dataControllerId: t.arg.id({ required: true }),
      topics: t.arg.stringList({ description: 'Null: all that this key may hear of.' }),
      after: t.arg.string({
        description: 'Number of the last one that is known; null: from now on.',
      }),
    },
    subscribe: async (_root, { dataControllerId, topics, after }, context) => {
      const pointer = '/dataControllerId'
      const controllerId = await existingController(context, dataControllerId, pointer)
      return notificationsOf(context, {
        controllerId,
        topics: chosenOf(topicsOf(context.holder.role), topics),
        after: numberOf(after),
      })
    },
    resolve: notification => notification,
  }),
}))

async function* notificationsOf(
  { services, stream }: GraphContext,
  request: { controllerId: string; topics: readonly Topic[]; after: number | null },
): AsyncGenerator<NotificationOrReset, void, void> {
  if (stream === null) throw new TypeError('there is no stream')
  for await (const item of readStream(services, { ...request, ...stream })) {
    if (item.kind === 'heartbeat') stream.onHeartbeat()
    else if (item.kind === 'reset') yield { id: item.id, event: 'reset', at: null, data: {} }
    else if (item.kind === 'notifications') yield* item.notifications
  }
}

function chosenOf(
  allowed: readonly Topic[],
  topics: readonly string[] | null | undefined,
): readonly Topic[] {
  if (topics == null) return allowed
  const unknown = topics.find(topic => !allowed.some(each => each === topic))
  if (unknown === undefined) return allowed.filter(topic => topics.includes(topic))
  const detail = `may hold ${allowed.join(', ')}`
  throw new ConduitError('invalid', {
    reason: 'no topic',
    faults: [{ pointer: '/topics', detail }],
  })
}

function numberOf(after: string | null | undefined): number | null {
  if (after == null) return null
  if (/^\d{1,15}$/.test(after)) return Number(after)
  const faults = [{ pointer: '/after', detail: 'must be the id of a notification' }]
  throw new ConduitError('invalid', { reason: 'no number', faults })
}
