import { createStore, type Database } from '@conduit/db'
import type { PiiCategory } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { integrations } from '../../src/schema/index.ts'
import { asAct } from './as-act.ts'
import { controllerOf, keyring } from './fixtures.ts'
import { rows } from './rows.ts'

/** By which everything here is reckoned. */
export const now = new Date('2026-11-20T12:00:00Z')

const dayMilliseconds = 86_400_000

/** A moment so many days ago. */
export function daysAgo(days: number): Date {
  return new Date(now.getTime() - days * dayMilliseconds)
}

/** An id as it would have been made then. */
export function idAt(moment: Date): string {
  const hex = moment.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}${uuidv7().slice(13)}`
}

/** Does not rest, and is not interrupted. */
export const hurried = {
  rows: 7,
  moment: () => now,
  rest: async () => undefined,
  mayGoOn: () => true,
}

/** A store by a clock of its own, with a controller that has an integration. */
export async function keeperOn(database: Database, at: () => Date = () => now) {
  const controller = controllerOf()
  const controllerId = controller.id
  const { store, administration, close } = createStore(database, {
    keyring,
    now: at,
    onWaiting: async () => undefined,
  })
  const connect = async () => {
    const id = uuidv7()
    await asAct(database, executor =>
      executor.insert(integrations).values({
        ...{ controllerId, id, adapter: 'any', label: 'any', status: 'enabled' as const },
        ...{ createdAt: now, updatedAt: now },
      }),
    )
    return id
  }
  return { controller, controllerId, store, administration, connect, close }
}

/** What is on record of an activity: the categories of its fields, by its id. */
export async function keptOf(
  database: Database,
  controllerId: string,
): Promise<ReadonlyMap<string, readonly PiiCategory[]>> {
  const found = await rows<{ id: string; categories: string }>(
    database,
    sql`select a.id::text as id, (
        select coalesce(json_agg(field ->> 1), '[]')
        from jsonb_array_elements(coalesce(a.fields, s.fields)) field
      )::text as categories
      from processing_activities a
      left join field_sets s on s.controller_id = a.controller_id and s.hash = a.field_set
      where a.controller_id = ${controllerId}`,
  )
  return new Map(found.map(({ id, categories }) => [id, JSON.parse(categories) as PiiCategory[]]))
}
