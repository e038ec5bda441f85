import type { KeyedHash } from '@conduit/privacy'
import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/** `bytea` as a `Buffer`, whichever driver reads it. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array | string }>({
  dataType: () => 'bytea',
  fromDriver: bytesOf,
  toDriver: value => Buffer.from(value),
})

/** A hash: bytes in its table, and hexadecimal text everywhere else. */
export const hash = customType<{ data: string; driverData: Uint8Array | string }>({
  dataType: () => 'bytea',
  fromDriver: value => bytesOf(value).toString('hex'),
  toDriver: value => Buffer.from(value, 'hex'),
})

/** A keyed hash, in the one form that it has in the code. */
export const keyedHash = (name: string) => hash(name).$type<KeyedHash>()

/**
 * The first 16 bytes of a hash, as a UUID: 128 bits of a keyed hash tell apart all that one
 * controller will ever see, in half of the room.
 */
export const shortHash = (name: string) => uuid(name)

/** `timestamptz` as a `Date`. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** The shard key: every primary key starts with it, and no query but four look-ups leaves it out. */
export const controllerId = () => uuid('controller_id').notNull()

function bytesOf(value: Uint8Array | string): Buffer {
  return typeof value === 'string' ? Buffer.from(value.slice(2), 'hex') : Buffer.from(value)
}
