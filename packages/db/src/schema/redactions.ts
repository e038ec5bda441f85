import type { RedactAction, RedactCheck, RedactionOutcome } from '@conduit/core'
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
import { bytea, controllerId, hash, instant, keyedHash, shortHash } from './columns.ts'

/** Erasures of people, one open at a time of each request: planned, approved, done. */
export const redactions = pgTable(
  'redactions',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    requestId: uuid('request_id').notNull(),
    /** `account`: all people of the account at its integration, and what else came from there. */
    scope: text('scope', { enum: ['person', 'account'] })
      .notNull()
      .default('person'),
    /** It is done of this integration and no other: a call asked for it, or its account. Null: it is done everywhere. */
    integrationId: uuid('integration_id'),
    /** Who stood for the person when it was planned; null: nobody is known. */
    subjectId: uuid('subject_id'),
    /** All who were that person then, in the order of their ids. */
    members: jsonb('members').$type<readonly string[]>().notNull(),
    /**
     * `planned`: nothing changes it any more. `waiting`: what is left, a person has to do. `failed`: it
     * could not be planned or begun, or nothing was erased.
     */
    state: text('state', {
      enum: [
        ...(['planning', 'planned', 'cooling_off', 'running', 'waiting'] as const),
        ...(['completed', 'partially_completed', 'failed', 'stopped'] as const),
      ],
    }).notNull(),
    /** Why it failed, a machine word. */
    reason: text('reason'),
    /** How many of our own rows speak of the person, by kind. */
    own: jsonb('own').$type<Readonly<Record<string, number>>>(),
    /** SHA-256 of the plan in canonical JSON, hexadecimal. */
    planHash: text('plan_hash'),
    /** Moves with each step of planning: of two servers that plan, one finds it moved. */
    version: integer('version').notNull(),
    createdAt: instant('created_at').notNull(),
    plannedAt: instant('planned_at'),
    approvedAt: instant('approved_at'),
    approvedByType: text('approved_by_type'),
    approvedById: text('approved_by_id'),
    /** The end of the time in which it can be stopped. */
    notBefore: instant('not_before'),
    startedAt: instant('started_at'),
    stoppedAt: instant('stopped_at'),
    finishedAt: instant('finished_at'),
    /** When what had been kept came due: it went on after it had ended. */
    resumedAt: instant('resumed_at'),
    /** When there is something to do for it; null: its tasks do it, or nothing is to be done. */
    nextRunAt: instant('next_run_at'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('redactions_open')
      .on(table.controllerId, table.requestId)
      .where(sql`state in ('planning', 'planned', 'cooling_off', 'running', 'waiting')`),
    index('redactions_request').on(table.controllerId, table.requestId, table.id),
    index('redactions_subject').on(table.controllerId, table.subjectId, table.id),
    // Crosses controllers: a server looks after all.
    index('redactions_due').on(table.nextRunAt).where(sql`next_run_at is not null`),
  ],
)

/** Calls that asked for an erasure at one integration: the same call twice is one. */
export const redactionCalls = pgTable(
  'redaction_calls',
  {
    controllerId: controllerId(),
    integrationId: uuid('integration_id').notNull(),
    /** Keyed hash of the caller's name of it. */
    call: shortHash('call').notNull(),
    /** Keyed hash of that name and the person in it: equal to nothing else, and to no token. */
    subject: shortHash('subject').notNull(),
    redactionId: uuid('redaction_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.integrationId, table.call] }),
    index('redaction_calls_redaction').on(table.controllerId, table.redactionId),
  ],
)

/** What was done, written down for whoever has to show it: of a whole redaction, and of each task. Append-only. */
export const redactionReceipts = pgTable(
  'redaction_receipts',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    redactionId: uuid('redaction_id').notNull(),
    /** Null: of all of it. */
    taskId: uuid('task_id'),
    issuedAt: instant('issued_at').notNull(),
    /** Canonical JSON (RFC 8785). */
    text: text('text').notNull(),
    /** The entry of the audit log that holds its hash. */
    entryId: uuid('entry_id').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('redaction_receipts_redaction')
      .on(table.controllerId, table.redactionId, table.id)
      .where(sql`task_id is null`),
    index('redaction_receipts_task')
      .on(table.controllerId, table.taskId, table.id)
      .where(sql`task_id is not null`),
  ],
)

/** What asking each integration for a plan came to. */
export const redactionLookups = pgTable(
  'redaction_lookups',
  {
    controllerId: controllerId(),
    redactionId: uuid('redaction_id').notNull(),
    integrationId: uuid('integration_id').notNull(),
    /** It had brought something of the person. */
    isSeen: boolean('is_seen').notNull(),
    outcome: text('outcome', {
      enum: ['waiting', 'found', 'not_found', 'not_asked', 'failed'],
    }).notNull(),
    /** Why it was not asked, or failed: a machine word. */
    reason: text('reason'),
    /** When it answered, or was given up. */
    endedAt: instant('ended_at'),
    tries: integer('tries').notNull(),
    nextTryAt: instant('next_try_at'),
  },
  table => [primaryKey({ columns: [table.controllerId, table.redactionId, table.integrationId] })],
)

