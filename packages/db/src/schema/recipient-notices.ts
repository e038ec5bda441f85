import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { controllerId, instant } from './columns.ts'

/** Who is to be told what became of a request, as Art. 19 GDPR asks for it: one of each recipient. */
export const recipientNotices = pgTable(
  'recipient_notices',
  {
    controllerId: controllerId(),
    id: uuid('id').notNull(),
    requestId: uuid('request_id').notNull(),
    /** As the record of processing names it. */
    recipient: text('recipient').notNull(),
    /** What is to be told. */
    kind: text('kind', { enum: ['erasure', 'rectification', 'restriction'] }).notNull(),
    /** Names of the entries of the record by which it was disclosed. */
    entries: text('entries').array().notNull(),
    createdAt: instant('created_at').notNull(),
    /** Null: it is still to be done. */
    outcome: text('outcome', { enum: ['notified', 'impossible', 'disproportionate'] }),
    /** Who said so, when, and what shows it: or why it cannot be done. */
    doneByType: text('done_by_type'),
    doneById: text('done_by_id'),
    doneAt: instant('done_at'),
    proof: text('proof'),
    reason: text('reason'),
  },
  table => [
    primaryKey({ columns: [table.controllerId, table.id] }),
    uniqueIndex('recipient_notices_of').on(table.controllerId, table.requestId, table.recipient),
    index('recipient_notices_open').on(table.controllerId).where(sql`outcome is null`),
  ],
)
