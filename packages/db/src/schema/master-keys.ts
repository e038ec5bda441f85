import { pgTable, text } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'

/** One row for each master key that this database was opened with: what only that key opens. */
export const masterKeys = pgTable('master_keys', {
  keyId: text('key_id').primaryKey(),
  sealed: bytea('sealed').notNull(),
  createdAt: instant('created_at').notNull(),
})
