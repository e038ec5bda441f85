import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, controllerId, instant } from './columns.ts'

/** One controller's integrations through adapters, with what their runs need to remember. */
export const integrations = pgTable(
  'integrations',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    adapter: text('adapter').notNull(),
    label: text('label').notNull(),
    status: text('status', { enum: ['enabled', 'disabled', 'removed'] }).notNull(),
    /** JSON, sealed under the controller's key; null once the integration was removed. */
    settings: bytea('settings'),
    state: bytea('state'),
    /** Access token of the platform, sealed as well. */
    token: bytea('token'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** At most a minute behind. */
    lastDeliveryAt: instant('last_delivery_at'),
    leaseHolder: text('lease_holder'),
    leaseUntil: instant('lease_until'),
    nextPollAt: instant('next_poll_at'),
    renewAt: instant('renew_at'),
    lastSetupAt: instant('last_setup_at'),
    lastSetupOutcome: text('last_setup_outcome', {
      enum: ['ok', 'manual', 'rate_limited', 'upstream_error', 'auth_failed'],
    }),
    lastFetchAt: instant('last_fetch_at'),
    lastFetchOutcome: text('last_fetch_outcome', {
      enum: ['ok', 'partial', 'rate_limited', 'upstream_error', 'auth_failed', 'skipped'],
    }),
    lastFetchEvents: integer('last_fetch_events'),
    lastFetchRejected: integer('last_fetch_rejected'),
    lastFetchRetryAfterSeconds: integer('last_fetch_retry_after_seconds'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('integrations_adapter').on(table.controllerId, table.adapter),
  ],
)

/**
 * Accounts that integrations claim: anybody can. One of them at most has proven `(adapter, account)`,
 * over all controllers: a platform with one URL for all of its customers names only the account, and
 * its events go to who has the proof.
 */
export const integrationAccounts = pgTable(
  'integration_accounts',
  {
    controllerId: controllerId(),
    integrationId: uuid('integration_id').notNull(),
    adapter: text('adapter').notNull(),
    account: text('account').notNull(),
    /** The platform's word, the consent of the server's owner, or claimed when claims were unique; null: none. */
    proof: text('proof', { enum: ['platform', 'consent', 'upgrade'] }),
    provenAt: instant('proven_at'),
    /** When the platform said so last, whoever has the proof; null: it did not, or takes it back. */
    recognisedAt: instant('recognised_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.integrationId, table.account] }),
    index('integration_accounts_account').on(table.adapter, table.account),
    uniqueIndex('integration_accounts_proven')
      .on(table.adapter, table.account)
      .where(sql`proof is not null`),
  ],
)
