import { isUuid } from '@conduit/privacy'
import { and, inArray, ne } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { ifGiven, listById, ofControllers } from '../lists/list-by-id.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import { integrations, quarantineUsage } from '../schema/index.ts'
import { accountsOf, type ClaimedAccount } from './list-accounts.ts'

type Row = (typeof integrations)['$inferSelect']

/** An integration with its accounts; what is sealed stays where it is. */
export interface IntegrationNode extends Omit<Row, 'settings' | 'state' | 'token'> {
  readonly accounts: readonly ClaimedAccount[]
  /** Deliveries that failed and were not kept, because its quarantine was full. */
  readonly quarantineLeftOut: number
}

/** Integrations, the newest first; removed ones only where they are asked for. */
export async function listIntegrations(
  database: Database,
  filter: {
    readonly controllerIds: readonly string[]
    readonly ids?: readonly string[] | undefined
    readonly adapter?: string | null | undefined
    readonly withRemoved?: boolean | undefined
  },
  request: PageRequest,
): Promise<Page<IntegrationNode>> {
  const { controllerIds, ids, adapter, withRemoved } = filter
  const where = [
    ids === undefined ? undefined : inArray(integrations.id, ids.filter(isUuid)),
    ifGiven(integrations.adapter, adapter),
    withRemoved === true ? undefined : ne(integrations.status, 'removed'),
  ]
  return await listById(database, integrations, controllerIds, where, request, async rows => {
    const accounts = await accountsOf(database, rows)
    const leftOut = await leftOutOf(database, rows)
    return rows.map(({ settings: _settings, state: _state, token: _token, ...row }) => ({
      ...row,
      accounts: accounts.get(row.id) ?? [],
      quarantineLeftOut: leftOut.get(row.id) ?? 0,
    }))
  })
}

async function leftOutOf(
  database: Database,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, number>> {
  if (rows.length === 0) return new Map()
  const { controllerId, integrationId, leftOut } = quarantineUsage
  const controllers = [...new Set(rows.map(row => row.controllerId))]
  const ids = rows.map(({ id }) => id)
  const found = await database.run(executor =>
    executor
      .select({ integrationId, leftOut })
      .from(quarantineUsage)
      .where(and(ofControllers(controllerId, controllers), inArray(integrationId, ids))),
  )
  return new Map(found.map(row => [row.integrationId, row.leftOut]))
}
