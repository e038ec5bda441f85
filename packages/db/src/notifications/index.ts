export {
  listNotificationDeliveries,
  type NotificationDeliveryNode,
} from './list-notification-deliveries.ts'
export { listSubscribers, type SubscriberNode } from './list-subscribers.ts'
export { eventsChannel, numberNotifications } from './number-notifications.ts'
export {
  type NotificationNode,
  notificationBounds,
  notificationHeads,
  readNotifications,
} from './read-notifications.ts'
export {
  controllersToTell,
  type Lease,
  noteTold,
  registerSubscriber,
  type Told,
  takeLease,
} from './subscribers.ts'
