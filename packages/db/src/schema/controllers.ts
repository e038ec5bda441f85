import type { LawProfile } from '@conduit/privacy/clock'
import { boolean, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
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
