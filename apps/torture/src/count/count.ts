import type { LoadResult } from '../load/load.ts'
import { halfWritten } from './half-written.ts'
import type { Ask, Reader } from './store.ts'

/** What is in the database, against what was sent. */
export interface Counted {
  /** Events of the load that are there, each counted once. */
  readonly stored: number
  /** Acknowledged and not there. */
  readonly lost: number
  /** Events that are there more than once. */
  readonly doubled: number
  /** Rows without others that belong to them, by what is missing; only those that there are. */
  readonly halfWritten: Readonly<Record<string, number>>
  /** Activities that nobody sent. */
  readonly strange: number
}

/**
 * An event is known by its platform's id of the delivery, which stands in clear, and in a delivery of
 * many by its place there.
 */
const storedText = `
  select coalesce(a.platform_delivery_id, d.platform_delivery_id) || a.path as id, count(*)::int as times
  from processing_activities a
  left join deliveries d on d.controller_id = a.controller_id and d.id = a.delivery_id
  group by 1`

/** The same by the keyed hash of the event's id. */
const repeatedHashText = `
  select count(*)::int as events from (
    select from processing_activities where event_hash is not null
    group by controller_id, integration_id, event_hash having count(*) > 1) repeated`

/** Counts events and looks for what is not whole. */
export async function count(read: Reader, { sent, acknowledged }: LoadResult): Promise<Counted> {
  return await read(async ask => {
    const times = await timesStored(ask)
    const [{ events: repeatedHashes = 0 } = {}] = await ask(repeatedHashText)
    const known = new Set(sent)
    const repeated = [...times.values()].filter(each => each > 1).length
    return {
      stored: sent.filter(id => times.has(id)).length,
      lost: acknowledged.filter(id => !times.has(id)).length,
      doubled: Math.max(repeated, Number(repeatedHashes)),
      halfWritten: await halfWritten(ask),
      strange: [...times.keys()].filter(id => !known.has(id)).length,
    }
  })
}

async function timesStored(ask: Ask): Promise<ReadonlyMap<string, number>> {
  const rows = await ask(storedText)
  return new Map(rows.map(({ id, times }) => [String(id), Number(times)]))
}
