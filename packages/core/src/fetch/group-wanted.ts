import { type Keyring, openFor } from '@conduit/privacy'
import type { Wanted } from '../adapter.ts'
import type { JsonObject } from '../delivery.ts'
import type { WaitingRow } from '../fetch-store.ts'
import { wantAad } from '../pipeline/to-activity.ts'
import type { StoredConnection } from '../store.ts'

/**
 * Waiting rows by what they want: several notifications of one object are one `Wanted`, which
 * speaks for the newest of them.
 */
export function groupWanted(
  keyring: Keyring,
  connection: StoredConnection,
  rows: readonly WaitingRow[],
): Map<Wanted, readonly WaitingRow[]> {
  const byKey = new Map<string, WaitingRow[]>()
  for (const row of rows) {
    const key = Buffer.from(row.key).toString('base64')
    byKey.set(key, [...(byKey.get(key) ?? []), row])
  }
  const groups = new Map<Wanted, readonly WaitingRow[]>()
  for (const group of byKey.values()) {
    const newest = group.at(-1)
    if (newest !== undefined) groups.set(wantedOf(keyring, connection, newest), group)
  }
  return groups
}

function wantedOf(keyring: Keyring, connection: StoredConnection, row: WaitingRow): Wanted {
  const keys = keyring.forController(connection.controller)
  const opened = openFor(keys, 'want', row.ref, wantAad(connection))
  const { account, ...event } = row.event
  return {
    ref: JSON.parse(Buffer.from(opened).toString()) as JsonObject,
    event: { ...event, ...(account !== null && { account }) },
  }
}
