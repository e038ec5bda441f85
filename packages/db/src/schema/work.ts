import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, controllerId, instant, keyedHash } from './columns.ts'

/** What is still to be read at platforms, and how that ended. */
export const fetchQueue = pgTable(
  'fetch_queue',
  {
    controllerId: controllerId(),
    /** Of the activity that waits for its data, or of the delivery that asks to catch up. */
    id: uuid('id').notNull(),
    integrationId: uuid('integration_id').notNull(),
    kind: text('kind', { enum: ['activity', 'catch_up'] }).notNull(),
    /** Keyed hash of what an activity wants; equal ones are read once. */
    key: keyedHash('key'),
    /** What to read, sealed; null as soon as the row no longer waits. */
    ref: bytea('ref'),
    state: text('state', { enum: ['waiting', 'done', 'skipped', 'failed'] }).notNull(),
    settledAt: instant('settled_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('fetch_queue_waiting')
      .on(table.controllerId, table.integrationId, table.id)
      .where(sql`state = 'waiting'`),
  ],
)

/** Genuine deliveries that our code could not process, sealed, until they are replayed or expire. */
export const quarantine = pgTable(
  'quarantine',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    integrationId: uuid('integration_id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    adapter: text('adapter').notNull(),
    step: text('step').notNull(),
    reason: text('reason').notNull(),
    sealed: bytea('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    replays: integer('replays').notNull(),
    lastReplayAt: instant('last_replay_at'),
    lastReplayReason: text('last_replay_reason'),
  },
  table => [primaryKey({ columns: [table.controllerId, table.id] })],
)

/** How far what is over has been swept away; one row, the server's own. */
export const sweepMarks = pgTable('sweep_marks', {
  controllerId: controllerId().primaryKey(),
  sweptAt: instant('swept_at').notNull(),
})
