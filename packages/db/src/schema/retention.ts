import type { PiiCategory } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { controllerId, instant } from './columns.ts'

/** How long a controller keeps what it has seen. What nothing here speaks of is kept. */
export const retentionPeriods = pgTable(
  'retention_periods',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    /** Null: whatever integration has no period of its own. */
    integrationId: uuid('integration_id'),
    /** Null: whatever category has none, and what has no personal data. */
    category: text('category').$type<PiiCategory>(),
    days: integer('days').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('retention_periods_of').on(
      table.controllerId,
      sql`coalesce(integration_id, '00000000-0000-0000-0000-000000000000')`,
      sql`coalesce(category, '')`,
    ),
  ],
)

/** How far each kind of data of an integration has been swept away. */
export const retentionMarks = pgTable(
  'retention_marks',
  {
    controllerId: controllerId(),
    integrationId: uuid('integration_id').notNull(),
    /** A category; `none`: activities without personal data; `deliveries`: those without activities. */
    kind: text('kind').$type<PiiCategory | 'none' | 'deliveries'>().notNull(),
    /** Ids up to this one are done. */
    sweptTo: uuid('swept_to').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.integrationId, table.kind] })],
)

/** What a sweep has taken away and the audit log does not tell yet: it may die half way. */
export const retentionTallies = pgTable('retention_tallies', {
  controllerId: controllerId().primaryKey(),
  activities: integer('activities').notNull(),
  trimmed: integer('trimmed').notNull(),
  deliveries: integer('deliveries').notNull(),
  held: integer('held').notNull(),
})

/**
 * What must not go, whatever its period: of a person, of an integration, of a person there, or all of a
 * controller.
 */
export const legalHolds = pgTable(
  'legal_holds',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    subjectId: uuid('subject_id'),
    integrationId: uuid('integration_id'),
    basis: text('basis', {
      enum: [
        'freedom_of_expression',
        'legal_obligation',
        'public_interest',
        'official_authority',
        'public_health',
        'archiving',
        'legal_claims',
      ],
    }).notNull(),
    /** A number or a name of a matter in another system. */
    reference: text('reference'),
    startsAt: instant('starts_at').notNull(),
    reviewAt: instant('review_at'),
    /** Null: until it is released. */
    endsAt: instant('ends_at'),
    placedAt: instant('placed_at').notNull(),
    placedByType: text('placed_by_type').notNull(),
    placedById: text('placed_by_id'),
    releasedAt: instant('released_at'),
    releasedByType: text('released_by_type'),
    releasedById: text('released_by_id'),
    /** When the sweeps went back for what it kept; null: it holds, or they have yet to. */
    settledAt: instant('settled_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('legal_holds_unsettled').on(table.controllerId).where(sql`settled_at is null`),
    index('legal_holds_subject')
      .on(table.controllerId, table.subjectId)
      .where(sql`subject_id is not null`),
  ],
)
