import type { DeliveryRecord } from '@conduit/core'
import type { Executor } from '../client.ts'
import { jsonInsert } from '../json-insert.ts'
import { seenKeys } from '../schema/index.ts'
import { statement } from '../statement.ts'
import { type Decision, decide } from './decide.ts'

/** A row of the JSON that every statement here reads. */
interface KeyRow {
  readonly controllerId: string
  readonly key: string
  readonly deliveryId: string
  readonly seenAt: string
}

const insert = jsonInsert(seenKeys, ['controllerId', 'key', 'deliveryId', 'seenAt'], {
  orderBy: ['controllerId', 'key'],
  tail: 'on conflict do nothing returning 1',
})

const claimText = `with claimed as (${insert.sql(1)}) select count(*)::int as claimed from claimed`

const given = `json_to_recordset($1::json) as given("controllerId" uuid, key bytea, "deliveryId" uuid)`

// What this transaction inserted carries its own number; the rest belongs to others, who have committed.
const ownersText = `select seen.controller_id || '\\x' || encode(seen.key, 'hex') as scoped, seen.delivery_id as owner
  from ${given} join seen_keys seen on seen.controller_id = given."controllerId" and seen.key = given.key
  where seen.xmin <> pg_current_xact_id()::xid`

const aliasText = `update seen_keys seen set delivery_id = given."deliveryId" from ${given}
  where seen.controller_id = given."controllerId" and seen.key = given.key`

/**
 * Takes the keys of these deliveries and decides what is new in them. Whoever inserts a key first
 * has it; another transaction with the same key waits here until the first one has committed.
 */
export async function claimKeys(
  executor: Executor,
  deliveries: readonly DeliveryRecord[],
  now: Date,
): Promise<readonly Decision[]> {
  const first = decide(deliveries, new Map())
  if (first.owners.size === 0) return first.decisions
  const rows = keyRows(first.owners, now)
  const [result] = await statement<{ claimed: number }>(executor, claimText, [insert.encode(rows)])
  if (result?.claimed === rows.length) return first.decisions

  const known = await ownersOf(executor, rows)
  const second = decide(deliveries, known)
  const own = [...second.owners].filter(([key]) => !known.has(key))
  const moved = own.filter(([key, owner]) => first.owners.get(key) !== owner)
  if (moved.length > 0) {
    await statement(executor, aliasText, [insert.encode(keyRows(new Map(moved), now))])
  }
  return second.decisions
}

async function ownersOf(
  executor: Executor,
  rows: readonly KeyRow[],
): Promise<ReadonlyMap<string, string>> {
  const found = await statement<{ scoped: string; owner: string }>(executor, ownersText, [
    insert.encode(rows),
  ])
  return new Map(found.map(({ scoped, owner }) => [scoped, owner]))
}

function keyRows(owners: ReadonlyMap<string, string>, now: Date): readonly KeyRow[] {
  const seenAt = now.toISOString()
  return [...owners].map(([scoped, deliveryId]) => ({
    controllerId: scoped.slice(0, 36),
    key: scoped.slice(36),
    deliveryId,
    seenAt,
  }))
}
