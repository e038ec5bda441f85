import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
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
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    // What short names are made of: two people may share one.
    index('data_subjects_end').on(table.controllerId, sql`right(id::text, 8)`),
  ],
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
    /** A proven event showed it. All tokens of a subject are alike in this. */
    isVerified: boolean('is_verified').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.token] }),
    index('identifier_tokens_subject').on(table.controllerId, table.subjectId),
  ],
)

/** Two subjects that may be the same person: a suggestion, never a silent merge. */
export const subjectLinks = pgTable(
  'subject_links',
  {
    controllerId: controllerId(),
    /** The smaller id of the two. */
    subjectA: uuid('subject_a').notNull(),
    subjectB: uuid('subject_b').notNull(),
    state: text('state', { enum: ['suggested', 'merged', 'rejected'] }).notNull(),
    /**
     * `event`: a proven event named both. `unsigned`: an unsigned event did, or showed what a proven
     * one showed too. `shared`: an event of theirs names a mailbox of many. `email_base`: their
     * addresses are of one mailbox.
     */
    evidence: text('evidence', { enum: ['event', 'unsigned', 'shared', 'email_base'] }).notNull(),
    /** The activity that suggested it; zeros: none did, and a separation noted that it is rejected. */
    activityId: uuid('activity_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.subjectA, table.subjectB] }),
    index('subject_links_other').on(table.controllerId, table.subjectB),
    index('subject_links_suggested')
      .on(table.controllerId, table.activityId, table.subjectA, table.subjectB)
      .where(sql`state = 'suggested'`),
  ],
)

/** Keyed hashes of the mailbox behind an address, of each person that was new with one. */
export const emailBases = pgTable(
  'email_bases',
  {
    controllerId: controllerId(),
    token: keyedHash('token').notNull(),
    subjectId: uuid('subject_id').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.token, table.subjectId] }),
    index('email_bases_subject').on(table.controllerId, table.subjectId),
  ],
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

/** When a person's data might be kept and nothing else: from when to when, and why. */
export const subjectRestrictions = pgTable(
  'subject_restrictions',
  {
    controllerId: controllerId(),
    subjectId: uuid('subject_id').notNull(),
    restrictedAt: instant('restricted_at').notNull(),
    /** Null: it holds. */
    liftedAt: instant('lifted_at'),
    reason: text('reason', {
      enum: ['accuracy_contested', 'unlawful_processing', 'legal_claims', 'objection'],
    }).notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.subjectId, table.restrictedAt] })],
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
    /** A proven event showed it: it may name what is exported or erased. */
    isVerified: boolean('is_verified').notNull(),
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
