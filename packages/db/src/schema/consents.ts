import type { StatementProof } from '@conduit/core/host'
import { sql } from 'drizzle-orm'
import { boolean, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { controllerId, instant } from './columns.ts'

/**
 * What people said of consent, append-only. Which statement holds is decided when it is read, so what
 * comes late only adds a row.
 */
export const consentEvents = pgTable(
  'consent_events',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    subjectId: uuid('subject_id').notNull(),
    /** Null: no platform said it, somebody recorded it. */
    integrationId: uuid('integration_id'),
    activityId: uuid('activity_id'),
    channel: text('channel').notNull(),
    /** The platform's own word; of what somebody recorded, the name that the purpose had. */
    purpose: text('purpose').notNull(),
    /** The controller's own purpose, where somebody named it; what platforms say is mapped when it is read. */
    purposeId: uuid('purpose_id'),
    state: text('state', { enum: ['granted', 'withdrawn'] }).notNull(),
    /** By the platform's clock; null: nobody has told. */
    saidAt: instant('said_at'),
    isTimeSigned: boolean('is_time_signed').notNull(),
    verification: text('verification').$type<StatementProof>().notNull(),
    legalBasis: text('legal_basis'),
    givenThrough: text('given_through'),
    method: text('method', {
      enum: ['platform', 'form', 'paper', 'phone', 'in_person', 'gpc', 'import', 'other'],
    }).notNull(),
    recordedAt: instant('recorded_at').notNull(),
    actorType: text('actor_type'),
    /** Null: a platform, or whoever runs the server. */
    actorId: text('actor_id'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('consent_events_subject').on(table.controllerId, table.subjectId, table.id),
    // Its steps tell the purposes that platforms name, without reading what was said of them.
    index('consent_events_purpose').on(
      table.controllerId,
      table.integrationId,
      table.purpose,
      table.channel,
    ),
  ],
)

/** What a controller asks consent for, with what ISO/IEC TS 27560 wants to be known of it. */
export const purposes = pgTable(
  'purposes',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    legalBasis: text('legal_basis', {
      enum: [
        'consent',
        'contract',
        'legal_obligation',
        'vital_interests',
        'public_task',
        'legitimate_interests',
      ],
    }).notNull(),
    /** Nobody can opt out of it. */
    isEssential: boolean('is_essential').notNull(),
    /** Where the notice stands that people were shown. */
    notice: text('notice'),
    /** Of the notice, BCP 47. */
    language: text('language'),
    jurisdiction: text('jurisdiction'),
    recipients: text('recipients').array().notNull(),
    retention: text('retention'),
    withdrawalMethod: text('withdrawal_method'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('purposes_name').on(table.controllerId, table.name),
  ],
)

/** Which purpose of the controller it is that platforms call by a name of theirs. */
export const purposeMappings = pgTable(
  'purpose_mappings',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    /** Null: any. */
    integrationId: uuid('integration_id'),
    /** Null: whatever nothing else maps on this channel. */
    platformPurpose: text('platform_purpose'),
    channel: text('channel').notNull(),
    purposeId: uuid('purpose_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('purpose_mappings_from').on(
      table.controllerId,
      sql`coalesce(integration_id, '00000000-0000-0000-0000-000000000000')`,
      table.channel,
      sql`(platform_purpose is null)`,
      sql`coalesce(platform_purpose, '')`,
    ),
    index('purpose_mappings_purpose').on(table.controllerId, table.purposeId),
  ],
)
