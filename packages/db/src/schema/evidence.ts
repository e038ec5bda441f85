import { sql } from 'drizzle-orm'
import {
  bigint,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, controllerId, instant } from './columns.ts'

/**
 * Who did what, append-only. The order of a sequence is not the order of commits, so number and
 * hashes are filled in afterwards, by a sequencer that works on one controller at a time.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    /** Whole milliseconds, so that what is hashed is what is stored. */
    at: instant('at').notNull(),
    actorType: text('actor_type').notNull(),
    actorId: text('actor_id'),
    action: text('action').notNull(),
    objectType: text('object_type').notNull(),
    objectId: text('object_id'),
    outcome: text('outcome', { enum: ['success', 'failure'] }).notNull(),
    details: jsonb('details').$type<Readonly<Record<string, unknown>>>().notNull(),
    seq: bigint('seq', { mode: 'number' }),
    prevHash: bytea('prev_hash'),
    leafHash: bytea('leaf_hash'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('audit_entries_seq').on(table.controllerId, table.seq),
    index('audit_entries_unsequenced').on(table.controllerId, table.id).where(sql`seq is null`),
  ],
)

/** Notifications on their way out, written by triggers in the transaction of the change. */
export const eventOutbox = pgTable(
  'event_outbox',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    topic: text('topic').notNull(),
    payload: jsonb('payload').$type<Readonly<Record<string, unknown>>>().notNull(),
    createdAt: instant('created_at').notNull(),
    /** Place in the controller's order, given by the sequencer. */
    seq: bigint('seq', { mode: 'number' }),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('event_outbox_seq').on(table.controllerId, table.seq),
    index('event_outbox_unsequenced').on(table.controllerId, table.id).where(sql`seq is null`),
  ],
)
