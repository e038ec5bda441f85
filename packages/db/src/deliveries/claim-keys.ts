import { type Decision, type DeliveryRecord, decide } from '@conduit/core/host'
import type { KeyedHash } from '@conduit/privacy'
import type { Executor } from '../database/database.ts'
import { givenRows } from '../database/given-rows.ts'
import { jsonInsert } from '../database/json-insert.ts'
import { shortOf } from '../database/short-hash.ts'
import { statement } from '../database/statement.ts'
import { seenKeys } from '../schema/index.ts'

/** A row of the JSON that every statement here reads. */
interface KeyRow {
  readonly controllerId: string
  /** The short form of `hash`. */
  readonly key: string
  readonly hash: KeyedHash
  readonly deliveryId: string
  /** Null: the key is kept for good. */
  readonly seenAt: string | null
}

/** A key, and the delivery that it belongs to. */
interface KeyOwner {
  readonly key: string
  readonly owner: string
}

const insert = jsonInsert(seenKeys, ['controllerId', 'key', 'deliveryId', 'seenAt'], {
  orderBy: ['controllerId', 'key'],
  tail: 'on conflict do nothing returning 1',
})

const claimText = `with claimed as (${insert.sql(1)}) select count(*)::int as claimed from claimed`

const given = givenRows(1, { controllerId: 'uuid', key: 'uuid', deliveryId: 'uuid' })

// What this transaction inserted carries its own number; the rest belongs to others, who have committed.
const ownersText = `select seen.key, seen.delivery_id as owner
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
  const rows = keyRows(deliveries, first.owners, now)
  const [result] = await statement<{ claimed: number }>(executor, claimText, [insert.encode(rows)])
  if (result?.claimed === rows.length) return first.decisions

  const known = await ownersOf(executor, rows)
  const second = decide(deliveries, known)
  const moved = keyRows(deliveries, second.owners, now).filter(
    ({ hash, deliveryId }) => !known.has(hash) && first.owners.get(hash) !== deliveryId,
  )
  if (moved.length > 0) await statement(executor, aliasText, [insert.encode(moved)])
  return second.decisions
}

/** The deliveries that others gave these keys to. */
async function ownersOf(
  executor: Executor,
  rows: readonly KeyRow[],
): Promise<ReadonlyMap<KeyedHash, string>> {
  const found = await statement<KeyOwner>(executor, ownersText, [insert.encode(rows)])
  const owners = new Map(found.map(({ key, owner }) => [key, owner]))
  const byHash = new Map<KeyedHash, string>()
  for (const { key, hash } of rows) {
    const owner = owners.get(key)
    if (owner !== undefined) byHash.set(hash, owner)
  }
  return byHash
}

/** A row for each key that decides something, under the controller that brought it. */
function keyRows(
  deliveries: readonly DeliveryRecord[],
  owners: ReadonlyMap<KeyedHash, string>,
  now: Date,
): readonly KeyRow[] {
  const seenAt = now.toISOString()
  const rows = new Map<KeyedHash, KeyRow>()
  for (const { controller, keys, activities } of deliveries) {
    const add = (hashes: readonly KeyedHash[], seenAt: string | null) => {
      for (const hash of hashes) {
        const deliveryId = owners.get(hash)
        if (deliveryId === undefined || rows.get(hash)?.seenAt === null) continue
        const key = shortOf(hash)
        rows.set(hash, { controllerId: controller.id, key, hash, deliveryId, seenAt })
      }
    }
    add(keys, seenAt)
    for (const activity of activities) add(activity.keys, activity.areKeysKept ? null : seenAt)
  }
  return [...rows.values()]
}
