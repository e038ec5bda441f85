import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, controllerId, instant } from './columns.ts'

/** One row for each master key that this database was opened with: what only that key opens. */
export const masterKeys = pgTable(
  'master_keys',
  {
    /** Of the server itself. */
    controllerId: controllerId(),
    keyId: text('key_id').notNull(),
    sealed: bytea('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.keyId] })],
)
