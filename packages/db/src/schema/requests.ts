import type { DeadlineRule, LawProfile, RequestType } from '@conduit/privacy/clock'
import { sql } from 'drizzle-orm'
import {
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, controllerId, instant, keyedHash } from './columns.ts'

/** When the clock stood still; without an end it stands still now. */
export interface Pause {
  /** ISO 8601. */
  readonly from: string
  readonly until: string | null
}

/** What people ask of a controller, and how far it has come. What identifies them is sealed. */
export const dataSubjectRequests = pgTable(
  'data_subject_requests',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    type: text('type').$type<RequestType>().notNull(),
    /** The law by which it is due. */
    regulation: text('regulation').$type<LawProfile>().notNull(),
    channel: text('channel', {
      enum: [
        ...(['platform', 'customer_redact', 'email', 'letter', 'phone', 'in_person'] as const),
        ...(['web_form', 'other'] as const),
      ],
    }).notNull(),
    /** `account`: it concerns all people of an account at the platform. */
    scope: text('scope', { enum: ['person', 'account'] }).notNull(),
    /** The platform's, with the activity that told of it, or the one that was called; null: it came another way. */
    integrationId: uuid('integration_id'),
    activityId: uuid('activity_id'),
    /** Which of the people of that activity. */
    person: integer('person'),
    receivedAt: instant('received_at').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Who it seems to be; null: nobody is known, or several are. */
    subjectId: uuid('subject_id'),
    /** Since when somebody answers for that. */
    personConfirmedAt: instant('person_confirmed_at'),
    status: text('status', {
      enum: [
        ...(['pending', 'in_progress', 'completed', 'partially_completed', 'refused'] as const),
        ...(['cancelled', 'expired', 'duplicate'] as const),
      ],
    }).notNull(),
    stage: text('stage', {
      enum: [
        ...(['received', 'acknowledged', 'identity_requested', 'on_hold', 'verified'] as const),
        ...(['scoping', 'approved', 'cooling_off', 'executing', 'verifying'] as const),
        ...(['responding', 'closed'] as const),
      ],
    }).notNull(),
    /** The instant as it was computed, never made anew of days that are left. */
    dueAt: instant('due_at').notNull(),
    /** When the next part of its time is over: half, four fifths, all of it; null: none is to come. */
    nextMarkAt: instant('next_mark_at'),
    acknowledgeBy: instant('acknowledge_by'),
    acknowledgedAt: instant('acknowledged_at'),
    rule: jsonb('rule').$type<DeadlineRule>().notNull(),
    pauses: jsonb('pauses').$type<readonly Pause[]>().notNull(),
    extendedAt: instant('extended_at'),
    extensionReason: text('extension_reason', { enum: ['complexity', 'number_of_requests'] }),
    /** When the person was told. */
    extensionNotifiedAt: instant('extension_notified_at'),
    verificationMethod: text('verification_method', {
      enum: ['platform', 'email_link', 'document', 'account_sign_in', 'phone_call', 'not_needed'],
    }),
    verificationLevel: text('verification_level', { enum: ['low', 'substantial', 'high'] }),
    /** In the words of who checked, above all why it was not needed. */
    verificationNote: text('verification_note'),
    verifiedAt: instant('verified_at'),
    /** The API key of who checked. */
    verifiedBy: uuid('verified_by'),
    /** Why it was refused, a term of DPV. */
    justification: text('justification'),
    duplicateOf: uuid('duplicate_of'),
    closedAt: instant('closed_at'),
    /** Where the answer is filed, in the controller's words. */
    responseRef: text('response_ref'),
    /** What identifies the person, under the request's own key; null: nothing was given, or it is gone. */
    identities: bytea('identities'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('data_subject_requests_due').on(table.controllerId, table.dueAt, table.id),
    index('data_subject_requests_open')
      .on(table.controllerId, table.dueAt, table.id)
      .where(sql`closed_at is null`),
    // Crosses controllers: a server looks what has come in all of them.
    index('data_subject_requests_marks').on(table.nextMarkAt).where(sql`next_mark_at is not null`),
    index('data_subject_requests_subject').on(table.controllerId, table.subjectId),
    uniqueIndex('data_subject_requests_activity').on(
      table.controllerId,
      table.activityId,
      table.person,
    ),
  ],
)

/** Each request's own key, wrapped, and the only one that opens its identities. */
export const requestKeys = pgTable(
  'request_keys',
  {
    controllerId: controllerId(),
    requestId: uuid('request_id').notNull(),
    wrapped: bytea('wrapped').notNull(),
    /** The request was closed: so long it is kept; null: it is open. */
    endsAt: instant('ends_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.requestId] }),
    index('request_keys_ending').on(table.endsAt).where(sql`ends_at is not null`),
  ],
)

/** Keyed hashes of what a request names its person by: equal ones find duplicates. They go with the key. */
export const requestTokens = pgTable(
  'request_tokens',
  {
    controllerId: controllerId(),
    token: keyedHash('token').notNull(),
    requestId: uuid('request_id').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.token, table.requestId] }),
    index('request_tokens_request').on(table.controllerId, table.requestId),
  ],
)

/** What happened to requests, append-only. */
export const dataSubjectRequestEvents = pgTable(
  'data_subject_request_events',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    requestId: uuid('request_id').notNull(),
    at: instant('at').notNull(),
    /** `opened`, `extended`, `half_of_time`, … */
    kind: text('kind').notNull(),
    actorType: text('actor_type').notNull(),
    actorId: text('actor_id'),
    /** Machine words, ids and times: never a person's data. */
    details: jsonb('details').$type<Readonly<Record<string, unknown>>>().notNull(),
    /** What is noted by itself is noted once for each of these. */
    once: text('once'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('data_subject_request_events_request').on(table.controllerId, table.requestId, table.id),
    uniqueIndex('data_subject_request_events_once').on(
      table.controllerId,
      table.requestId,
      table.kind,
      table.once,
    ),
  ],
)
