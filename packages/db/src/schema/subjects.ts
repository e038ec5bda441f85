import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, controllerId, instant, keyedHash } from './columns.ts'

/** People behind tokens. Their DID and when they were last seen are derived, not stored. */
export const dataSubjects = pgTable(
  'data_subjects',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    state: text('state', { enum: ['active', 'restricted', 'erased'] }).notNull(),
    firstSeen: instant('first_seen').notNull(),
    erasedAt: instant('erased_at'),
  },
  table => [primaryKey({ columns: [table.controllerId, table.id] })],
)

/** Each person's own key, wrapped. A table of its own: its backups must be short-lived. */
export const subjectKeys = pgTable(
  'subject_keys',
  {
    controllerId: controllerId(),
    subjectId: uuid('subject_id').notNull(),
    wrapped: bytea('wrapped').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.subjectId] })],
)

/** Keyed hashes of identifiers. Kind, key and normaliser are hashed into the token already. */
export const identifierTokens = pgTable(
  'identifier_tokens',
  {
    controllerId: controllerId(),
    token: keyedHash('token').notNull(),
    kind: text('kind', { enum: ['email', 'phone', 'account_id'] }).notNull(),
    keyId: text('key_id').notNull(),
    normaliser: text('normaliser').notNull(),
    subjectId: uuid('subject_id').notNull(),
    /** The integration that showed it first. */
    integrationId: uuid('integration_id').notNull(),
    firstSeen: instant('first_seen').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.token] }),
    index('identifier_tokens_subject').on(table.controllerId, table.subjectId),
  ],
)

/** Two subjects that one event called the same person: a suggestion, never a silent merge. */
export const subjectLinks = pgTable(
  'subject_links',
  {
    controllerId: controllerId(),
    /** The smaller id of the two. */
    subjectA: uuid('subject_a').notNull(),
    subjectB: uuid('subject_b').notNull(),
    state: text('state', { enum: ['suggested', 'merged', 'rejected'] }).notNull(),
    /** The activity that suggested it. */
    activityId: uuid('activity_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.subjectA, table.subjectB] })],
)

/**
 * Who was merged into whom. Activities, tokens and references keep the subject that they were recorded
 * with: a merge is a row, a separation ends it, and a read takes all members together.
 */
export const subjectAliases = pgTable(
  'subject_aliases',
  {
    controllerId: controllerId(),
    subjectId: uuid('subject_id').notNull(),
    aliasOf: uuid('alias_of').notNull(),
    mergedAt: instant('merged_at').notNull(),
    separatedAt: instant('separated_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.subjectId, table.mergedAt] }),
    uniqueIndex('subject_aliases_subject')
      .on(table.controllerId, table.subjectId)
      .where(sql`separated_at is null`),
    index('subject_aliases_members')
      .on(table.controllerId, table.aliasOf)
      .where(sql`separated_at is null`),
  ],
)

/** What erasing a person at a platform needs, sealed under the person's own key. */
export const platformRefs = pgTable(
  'platform_refs',
  {
    controllerId: controllerId(),
    token: keyedHash('token').notNull(),
    subjectId: uuid('subject_id').notNull(),
    integrationId: uuid('integration_id').notNull(),
    object: text('object').notNull(),
    sealed: bytea('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [
    // The token first: whether a reference is known is asked before its subject is.
    primaryKey({
      columns: [table.controllerId, table.token, table.subjectId, table.integrationId],
    }),
    index('platform_refs_subject').on(table.controllerId, table.subjectId),
  ],
)

/**
 * Moves whenever who is who changes, or what may be kept of whom. A recorder that remembers people
 * holds the row while it writes, and is refused where it has moved.
 */
export const peopleEpochs = pgTable(
  'people_epochs',
  {
    controllerId: controllerId(),
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId] })],
)

/** Tokens of people of whom nothing may be tied to anybody any more. */
export const suppressedTokens = pgTable(
  'suppressed_tokens',
  {
    controllerId: controllerId(),
    token: keyedHash('token').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.token] })],
)
