import type { KeyedHash } from '@conduit/privacy'
import { and, eq, inArray } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { shortOf } from '../database/short-hash.ts'
import { seenKeys } from '../schema/index.ts'

/** The deliveries that had these keys first, as far as they were seen. */
export async function seenDeliveries(
  database: Database,
  controllerId: string,
  keys: readonly KeyedHash[],
): Promise<ReadonlyMap<KeyedHash, string>> {
  const byKey = new Map(keys.map(key => [shortOf(key), key]))
  const found = await database.run(executor =>
    executor
      .select({ key: seenKeys.key, deliveryId: seenKeys.deliveryId })
      .from(seenKeys)
      .where(
        and(eq(seenKeys.controllerId, controllerId), inArray(seenKeys.key, [...byKey.keys()])),
      ),
  )
  const owners = new Map<KeyedHash, string>()
  for (const { key, deliveryId } of found) {
    const hash = byKey.get(key)
    if (hash !== undefined) owners.set(hash, deliveryId)
  }
  return owners
}
