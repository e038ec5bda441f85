import { bigint, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { controllerId } from './columns.ts'

/** What of each integration is in quarantine, so that nobody has to count it. */
export const quarantineUsage = pgTable(
  'quarantine_usage',
  {
    controllerId: controllerId(),
    integrationId: uuid('integration_id').notNull(),
    rows: integer('rows').notNull(),
    /** Of what is sealed. */
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** Deliveries that were not kept, because it was full. */
    leftOut: bigint('left_out', { mode: 'number' }).notNull(),
  },
  table => [primaryKey({ columns: [table.controllerId, table.integrationId] })],
)
