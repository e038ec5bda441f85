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
    /** Of the active key: since when all that others seal is to be sealed anew under it; null: nothing is to be. */
    rotationAskedAt: instant('rotation_asked_at'),
    /** When nothing read it any more: a server may start without it from then on. */
    drainedAt: instant('drained_at'),
  },
  table => [primaryKey({ columns: [table.controllerId, table.keyId] })],
)