/** What is done to each object of a plan, and how that stands. */
export const redactionTasks = pgTable(
  'redaction_tasks',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    redactionId: uuid('redaction_id').notNull(),
    /** Null: our own rows. */
    integrationId: uuid('integration_id'),
    /** Its place in the order of its integration. */
    position: integer('position').notNull(),
    /** The platform's kind of object, `customer`. */
    object: text('object').notNull(),
    /**
     * The object, under the task's own key if it has one, else under the request's; null: our own rows,
     * nobody could list objects, or that key was destroyed.
     */
    target: bytea('target'),
    /** Keyed hash of the object; null: it has none, or none of its echoes is to be told any more. */
    reference: keyedHash('reference'),
    action: text('action').$type<RedactAction>().notNull(),
    /** Of what is kept for now: what is done once it may be; null: nothing was planned. */
    actionAfter: text('action_after').$type<RedactAction>(),
    expected: text('expected').$type<RedactionOutcome>().notNull(),
    /** What the platform is sent to know the same task by: SHA-256, hexadecimal. */
    key: text('key').notNull(),
    state: text('state', { enum: ['planned', 'waiting', 'running', 'done'] }).notNull(),
    /** Null: it has not ended. One that has may wait for its check, or for a person. */
    outcome: text('outcome').$type<RedactionOutcome>(),
    /** Why, a machine word. */
    reason: text('reason'),
    endedAt: instant('ended_at'),
    /** What the platform agreed to last, and when; what it said, under the same key as the object. */
    acceptedAt: instant('accepted_at'),
    progress: bytea('progress'),
    retained: jsonb('retained').$type<readonly string[]>().notNull(),
    justification: text('justification'),
    until: instant('until'),
    instructions: text('instructions'),
    /** What it waits for, a machine word: `too_young`, `check`, `a_person`. */
    waitsFor: text('waits_for'),
    /** How often in a row it was begun without an end. */
    tries: integer('tries').notNull(),
    /** How long it waited after the try before, in seconds. */
    pause: integer('pause').notNull(),
    /** When something is to be done by us; null: nothing is. */
    nextAt: instant('next_at'),
    /** How many calls were made for it, repetitions and looks among them. */
    calls: integer('calls').notNull().default(0),
    /** Key of the digests of its calls, under the same key as the object; null: none was made. */
    digestKey: bytea('digest_key'),
    calledAt: instant('called_at'),
    /** So long the platform wants to be left alone. */
    pausedUntil: instant('paused_until'),
    leaseHolder: uuid('lease_holder'),
    leaseUntil: instant('lease_until'),
    /** What a look at it has shown; null: nobody has looked. */
    found: text('found').$type<RedactCheck['found']>(),
    foundAt: instant('found_at'),
    /** Why it is not clean, in words. */
    why: text('why'),
    /** Who did it by hand, when, and what proves it. */
    doneByType: text('done_by_type'),
    doneById: text('done_by_id'),
    doneAt: instant('done_at'),
    proof: text('proof'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    index('redaction_tasks_of').on(table.controllerId, table.redactionId),
    index('redaction_tasks_due')
      .on(table.controllerId, table.integrationId, table.nextAt)
      .where(sql`next_at is not null`),
    index('redaction_tasks_paused')
      .on(table.controllerId, table.integrationId)
      .where(sql`paused_until is not null`),
  ],
)

/**
 * Calls that were made for a task at its platform, the first and the last of them, until nobody can check them: receipts
 * have them all the same. What was sent is in none.
 */
export const redactionTaskCalls = pgTable(
  'redaction_task_calls',
  {
    controllerId: controllerId(),
    taskId: uuid('task_id').notNull(),
    /** From 1, in the order in which they were begun. */
    position: integer('position').notNull(),
    /** To go on with its object, or to look at it afterwards. */
    purpose: text('purpose', { enum: ['erase', 'check'] }).notNull(),
    method: text('method').notNull(),
    /** Path and query may name the person. */
    host: text('host').notNull(),
    beganAt: instant('began_at').notNull(),
    /** Null: nobody has seen an end of it. */
    endedAt: instant('ended_at'),
    /** Null: nothing came back. */
    status: integer('status'),
    /** Digests of what was sent and of what came back, under the task's key of digests. */
    request: hash('request').notNull(),
    /** Null: there is nothing that was read. */
    answer: hash('answer'),
  },
  table => [primaryKey({ columns: [table.controllerId, table.taskId, table.position] })],
)

/**
 * Keys of tasks that outlive their request's key and the person's: an object that is kept, or at which its
 * platform works for days, is found by what they seal, and by nothing else.
 */
export const holdKeys = pgTable(
  'hold_keys',
  {
    controllerId: controllerId(),
    taskId: uuid('task_id').notNull(),
    redactionId: uuid('redaction_id').notNull(),
    /** The key, under a master key. */
    wrapped: bytea('wrapped').notNull(),
    /** What the request named its person by, under the key; null: the task has its object. */
    identities: bytea('identities'),
    createdAt: instant('created_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.taskId] }),
    index('hold_keys_redaction').on(table.controllerId, table.redactionId),
  ],
)
