import type { KeyedHash } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, controllerId, hash, instant } from './columns.ts'

/** Copies of people's data, made for requests. What is in them is sealed, in parts. */
export const dataExports = pgTable(
  'data_exports',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    requestId: uuid('request_id').notNull(),
    /** Whose data it is: who stood for the person when it was asked for. */
    subjectId: uuid('subject_id').notNull(),
    /** All who were that person then, in the order of their ids: somebody more or less, and it fails. */
    members: jsonb('members').$type<readonly string[]>().notNull(),
    status: text('status', {
      enum: ['collecting', 'ready', 'failed', 'expired', 'deleted'],
    }).notNull(),
    /** Why it failed, a machine word. */
    reason: text('reason'),
    createdAt: instant('created_at').notNull(),
    readyAt: instant('ready_at'),
    /** Of one that is ready: so long it can be had. */
    expiresAt: instant('expires_at'),
    /** When there is something to collect; null: it is not collected any more. */
    nextRunAt: instant('next_run_at'),
    /** Keyed hashes of the identifiers that count as the person's; null as soon as it has ended. */
    tokens: jsonb('tokens').$type<readonly KeyedHash[]>(),
    /** Its own key, under that of the request; null: destroyed. */
    wrapped: bytea('wrapped'),
    /** Moves with all that is collected: of two servers that collect, one finds it moved. */
    version: integer('version').notNull(),
    parts: integer('parts').notNull(),
    /** Before they were sealed. */
    bytes: integer('bytes').notNull(),
    /** SHA-256 of the link's secret; null: there is no link. */
    linkHash: hash('link_hash'),
    downloads: integer('downloads').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('data_exports_request').on(table.controllerId, table.requestId, table.id),
    // These three cross controllers: whoever has a link names nobody, and a server looks after all.
    uniqueIndex('data_exports_link').on(table.linkHash),
    index('data_exports_due').on(table.nextRunAt).where(sql`next_run_at is not null`),
    index('data_exports_ending').on(table.expiresAt).where(sql`status = 'ready'`),
  ],
)

/** What became of each integration of a copy. */
export const dataExportSources = pgTable(
  'data_export_sources',
  {
    controllerId: controllerId(),
    exportId: uuid('export_id').notNull(),
    integrationId: uuid('integration_id').notNull(),
    outcome: text('outcome', {
      enum: ['waiting', 'read', 'nothing_found', 'cannot_be_read', 'left_out', 'failed'],
    }).notNull(),
    /** A machine word. */
    reason: text('reason'),
    /** What is on record here of the person goes into the copy. */
    isIncluded: boolean('is_included').notNull(),
    /** What was found at the platform, sealed; null: nobody has looked yet, or it is gone. */
    targets: bytea('targets'),
    /** How many of it there are, and how many were asked for. */
    found: integer('found').notNull(),
    asked: integer('asked').notNull(),
    documents: integer('documents').notNull(),
    /** Objects that did not fit. */
    leftOut: integer('left_out').notNull(),
    /** Activities and statements of consent that are in, and those that are not. */
    records: integer('records').notNull(),
    recordsLeftOut: integer('records_left_out').notNull(),
    /** How far they were taken in; `done`: all were. */
    recordsAfter: text('records_after'),
    /** How often it failed in a row. */
    tries: integer('tries').notNull(),
    nextTryAt: instant('next_try_at'),
  },
  table => [primaryKey({ columns: [table.controllerId, table.exportId, table.integrationId] })],
)

/** The content of copies, sealed part by part under the key of each. */
export const dataExportParts = pgTable(
  'data_export_parts',
  {
    controllerId: controllerId(),
    exportId: uuid('export_id').notNull(),
    position: integer('position').notNull(),
    kind: text('kind', { enum: ['document', 'activities', 'summary'] }).notNull(),
    /** Null: it is of no integration. */
    integrationId: uuid('integration_id'),
    /** It goes on with what the part before began. */
    isMore: boolean('is_more').notNull(),
    sealed: bytea('sealed').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.exportId, table.position] })],
)
