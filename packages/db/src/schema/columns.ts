import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/** `bytea` as a `Buffer`, whichever driver reads it. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array | string }>({
  dataType: () => 'bytea',
  fromDriver: value =>
    typeof value === 'string' ? Buffer.from(value.slice(2), 'hex') : Buffer.from(value),
  toDriver: value => Buffer.from(value),
})

/** `timestamptz` as a `Date`. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** The shard key: every primary key starts with it, and no query but three look-ups leaves it out. */
export const controllerId = () => uuid('controller_id').notNull()
