import { encodeId } from '@conduit/core/host'
import type { NotificationDeliveryNode, SubscriberNode } from '@conduit/db/notifications'
import type { Notification as Told } from '../../notifications/notification.ts'
import { builder } from '../builder.ts'
import { DateTime } from '../scalars.ts'

/** A change; or that what was asked for is gone. */
export type NotificationOrReset = Pick<Told, 'id' | 'data'> & {
  readonly event: Told['event'] | 'reset'
  readonly at: Date | null
}

export const Notification = builder.objectRef<NotificationOrReset>('Notification').implement({
  description: 'One change. It holds ids and counts: ask for what you show.',
  fields: t => ({
    id: t.exposeID('id', {
      description: "Its number in the controller's order. `after` goes on behind it.",
    }),
    event: t.exposeString('event', {
      description: 'Its topic; `reset`: what comes after the number that was asked for is gone.',
    }),
    at: t.expose('at', { type: DateTime, nullable: true, description: 'Null: a `reset`.' }),
    data: t.expose('data', { type: 'JSON' }),
  }),
})

export const NotificationState = builder.enumType('NotificationState', {
  values: {
    delivered: {},
    failing: { description: 'It is tried again, and the later ones of its controller wait.' },
  } as const,
})

export const NotificationSubscriber = builder
  .objectRef<SubscriberNode>('NotificationSubscriber')
  .implement({
    description: 'Who is told of changes inside the server, as it stands with one controller.',
    fields: t => ({
      name: t.exposeString('name'),
      behind: t.exposeInt('behind', { description: 'Notifications that it has not had.' }),
      tries: t.exposeInt('tries', { description: 'How often the next one has failed.' }),
      nextTryAt: t.expose('nextTryAt', { type: DateTime, nullable: true }),
      reason: t.exposeString('reason', {
        nullable: true,
        description: 'The kind of the last failure; null: the next one has not failed.',
      }),
    }),
  })

const NotificationDelivery = builder
  .objectRef<NotificationDeliveryNode>('NotificationDelivery')
  .implement({
    description: 'What became of a notification at a subscriber. Kept for thirty days.',
    fields: t => ({
      id: t.id({ resolve: ({ controllerId, id }) => encodeId('notification', controllerId, id) }),
      subscriber: t.exposeString('subscriber'),
      notificationId: t.id({ resolve: ({ seq }) => String(seq) }),
      topic: t.exposeString('topic'),
      state: t.expose('state', { type: NotificationState }),
      tries: t.exposeInt('tries'),
      firstTriedAt: t.expose('firstTriedAt', { type: DateTime }),
      lastTriedAt: t.expose('lastTriedAt', { type: DateTime }),
      reason: t.exposeString('reason', {
        nullable: true,
        description: 'The kind of the last failure; null: it was received.',
      }),
    }),
  })

export const NotificationDeliveryConnection = builder.connectionObject({
  type: NotificationDelivery,
  name: 'NotificationDeliveryConnection',
})
