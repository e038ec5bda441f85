import type { LawProfile } from '@conduit/privacy/clock'
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

/** Organisations that answer for personal data. Their id is the shard key itself. */
export const dataControllers = pgTable(
  'data_controllers',
  {
    controllerId: controllerId().primaryKey(),
    did: text('did').notNull(),
    name: text('name').notNull(),
    /** Input to every derived key; without it all tokens of the controller lose their meaning. */
    salt: bytea('salt').notNull(),
    phoneRegion: text('phone_region'),
    /** The laws whose deadlines it keeps; of several the one that ends first. */
    lawProfiles: text('law_profiles')
      .array()
      .$type<readonly LawProfile[]>()
      .notNull()
      .default(['gdpr']),
    /** IANA: in it a day begins and ends. */
    timezone: text('timezone').notNull().default('UTC'),
    /** Whose holidays are free, `DE-BY`; null: nobody's. */
    holidayCalendar: text('holiday_calendar'),
    status: text('status', { enum: ['active', 'closed'] }).notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [uniqueIndex('data_controllers_did').on(table.did)],
)

/**
 * Credentials of webhook URLs. The unique index crosses controllers: a call is looked up by the
 * hash of its key before anyone knows whose it is.
 */
export const dxKeys = pgTable(
  'dx_keys',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    hash: hash('hash').notNull(),
    /** Null: good for all of them. */
    scope: text('scope', { enum: ['event', 'poll', 'redact'] }),
    /** Null: for any integration of the controller. */
    integrationId: uuid('integration_id'),
    /** The end of the key, so that people can tell keys apart; null for imported ones. */
    last4: text('last4'),
    /** It was minted to be handed to the platform by `setup`, which replaces it itself. */
    bySetup: boolean('by_setup').notNull().default(false),
    /**
     * The master key that the token around it is sealed under; empty: it is used as it is. Null: it was made
     * before that was noted.
     */
    keyId: text('key_id'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('dx_keys_hash').on(table.hash),
  ],
)

/**
 * Credentials of people and scripts. A key for all controllers belongs to the server, which stands
 * in the shard key as the nil UUID; it crosses controllers by its nature, as its look-up does.
 */
export const apiKeys = pgTable(
  'api_keys',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    hash: hash('hash').notNull(),
    role: text('role', { enum: ['owner', 'dpo', 'developer', 'auditor'] }).notNull(),
    name: text('name').notNull(),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('api_keys_hash').on(table.hash),
  ],
)

/**
 * Organisations that leave: asked for, handed out, waited for, deleted. Of an organisation that has left
 * it is all there is beside the audit log.
 */
export const controllerOffboardings = pgTable(
  'controller_offboardings',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    /**
     * `exporting`: what is to be kept is being taken away. `grace`: that is done, and all is still there.
     * `deleting`: nothing brings it back.
     */
    state: text('state', {
      enum: ['exporting', 'grace', 'deleting', 'done', 'cancelled'],
    }).notNull(),
    requestedAt: instant('requested_at').notNull(),
    graceDays: integer('grace_days').notNull(),
    /** SHA-256 of what was taken away, hexadecimal, by kind; null: nobody has said so yet. */
    exports: jsonb('exports').$type<Readonly<Record<string, string>>>(),
    exportedAt: instant('exported_at'),
    /** The end of the time in which it can be cancelled. */
    notBefore: instant('not_before'),
    /** Why it goes on later than that, a machine word: `held`, `redaction_running`. */
    waitsFor: text('waits_for'),
    cancelledAt: instant('cancelled_at'),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    /** How many rows have gone, by table. */
    deleted: jsonb('deleted').$type<Readonly<Record<string, number>>>().notNull(),
    /** When there is something to do for it; null: somebody has to, or nothing is left to do. */
    nextRunAt: instant('next_run_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('controller_offboardings_open')
      .on(table.controllerId)
      .where(sql`state in ('exporting', 'grace', 'deleting')`),
    // Crosses controllers: a server looks after all.
    index('controller_offboardings_due').on(table.nextRunAt).where(sql`next_run_at is not null`),
  ],
)
