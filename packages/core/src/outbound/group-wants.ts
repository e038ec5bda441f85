import { type KeyedHash, openFor } from '@conduit/privacy'
import type { JsonObject } from '../contract/event.ts'
import type { Want } from '../contract/reading.ts'
import type { OpenIntegration } from '../receiver/create-receiver.ts'
import { wantAad } from '../receiver/keep.ts'
import type { WaitingRow } from '../store/queue.ts'

/** What several notifications want of one object. */
export interface WantGroup {
  /** Speaks for the newest of them. */
  readonly want: Want
  readonly rows: readonly WaitingRow[]
}

/** Waiting rows by what they want: equal ones are read once. */
export function groupWants(
  integration: OpenIntegration,
  rows: readonly WaitingRow[],
): readonly WantGroup[] {
  const byKey = new Map<KeyedHash, WaitingRow[]>()
  for (const row of rows) {
    const group = byKey.get(row.key)
    if (group === undefined) byKey.set(row.key, [row])
    else group.push(row)
  }
  return [...byKey.values()].flatMap(group => {
    const newest = group.at(-1)
    return newest === undefined ? [] : [{ want: wantOf(integration, newest), rows: group }]
  })
}

function wantOf({ keys, stored }: OpenIntegration, row: WaitingRow): Want {
  const opened = openFor(keys, 'want', row.ref, wantAad(stored))
  const { account, ...event } = row.event
  return {
    ref: JSON.parse(Buffer.from(opened).toString()) as JsonObject,
    event: { ...event, ...(account !== null && { account }) },
  }
}
