import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { controllerId, instant, keyedHash } from './columns.ts'

/**
 * Identifiers of people of whom nothing may be recorded any more. The token is the one by which people
 * are looked up, so that each webhook finds both with one hash and one look.
 */
export const suppressions = pgTable(
  'suppressions',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    token: keyedHash('token').notNull(),
    kind: text('kind', { enum: ['email', 'phone', 'account_id'] }).notNull(),
    /** The master key behind the token: it is needed as long as the entry is. */
    keyId: text('key_id').notNull(),
    /** Names what was suppressed together, as one person is, and is lifted together. */
    groupId: uuid('group_id').notNull(),
    reason: text('reason', { enum: ['erased', 'objection', 'imported', 'other'] }).notNull(),
    /** What erased the person; null: nothing did. */
    redactionId: uuid('redaction_id'),
    createdAt: instant('created_at').notNull(),
    /** What happened later may show that the person came back. */
    effectiveFrom: instant('effective_from').notNull(),
    /** The first sweep after it takes the entry away; null: it stays. */
    expiresAt: instant('expires_at'),
    /** How many events showed it. */
    hits: integer('hits').notNull().default(0),
    lastHitAt: instant('last_hit_at'),
    /** Since when a proven event says that the person came back; null: none does, or somebody has decided. */
    reviewSince: instant('review_since'),
    /** When somebody decided that it stays all the same: only what happened later asks again. */
    keptAt: instant('kept_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('suppressions_token').on(table.controllerId, table.token),
    index('suppressions_group').on(table.controllerId, table.groupId),
    // Crosses controllers: what is over is swept of all of them.
    index('suppressions_expiring').on(table.expiresAt).where(sql`expires_at is not null`),
    index('suppressions_review')
      .on(table.controllerId, table.id)
      .where(sql`review_since is not null`),
  ],
)

/** How often an integration showed a suppressed identifier, hour by hour. */
export const suppressionHits = pgTable(
  'suppression_hits',
  {
    controllerId: controllerId(),
    suppressionId: uuid('suppression_id').notNull(),
    integrationId: uuid('integration_id').notNull(),
    hour: instant('hour').notNull(),
    hits: integer('hits').notNull(),
  },
  table => [
    primaryKey({
      columns: [table.controllerId, table.suppressionId, table.integrationId, table.hour],
    }),
    index('suppression_hits_hour').using('brin', table.hour),
  ],
)
