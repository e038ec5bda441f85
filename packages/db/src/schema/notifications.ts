import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { controllerId, instant } from './columns.ts'

/** What changed, written by triggers in the transaction of the change, until it gets its number. */
export const eventOutbox = pgTable(
  'event_outbox',
  {
    controllerId: controllerId(),
    /**
     * What was written after a commit is behind what that commit wrote, whatever the clocks say. Of
     * transactions that overlap it says nothing.
     */
    place: bigint('place', { mode: 'number' }).notNull().generatedByDefaultAsIdentity(),
    topic: text('topic').notNull(),
    /** Ids and counts. */
    payload: jsonb('payload').$type<Readonly<Record<string, unknown>>>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.place] })],
)

/** What subscribers are told: changes with their number in the controller's order. */
export const notifications = pgTable(
  'notifications',
  {
    controllerId: controllerId(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    topic: text('topic').notNull(),
    payload: jsonb('payload').$type<Readonly<Record<string, unknown>>>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.seq] })],
)

/** The last number of each controller. Whoever holds the row gives the next ones. */
export const eventHeads = pgTable('event_heads', {
  controllerId: controllerId().primaryKey(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
})

/** Who is told of changes, by name: the server's own, so under the nil UUID. */
export const eventSubscribers = pgTable(
  'event_subscribers',
  {
    controllerId: controllerId(),
    name: text('name').notNull(),
    createdAt: instant('created_at').notNull(),
    /** When a server ran it last, to the hour. One that nobody runs any more keeps nothing back. */
    seenAt: instant('seen_at').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.name] })],
)

/** How far a subscriber is with a controller's notifications; no row: it has had none. */
export const subscriberPositions = pgTable(
  'subscriber_positions',
  {
    controllerId: controllerId(),
    subscriber: text('subscriber').notNull(),
    /** Number of the last one that is done. */
    seq: bigint('seq', { mode: 'number' }).notNull(),
    /** How often the next one has failed. */
    tries: integer('tries').notNull(),
    nextTryAt: instant('next_try_at'),
    leaseHolder: uuid('lease_holder'),
    /** Of one that is over: when its holder last told. */
    leaseUntil: instant('lease_until'),
  },
  table => [primaryKey({ columns: [table.controllerId, table.subscriber] })],
)

/** What became of a notification at a subscriber. */
export const notificationDeliveries = pgTable(
  'notification_deliveries',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    subscriber: text('subscriber').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    topic: text('topic').notNull(),
    state: text('state', { enum: ['delivered', 'failing'] }).notNull(),
    tries: integer('tries').notNull(),
    firstTriedAt: instant('first_tried_at').notNull(),
    lastTriedAt: instant('last_tried_at').notNull(),
    /** The class of the error, or its code: its message may hold anything. */
    reason: text('reason'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('notification_deliveries_of').on(table.controllerId, table.subscriber, table.seq),
    index('notification_deliveries_tried_at').using('brin', table.lastTriedAt),
  ],
)
