import { sql } from 'drizzle-orm'
import {
  bigint,
  index,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, controllerId, instant } from './columns.ts'

/**
 * Who did what, append-only. The order of a sequence is not the order of commits, so number and hash are
 * filled in afterwards, by whoever seals the log of one controller at a time.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    /**
     * What was written after a commit is behind what that commit wrote, whatever the clocks say. Of
     * transactions that overlap it says nothing.
     */
    place: bigint('place', { mode: 'number' }).notNull().generatedByDefaultAsIdentity(),
    at: instant('at').notNull(),
    actorType: text('actor_type').notNull(),
    actorId: text('actor_id'),
    action: text('action').notNull(),
    objectType: text('object_type').notNull(),
    objectId: text('object_id'),
    outcome: text('outcome', { enum: ['success', 'failure'] }).notNull(),
    details: jsonb('details').$type<Readonly<Record<string, unknown>>>().notNull(),
    /** From 1, without a gap. Null: it waits to be sealed. */
    seq: bigint('seq', { mode: 'number' }),
    leafHash: bytea('leaf_hash'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('audit_entries_seq').on(table.controllerId, table.seq),
    index('audit_entries_unsealed').on(table.controllerId, table.place).where(sql`seq is null`),
  ],
)

/** How far each log is sealed. Whoever holds the row seals further. */
export const auditHeads = pgTable('audit_heads', {
  controllerId: controllerId().primaryKey(),
  /** Number of the last sealed entry. */
  size: bigint('size', { mode: 'number' }).notNull(),
  /** Of the last checkpoint; 0: there is none. */
  checkpointSize: bigint('checkpoint_size', { mode: 'number' }).notNull(),
  checkpointAt: instant('checkpoint_at'),
})

/** The hashes of a log's tree, 256 to a row, so that proofs need not read the entries. */
export const auditTiles = pgTable(
  'audit_tiles',
  {
    controllerId: controllerId(),
    level: smallint('level').notNull(),
    place: bigint('place', { mode: 'number' }).notNull(),
    hashes: bytea('hashes').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.level, table.place] })],
)

/** What a log said of itself, signed; append-only. */
export const auditCheckpoints = pgTable(
  'audit_checkpoints',
  {
    controllerId: controllerId(),
    size: bigint('size', { mode: 'number' }).notNull(),
    /** A signed note of C2SP. */
    note: text('note').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.size] })],
)

/** The public keys that logs were signed with, so that they are known when their master key is not any more. */
export const auditKeys = pgTable(
  'audit_keys',
  {
    /** Of the server itself. */
    controllerId: controllerId(),
    /** Of the master key that it is derived from. */
    keyId: text('key_id').notNull(),
    /** A signed note that names the key; a younger one vouches for it. */
    note: text('note').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.keyId] })],
)
