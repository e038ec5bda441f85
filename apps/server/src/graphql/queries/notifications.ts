import { listNotificationDeliveries, listSubscribers } from '@conduit/db/notifications'
import { builder } from '../builder.ts'
import { refOf } from '../scope.ts'
import {
  NotificationDeliveryConnection,
  NotificationState,
  NotificationSubscriber,
} from '../types/notification.ts'

const NotificationDeliveryFilter = builder.inputType('NotificationDeliveryFilter', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    subscriber: t.string(),
    topic: t.string(),
    state: t.field({ type: NotificationState }),
  }),
})

builder.queryFields(t => ({
  notificationDeliveries: t.field({
    type: NotificationDeliveryConnection,
    description: 'What subscribers inside the server were told, the newest first.',
    args: {
      filter: t.arg({ type: NotificationDeliveryFilter, required: true }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: (_root, { filter: { dataControllerId, ...filter }, first, after }, context) => {
      const pointer = '/filter/dataControllerId'
      const { controllerId } = refOf(context, 'controller', dataControllerId, pointer)
      const { database } = context.services
      return listNotificationDeliveries(database, { controllerId, ...filter }, { first, after })
    },
  }),
  notificationSubscribers: t.field({
    type: [NotificationSubscriber],
    description: 'Who is told of changes inside the server, by name.',
    args: { dataControllerId: t.arg.id({ required: true }) },
    resolve: async (_root, { dataControllerId }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      return [...(await listSubscribers(context.services.database, controllerId))]
    },
  }),
}))
