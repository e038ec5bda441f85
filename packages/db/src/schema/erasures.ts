import { jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { controllerId, instant } from './columns.ts'

/** How far our own rows of people are erased, and what has gone. The person is a name without anybody behind it. */
export const ownErasures = pgTable(
  'own_erasures',
  {
    controllerId: controllerId(),
    /** Who stood for the person; the nil UUID: all people of the account at the integration. */
    subjectId: uuid('subject_id').notNull(),
    /** Only what came from it goes; the nil UUID: all goes. */
    integrationId: uuid('integration_id').notNull().default('00000000-0000-0000-0000-000000000000'),
    redactionId: uuid('redaction_id'),
    startedAt: instant('started_at').notNull(),
    /** Null: it goes on. */
    endedAt: instant('ended_at'),
    /** How far rows are searched, by kind: up to this id. */
    searched: jsonb('searched').$type<Readonly<Record<string, string>>>().notNull(),
    /** How much has gone, by kind. */
    counts: jsonb('counts').$type<Readonly<Record<string, number>>>().notNull(),
    /** Why something is left: `held`. */
    result: text('result', { enum: ['erased', 'held'] }),
  },
  table => [primaryKey({ columns: [table.controllerId, table.subjectId, table.integrationId] })],
)
