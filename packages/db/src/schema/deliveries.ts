import type { PiiCategory, PrivacyMeaning } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
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
import { controllerId, instant, shortHash } from './columns.ts'

/** `[path, category, person, source]`: person is an index or null, source absent if the request had it. */
export type StoredField = readonly [string, PiiCategory, number | null, 'fetched'?]

/**
 * HTTP requests of platforms that brought no event or several; one with a single event is its
 * activity. One partition per month of the id.
 */
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
    index('deliveries_platform_id')
      .on(table.platformDeliveryId)
      .where(sql`platform_delivery_id is not null`),
  ],
)

/**
 * What was processed: one row per event. One partition per month of the id. Each index costs every
 * webhook, so there is none for a question that another one answers.
 */
export const processingActivities = pgTable(
  'processing_activities',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    /** Null: the delivery brought nothing else, and has the same id. */
    deliveryId: uuid('delivery_id'),
    integrationId: uuid('integration_id').notNull(),
    /** The platform's name of a delivery that is its activity. */
    platformDeliveryId: text('platform_delivery_id'),
    position: integer('position').notNull(),
    type: text('type').notNull(),
    meaning: text('meaning').$type<PrivacyMeaning>().notNull(),
    scope: text('scope', { enum: ['person', 'account'] }).notNull(),
    account: text('account'),
    occurredAt: instant('occurred_at'),
    receivedAt: instant('received_at').notNull(),
    path: text('path').notNull(),
    verification: text('verification', {
      enum: ['signed', 'unsigned', 'fetched', 'late'],
    }).notNull(),
    eventHash: shortHash('event_hash'),
    /** How many people the event spoke of, findable or not. */
    people: smallint('people').notNull(),
    /** The first person of the event, where that one came with it and could be found. */
    subjectId: uuid('subject_id'),
    /** Null: its fields are its own. */
    fieldSet: uuid('field_set'),
    fields: jsonb('fields').$type<readonly StoredField[]>(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    // These ids and hashes are of one controller each, so the shard key would only make them longer.
    index('processing_activities_integration').on(table.integrationId, table.id),
    index('processing_activities_subject')
      .on(table.subjectId, table.id)
      .where(sql`subject_id is not null`),
    index('processing_activities_delivery')
      .on(table.deliveryId, table.id)
      .where(sql`delivery_id is not null`),
    index('processing_activities_event').on(table.eventHash).where(sql`event_hash is not null`),
    // Finds what is rare; what is common is found by walking through the newest.
    index('processing_activities_kind')
      .using('brin', table.meaning.op('text_bloom_ops'), table.fieldSet.op('uuid_bloom_ops'))
      .with({ pages_per_range: 8, autosummarize: true }),
    index('processing_activities_platform_id')
      .on(table.platformDeliveryId)
      .where(sql`platform_delivery_id is not null`),
  ],
)

/**
 * Whose data an activity processed beside the first person's. Partitioned as the activities are, by
 * the activity's id.
 */
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

/** Keyed hashes of what was seen: the one place that decides repetition. Most are kept for 90 days. */
export const seenKeys = pgTable(
  'seen_keys',
  {
    controllerId: controllerId(),
    key: shortHash('key').notNull(),
    /** The delivery that brought it first. */
    deliveryId: uuid('delivery_id').notNull(),
    /** Null: it is never swept. */
    seenAt: instant('seen_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.key] }),
    // Rows lie in the order of their time, so a block range index sweeps them at next to no cost.
    index('seen_keys_seen_at').using('brin', table.seenAt),
  ],
)

/** Sets of fields, each once: events of one kind have the same. Named by their content. */
export const fieldSets = pgTable(
  'field_sets',
  {
    controllerId: controllerId(),
    hash: uuid('hash').notNull(),
    fields: jsonb('fields').$type<readonly StoredField[]>().notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.hash] })],
)

/** When an integration showed a set of fields in events of a type for the first time. */
export const fieldSetSeen = pgTable(
  'field_set_seen',
  {
    controllerId: controllerId(),
    integrationId: uuid('integration_id').notNull(),
    eventType: text('event_type').notNull(),
    hash: uuid('hash').notNull(),
    firstAt: instant('first_at').notNull(),
  },
  table => [
    primaryKey({
      columns: [table.controllerId, table.integrationId, table.eventType, table.hash],
    }),
  ],
)
