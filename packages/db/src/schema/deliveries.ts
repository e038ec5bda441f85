import type { PiiCategory, PrivacyMeaning } from '@conduit/privacy'
import {
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, controllerId, instant } from './columns.ts'

/** `[path, category, person, source]`: person is an index or null, source absent if the request had it. */
export type StoredField = readonly [string, PiiCategory, number | null, 'fetched'?]

/** HTTP requests of platforms. One partition per month of the id. */
export const deliveries = pgTable(
  'deliveries',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    integrationId: uuid('integration_id').notNull(),
    platformDeliveryId: text('platform_delivery_id'),
    receivedAt: instant('received_at').notNull(),
    outcome: text('outcome', { enum: ['recorded', 'partial', 'quarantined', 'ignored'] }).notNull(),
    verification: text('verification', { enum: ['signed', 'unsigned', 'fetched'] }).notNull(),
    activities: integer('activities').notNull(),
    ignored: integer('ignored').notNull(),
    rejected: integer('rejected').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('deliveries_integration').on(table.controllerId, table.integrationId, table.id),
  ],
)

/**
 * What was processed: one row per event. One partition per month of the id. There is no index by
 * integration: its deliveries lead to its activities in order, and each index costs every webhook.
 */
export const processingActivities = pgTable(
  'processing_activities',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    integrationId: uuid('integration_id').notNull(),
    position: integer('position').notNull(),
    type: text('type').notNull(),
    meaning: text('meaning').$type<PrivacyMeaning>().notNull(),
    scope: text('scope', { enum: ['person', 'account'] }).notNull(),
    account: text('account'),
    occurredAt: instant('occurred_at'),
    receivedAt: instant('received_at').notNull(),
    path: text('path').notNull(),
    verification: text('verification', { enum: ['signed', 'unsigned', 'fetched'] }).notNull(),
    eventHash: bytea('event_hash'),
    /** How many people the event spoke of, findable or not. */
    people: smallint('people').notNull(),
    fields: jsonb('fields').$type<readonly StoredField[]>().notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('processing_activities_delivery').on(
      table.controllerId,
      table.deliveryId,
      table.position,
    ),
    index('processing_activities_event').on(table.controllerId, table.eventHash),
  ],
)

/** Whose data an activity processed. Partitioned as the activities are, by the activity's id. */
export const activitySubjects = pgTable(
  'activity_subjects',
  {
    controllerId: controllerId(),
    activityId: uuid('activity_id').notNull(),
    /** Index into the people of the event. */
    person: smallint('person').notNull(),
    subjectId: uuid('subject_id').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.activityId, table.person] }),
    index('activity_subjects_subject').on(table.controllerId, table.subjectId, table.activityId),
  ],
)

/** Keyed hashes of what was seen: the one place that decides repetition. Kept for 90 days. */
export const seenKeys = pgTable(
  'seen_keys',
  {
    controllerId: controllerId(),
    key: bytea('key').notNull(),
    /** The delivery that brought it first. */
    deliveryId: uuid('delivery_id').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.key] }),
    // Rows lie in the order of their time, so a block range index sweeps them at next to no cost.
    index('seen_keys_seen_at').using('brin', table.seenAt),
  ],
)
