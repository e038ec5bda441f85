import type { DeliveryRecord } from '@conduit/core/host'
import { LRUCache } from 'lru-cache'
import type { Database } from '../database/database.ts'
import { givenRows } from '../database/given-rows.ts'
import { statement } from '../database/statement.ts'

/** Keeps `last_delivery_at` of the integrations, roughly. */
export interface LastDeliveries {
  /** Call it after a commit; it returns at once. */
  note(deliveries: readonly DeliveryRecord[]): void
  close(): Promise<void>
}

const interval = 60_000
const maxIntegrations = 10_000

const given = givenRows(1, { controllerId: 'uuid', id: 'uuid', receivedAt: 'timestamptz' })

const updateText = `update integrations i
  set last_delivery_at = greatest(i.last_delivery_at, given."receivedAt")
  from ${given}
  where i.controller_id = given."controllerId" and i.id = given.id`

/**
 * Writes when an integration was last heard of: once a minute for each at most, and never in the
 * way of a webhook. It is a hint for operators, so a failure is left to the next minute.
 *
 * @param elapsed milliseconds by a clock that is never set
 */
export function lastDeliveries(
  database: Database,
  elapsed: () => number = () => performance.now(),
): LastDeliveries {
  const writtenAt = new LRUCache<string, number>({ max: maxIntegrations })
  let writing = Promise.resolve()

  const isDue = ({ integrationId }: DeliveryRecord): boolean => {
    const moment = elapsed()
    const before = writtenAt.get(integrationId)
    if (before !== undefined && moment - before < interval) return false
    writtenAt.set(integrationId, moment)
    return true
  }

  return {
    note: deliveries => {
      const due = deliveries.filter(isDue)
      if (due.length === 0) return
      const rows = due.map(({ controller, integrationId: id, receivedAt }) => ({
        controllerId: controller.id,
        id,
        receivedAt: receivedAt.toISOString(),
      }))
      const write = () =>
        database.run(executor => statement(executor, updateText, [JSON.stringify(rows)]))
      writing = writing.then(write).then(ignore, ignore)
    },
    close: () => writing,
  }
}

function ignore(): void {}
