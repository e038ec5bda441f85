import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { controllerId, instant, keyedHash } from './columns.ts'

/** What platforms are told of decisions of people: a row for each object and each word of the platform. */
export const consentPropagations = pgTable(
  'consent_propagations',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    /** Whose reference it is: a member of the person. */
    subjectId: uuid('subject_id').notNull(),
    integrationId: uuid('integration_id').notNull(),
    /** Token of the reference in `platform_refs` that names the object. */
    reference: keyedHash('reference').notNull(),
    /** The platform's kind of object. */
    object: text('object').notNull(),
    channel: text('channel').notNull(),
    /** The controller's name of it; where nothing maps it, the word that platforms share. */
    purpose: text('purpose').notNull(),
    purposeId: uuid('purpose_id'),
    platformPurpose: text('platform_purpose').notNull(),
    state: text('state', { enum: ['granted', 'withdrawn'] }).notNull(),
    /** The statement that held when it was asked for. */
    statementId: uuid('statement_id').notNull(),
    /** When that was said; where nobody has told, when it was recorded. */
    decidedAt: instant('decided_at').notNull(),
    /** `superseded` and `restricted`: it was never told, since another decision holds or the person may not be told of. */
    outcome: text('outcome', {
      enum: [
        'waiting',
        'told',
        'not_found',
        'refused',
        'unsupported',
        'failed',
        'superseded',
        'restricted',
      ],
    }).notNull(),
    /** What the platform said when it was looked at last; null: nobody has looked. */
    found: text('found', { enum: ['granted', 'withdrawn', 'unknown'] }),
    confirmedAt: instant('confirmed_at'),
    /** How often it was begun to tell it. */
    tries: integer('tries').notNull(),
    /** How often it was looked at since it was told. */
    looks: integer('looks').notNull(),
    toldAt: instant('told_at'),
    /** When the platform was called last. */
    calledAt: instant('called_at'),
    /** So long the platform wanted to be left alone when it was called last. */
    pausedUntil: instant('paused_until'),
    /** Why it ended, or is tried again: a machine word. */
    reason: text('reason'),
    /** When something is to be done; null: it is closed. */
    nextAt: instant('next_at'),
    /** Who calls for it. Kept when it is closed meanwhile: what comes after it waits for that call. */
    leaseHolder: uuid('lease_holder'),
    leaseUntil: instant('lease_until'),
    createdAt: instant('created_at').notNull(),
    actorType: text('actor_type').notNull(),
    actorId: text('actor_id'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('consent_propagations_open')
      .on(
        table.controllerId,
        table.reference,
        table.integrationId,
        table.channel,
        table.platformPurpose,
      )
      .where(sql`next_at is not null`),
    index('consent_propagations_due').on(table.nextAt).where(sql`next_at is not null`),
    index('consent_propagations_object').on(
      table.controllerId,
      table.reference,
      table.integrationId,
    ),
    index('consent_propagations_subject').on(table.controllerId, table.subjectId, table.id),
    index('consent_propagations_paused')
      .on(table.controllerId, table.integrationId)
      .where(sql`paused_until is not null`),
    // What `countUnwell` asks for, in the same words.
    index('consent_propagations_unwell')
      .on(table.controllerId, table.id)
      .where(
        sql`next_at is null and (outcome in ('failed', 'refused') or (outcome = 'told' and found <> state))`,
      ),
  ],
)
